// The desktop follows the window of whoever is in control; in all other windows, and
// on phones, it is scaled. So that it follows, the gateway is told the window's size.

import { connected, giveUp, session } from "./connection.js";
import { controlChanged, inControl, on, visitor } from "./events.js";
import { post } from "./api.js";
import { element, touch, watching } from "./page.js";
import { canvas, stage } from "./picture.js";
import { remember, remembered } from "./preferences.js";

// A window that is being dragged tells many sizes; the last one counts.
const STILL_MS = 80;
const RETRY_MS = 1000;
const CHECK_MS = 3000;
const READING_MS = 10_000;

const follow = element("follow");
const sharp = element("sharp");
let served = false; // the gateway changes sizes
let timer = 0;
let asking = false;
let asked = "";
let real = ""; // the desktop's size, as the gateway tells it
let healed = "";
let check = 0;
let wasMine = true;
let reading = 0;
let exact = null; // the stage in device pixels, where the browser tells

const isSharp = () => sharp.checked && devicePixelRatio !== 1;

function wanted() {
  if (!served || watching || !follow.checked || !inControl() || !session()) return null;
  if (document.visibilityState === "hidden") return null;
  const scale = isSharp() ? devicePixelRatio : 1;
  const size = {
    width: Math.round(stage.clientWidth * scale), height: Math.round(stage.clientHeight * scale),
  };
  // Between CSS pixels and the device's there may be a rounded one.
  const isRounded = exact && Math.abs(exact.width - size.width) <= 2;
  return isSharp() && isRounded ? exact : size;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(tell, STILL_MS);
}

async function tell() {
  const size = wanted();
  if (!size || asking) return;
  const text = `${size.width}x${size.height}`;
  if (text === asked) return; // it may be more than the desktop can have
  if (size.width === canvas().width && size.height === canvas().height) return;
  asking = true;
  asked = text;
  try {
    await post("api/display", { visitor: visitor(), ...size });
  } catch (problem) {
    if (problem.status === 404) served = false;
    // The X server is being started again. At 409 another visitor is in control.
    else if (problem.status !== 409) setTimeout(afresh, RETRY_MS);
  } finally {
    asking = false;
  }
  const now = wanted();
  if (now && `${now.width}x${now.height}` !== text) soon();
}

function afresh() {
  sharp.disabled = !follow.checked;
  asked = "";
  soon();
}

// A change of size while a connection is being made is not told on that connection:
// then the picture keeps the old size. Another connection has the right one.
function checkSoon() {
  clearTimeout(check);
  check = setTimeout(() => {
    const size = `${canvas()?.width}x${canvas()?.height}`;
    if (!session() || size === real || healed === real) return;
    healed = real;
    giveUp();
  }, CHECK_MS);
}

function showControl({ control, inControl: mine }) {
  const told = element("not-in-control");
  const isNews = wasMine !== mine;
  wasMine = mine;
  if (mine || control < 2 || !follow.checked) told.hidden = true;
  else if (isNews) {
    told.hidden = false;
    clearTimeout(reading);
    reading = setTimeout(() => { told.hidden = true; }, READING_MS);
  }
}

on("display", ({ width, height }) => {
  real = `${width}x${height}`;
  element("size").textContent = `${width} × ${height}`;
  checkSoon();
});
connected.listen(checkSoon);

if (!watching) {
  follow.checked = remembered("follow", !touch.matches);
  sharp.checked = remembered("sharp", false);
  follow.addEventListener("change", () => { remember("follow", follow.checked); afresh(); });
  sharp.addEventListener("change", () => { remember("sharp", sharp.checked); afresh(); });
  on("display", () => {
    served = true;
    element("follow-choice").hidden = false;
    soon();
  });
  controlChanged.listen((now) => { showControl(now); afresh(); });
  connected.listen(afresh);
  document.addEventListener("visibilitychange", soon);
  new ResizeObserver(([entry]) => {
    const [size] = entry.devicePixelContentBoxSize ?? [];
    exact = size ? { width: size.inlineSize, height: size.blockSize } : null;
    soon();
  }).observe(stage, observed());
  addEventListener("resize", () => {
    element("sharp-choice").hidden = devicePixelRatio === 1;
    soon();
  });
  element("sharp-choice").hidden = devicePixelRatio === 1;
}

function observed() {
  const exactly = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
  return exactly ? { box: "device-pixel-content-box" } : {};
}
