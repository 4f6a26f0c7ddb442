// The bar at the top: a thin handle that opens to tools, and one panel below them.
// Escape closes all of it; the keyboard then belongs to the desktop again.

import { element, isMac, Signal } from "./page.js";
import { addShortcut, catchKey, focus, releaseAll } from "./keyboard.js";
import { stateChanged } from "./connection.js";
import { stage } from "./picture.js";

export const panelOpened = new Signal(); // (name)

const bar = element("bar");
const handle = element("handle");
const panels = new Map(); // name → {button, panel}

export const isMenuKey = (event) => (
  event.ctrlKey && event.altKey && event.shiftKey && event.code === "KeyM"
);
export const MENU_KEY = isMac ? "⌃⌥⇧M" : "Ctrl+Alt+Shift+M";

const isOpen = () => bar.classList.contains("open");
export const openPanelName = () => (
  [...panels].find(([, { panel }]) => !panel.hidden)?.[0] ?? null
);

// The button `#tool-NAME` opens `#panel-NAME`.
export function addPanel(name) {
  const button = element(`tool-${name}`);
  const panel = element(`panel-${name}`);
  panels.set(name, { button, panel });
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", panel.id);
  button.addEventListener("click", () => {
    if (panel.hidden) openPanel(name);
    else closePanel();
  });
}

export function showTool(name, yes = true) {
  element(`tool-${name}`).hidden = !yes;
  if (!yes && openPanelName() === name) closePanel();
}

export function openPanel(name) {
  openBar();
  closePanel();
  const { button, panel } = panels.get(name);
  panel.hidden = false;
  button.setAttribute("aria-expanded", "true");
  panelOpened.tell(name);
}

function closePanel() {
  for (const { button, panel } of panels.values()) {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }
}

function openBar() {
  if (isOpen()) return;
  releaseAll();
  bar.classList.add("open");
  handle.setAttribute("aria-expanded", "true");
}

export function closeBar() {
  closePanel();
  bar.classList.remove("open");
  handle.setAttribute("aria-expanded", "false");
  focus();
}

function toggleByKey() {
  if (isOpen()) return closeBar();
  openBar();
  bar.querySelector("#tools button:not([hidden])").focus();
}

handle.title = `Menu (${MENU_KEY})`;
handle.addEventListener("click", () => (isOpen() ? closeBar() : openBar()));
stage.addEventListener("pointerdown", () => { if (isOpen()) closeBar(); });
bar.addEventListener("keydown", (event) => {
  if (event.key === "Escape" || isMenuKey(event)) {
    event.preventDefault();
    closeBar();
  }
});
addShortcut(isMenuKey, toggleByKey);
document.addEventListener("keydown", (event) => {
  // Nobody has the focus, as after a click on nothing, or what had it is gone.
  if (event.target !== document.body && !event.target.closest("[hidden]")) return;
  if (isMenuKey(event)) toggleByKey();
  else if (!isOpen()) catchKey(event);
  else if (event.key === "Escape") closeBar();
});
stateChanged.listen((state) => {
  element("tools").toggleAttribute("data-offline", state !== "connected");
  // What a panel shows is not for whoever sits down here next.
  bar.hidden = state === "logged-out" || state === "revoked";
  if (bar.hidden) closeBar();
});

// The first time, the handle says for a moment what it is.
export function introduce(seconds) {
  handle.classList.add("new");
  setTimeout(() => handle.classList.remove("new"), seconds * 1000);
}
