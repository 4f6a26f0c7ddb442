// What the connection is like at this moment: the badge in the bar.

import { stateChanged } from "./connection.js";
import { latencyMeasured } from "./events.js";
import { element, root } from "./page.js";
import { frameShown } from "./picture.js";
import { received } from "./socket.js";

const EVERY_MS = 1000;
const FAIR_MS = 80;
const POOR_MS = 250;
const NAMES = {
  connecting: "Connecting", starting: "Starting", connected: "Connected",
  reconnecting: "Reconnecting", "logged-out": "Logged out", revoked: "Ended", failed: "Failed",
};

let frames = 0;
let bytes = 0;
let latency = null;
let rates = { frames: 0, kilobytes: 0 };
let since = performance.now();

export const kilobytesPerSecond = () => rates.kilobytes;

function show() {
  const now = performance.now();
  const seconds = (now - since) / 1000;
  rates = { frames: frames / seconds, kilobytes: bytes / 1000 / seconds };
  [frames, bytes, since] = [0, 0, now];
  const isConnected = root.dataset.state === "connected";
  const measured = latency === null ? "" : `${Math.max(1, Math.round(latency))} ms`;
  element("badge-text").textContent = isConnected && measured
    ? measured : NAMES[root.dataset.state];
  element("badge-rates").textContent = isConnected
    ? `${Math.round(rates.frames)} frames/s · ${Math.round(rates.kilobytes)} kB/s` : "";
  root.dataset.link = latency === null || latency < FAIR_MS
    ? "good" : latency < POOR_MS ? "fair" : "poor";
}

frameShown.listen(() => { frames += 1; });
received.listen((count) => { bytes += count; });
latencyMeasured.listen((measured) => {
  latency = latency === null ? measured : 0.6 * latency + 0.4 * measured;
});
stateChanged.listen((state) => { if (state !== "connected") latency = null; show(); });
setInterval(show, EVERY_MS);
