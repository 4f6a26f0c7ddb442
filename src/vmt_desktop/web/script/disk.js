// Says that the disk gets full while there is still time to make room.

import { element, watching } from "./page.js";
import { on } from "./events.js";
import { openPanel } from "./bar.js";

const HEADLINES = { low: "The disk is nearly full", full: "The disk is full" };

let dismissed = "ok"; // the state that the visitor has closed

function show({ state, free }) {
  if (state === "ok") dismissed = "ok";
  element("disk").hidden = state === "ok" || state === dismissed;
  if (state === "ok") return;
  element("disk").dataset.state = state;
  element("disk-headline").textContent = HEADLINES[state];
  const megabytes = (free / 1e6).toLocaleString("en", { maximumFractionDigits: 1 });
  element("disk-told").textContent = state === "full"
    ? "Nothing more can be recorded. A run that is being recorded ends with its last whole "
      + "tick; what is there stays."
    : `${megabytes} MB are left for recorded runs and scenarios.`;
}

if (!watching) {
  on("disk", show);
  element("disk-dismiss").addEventListener("click", () => {
    dismissed = element("disk").dataset.state;
    element("disk").hidden = true;
  });
  element("disk-files").addEventListener("click", () => openPanel("files"));
}
