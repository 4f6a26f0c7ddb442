// Full screen, and with it the keys that a browser keeps for itself otherwise.

import { closeBar } from "./bar.js";
import { element, root } from "./page.js";

const isFull = () => Boolean(document.fullscreenElement);

async function toggle() {
  if (isFull()) await document.exitFullscreen();
  else await root.requestFullscreen();
  closeBar();
}

element("tool-full-screen").hidden = !document.fullscreenEnabled;
element("tool-full-screen").addEventListener("click", toggle);
document.addEventListener("fullscreenchange", () => {
  element("full-screen-text").textContent = isFull() ? "Leave" : "Full screen";
  // Alt+Tab, Ctrl+W and Escape go to the desktop then; holding Escape leaves.
  if (isFull()) navigator.keyboard?.lock?.().catch(() => {});
  else navigator.keyboard?.unlock?.();
});
