// Keys that a browser keeps for itself or a phone does not have: the panel "Keys", and
// the row above the on-screen keyboard. Ctrl and Alt stay down until the next key.

import { addPanel, closeBar } from "./bar.js";
import { connected } from "./connection.js";
import { element, make, touch, watching } from "./page.js";
import { focus, sendChord, sendKey, showOnScreen } from "./keyboard.js";

const CTRL = [0xffe3, "ControlLeft"];
const ALT = [0xffe9, "AltLeft"];
const SHIFT = [0xffe1, "ShiftLeft"];
const KEYS = {
  "ctrl-alt-del": [CTRL, ALT, [0xffff, "Delete"]],
  "alt-tab": [ALT, [0xff09, "Tab"]],
  "alt-f4": [ALT, [0xffc1, "F4"]],
  "super": [[0xffeb, "MetaLeft"]],
  "escape": [[0xff1b, "Escape"]],
  "tab": [[0xff09, "Tab"]],
  "delete": [[0xffff, "Delete"]],
  "left": [[0xff51, "ArrowLeft"]],
  "up": [[0xff52, "ArrowUp"]],
  "right": [[0xff53, "ArrowRight"]],
  "down": [[0xff54, "ArrowDown"]],
};
for (let number = 1; number <= 12; number += 1) {
  KEYS[`f${number}`] = [[0xffbd + number, `F${number}`]];
}
const STICKY = { ctrl: CTRL, alt: ALT, shift: SHIFT };
const stuck = new Set();

function send(name) {
  sendChord(...KEYS[name]);
  unstick();
}

function toggle(name) {
  const [keysym, code] = STICKY[name];
  if (stuck.delete(name)) sendKey(keysym, code, false);
  else {
    stuck.add(name);
    sendKey(keysym, code, true);
  }
  showStuck();
}

function unstick() {
  for (const name of [...stuck]) toggle(name);
}

function showStuck() {
  for (const button of document.querySelectorAll("[data-stick]")) {
    button.setAttribute("aria-pressed", String(stuck.has(button.dataset.stick)));
  }
}

function showOnScreenKeys(yes) {
  element("touch-keys").hidden = !yes;
  element("on-screen").setAttribute("aria-pressed", String(yes));
  showOnScreen(yes);
}

if (!watching) {
  addPanel("keys");
  connected.listen(() => { stuck.clear(); showStuck(); });
  element("function-keys").append(...Array.from({ length: 12 }, (_, i) => (
    make("button", { type: "button", "data-key": `f${i + 1}` }, `F${i + 1}`)
  )));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-key], [data-stick]");
    if (!button) return;
    if (button.dataset.key) send(button.dataset.key);
    else toggle(button.dataset.stick);
    // The row at the bottom is used while typing, the panel is not.
    if (button.closest("#touch-keys") || button.dataset.stick) focus();
  });
  // A tap must not take the on-screen keyboard away.
  element("touch-keys").addEventListener("pointerdown", (event) => event.preventDefault());
  element("keyboard").addEventListener("input", unstick);
  element("keyboard").addEventListener("keyup", unstick);
  element("on-screen").hidden = !touch.matches && navigator.maxTouchPoints === 0;
  element("on-screen").addEventListener("click", () => {
    showOnScreenKeys(element("touch-keys").hidden);
    closeBar();
  });
  element("hide-on-screen").addEventListener("click", () => showOnScreenKeys(false));
}
