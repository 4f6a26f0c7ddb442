// How good the picture is: as good as the network carries, or as the visitor says.

import { connected, session } from "./connection.js";
import { latencyMeasured } from "./events.js";
import { element } from "./page.js";
import { kilobytesPerSecond } from "./meter.js";
import { remember, remembered } from "./preferences.js";
import { setLossless } from "./socket.js";

// quality and compression are those of the RFB protocol, 0 to 9
const LEVELS = {
  low: { quality: 2, compression: 6 },
  medium: { quality: 4, compression: 4 },
  high: { quality: 6, compression: 2 },
  lossless: { quality: 9, compression: 2, lossless: true },
};
const AUTOMATIC = ["low", "medium", "high"];

// A simulation that is watched takes about 150 kB/s at high quality.
const BANDWIDTHS = [60, 200]; // kB/s, for medium and for high
// A page out of a cache says nothing of the network.
const LEAST_BYTES = 20_000;
// Where the network wavers, answers come later while much is sent.
const LATE_MS = 120;
const MUCH_KBPS = 4;
const GOOD_IN_A_ROW = 8;
const REMEMBERED = 30;

let choice = remembered("quality", "auto");
if (choice !== "auto" && !LEVELS[choice]) choice = "auto";
let level = "high";
let bandwidth = bandwidthOfPage();
let latencies = [];
let late = 0;
let good = 0;

function apply(next) {
  level = next;
  const rfb = session();
  element("quality-now").textContent = choice === "auto" ? `now: ${level}` : "";
  if (!rfb) return;
  const { quality, compression, lossless = false } = LEVELS[level];
  setLossless(lossless);
  // noVNC says what it wants only when a level changes.
  if (rfb.qualityLevel === quality) rfb.qualityLevel = quality - 1;
  rfb.qualityLevel = quality;
  rfb.compressionLevel = compression;
}

function choose(next) {
  choice = next;
  apply(choice === "auto" ? AUTOMATIC[highest()] : choice);
}

// The page itself is large enough to tell how fast the network is: kB/s.
function bandwidthOfPage() {
  const [page] = performance.getEntriesByType("navigation");
  const seconds = page ? (page.responseEnd - page.responseStart) / 1000 : 0;
  return page?.transferSize > LEAST_BYTES ? page.transferSize / 1000 / seconds : Infinity;
}

// The best of AUTOMATIC that the network carries, as far as it has shown.
function highest() {
  bandwidth = Math.max(bandwidth, kilobytesPerSecond());
  return BANDWIDTHS.filter((least) => bandwidth >= least).length;
}

// Two late answers in a row are no chance; for better it has to be good for a while.
function judge(latency) {
  latencies = [...latencies, latency].slice(-REMEMBERED);
  const isLate = latency > Math.min(...latencies) + LATE_MS && kilobytesPerSecond() > MUCH_KBPS;
  late = isLate ? late + 1 : 0;
  good = isLate ? 0 : good + 1;
  if (choice !== "auto") return;
  const at = AUTOMATIC.indexOf(level);
  if (late >= 2 && at > 0) {
    late = 0;
    apply(AUTOMATIC[at - 1]);
  } else if (good >= GOOD_IN_A_ROW && at < highest()) {
    good = 0;
    apply(AUTOMATIC[at + 1]);
  }
}

for (const option of document.querySelectorAll("[name=quality]")) {
  option.checked = option.value === choice;
  option.addEventListener("change", () => {
    remember("quality", option.value);
    choose(option.value);
  });
}
connected.listen(() => choose(choice));
latencyMeasured.listen(judge);
