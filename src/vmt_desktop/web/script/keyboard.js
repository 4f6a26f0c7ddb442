// The keyboard belongs to the desktop. Keys arrive in a field that nobody sees,
// because a browser composes (dead keys, input methods), pastes and shows an
// on-screen keyboard only in a field. Plain keys go on to noVNC's canvas as they are;
// what was composed is sent as the characters that came out.

import { connected, disconnected, session } from "./connection.js";
import { act } from "./events.js";
import { element, isMac, watching } from "./page.js";
import { canvas, stage } from "./picture.js";

// Backspace on an on-screen keyboard is known by what is missing afterwards.
const FILLER = "_".repeat(32);
const LONGEST = 512;
const BACKSPACE = 0xff08;
const RETURN = 0xff0d;
const TAB = 0xff09;
const UNICODE = 0x01000000;
const MODIFIERS = [
  [0xffe1, "ShiftLeft"], [0xffe2, "ShiftRight"], [0xffe3, "ControlLeft"],
  [0xffe4, "ControlRight"], [0xffe9, "AltLeft"], [0xffea, "AltRight"],
  [0xffe7, "MetaLeft"], [0xffe8, "MetaRight"], [0xffeb, "MetaLeft"],
  [0xffec, "MetaRight"], [0xfe03, "AltRight"], [0xff7e, "AltRight"],
];

const field = element("keyboard");
const down = new Map(); // code → the event that pressed it
let written = FILLER;
let composing = false;
let held = null; // events that wait for a paste, else null
let onPaste = null;
const shortcuts = [];

// ---- for other modules -----------------------------------------------------------

// Takes a key away from the desktop where `isIt(event)` holds.
export function addShortcut(isIt, action) { shortcuts.push({ isIt, action }); }

// Calls back with what is pasted; may return a promise, for which later keys wait.
export function pasteWith(callback) { onPaste = callback; }

export function focus() {
  if (!watching) field.focus({ preventScroll: true });
}

// Gives the desktop a key that met nothing, and those that follow.
export function catchKey(event) {
  if (watching) return;
  focus();
  press(event);
}

export const hasFocus = () => document.activeElement === field;

// The browser shows its own keyboard in the field, or it does not.
export function showOnScreen(yes) {
  field.inputMode = yes ? "text" : "none";
  field.blur();
  focus();
}

// keysym, code of the key; down: true, false, or undefined for both
export function sendKey(keysym, code, pressed) {
  act();
  session()?.sendKey(keysym, code, pressed);
}

// Presses the keys in order and lets them go in reverse.
export function sendChord(...keys) {
  for (const [keysym, code] of keys) sendKey(keysym, code, true);
  for (const [keysym, code] of keys.reverse()) sendKey(keysym, code, false);
}

export function sendText(text) {
  for (const character of text) sendKey(keysymOf(character));
}

export function releaseAll() {
  for (const event of down.values()) pass(copy(event, "keyup"));
  down.clear();
}

export function keysymOf(character) {
  const codepoint = character.codePointAt(0);
  if (character === "\n") return RETURN;
  if (character === "\t") return TAB;
  const isLatin1 = (codepoint >= 0x20 && codepoint < 0x7f) || (codepoint >= 0xa0 && codepoint < 0x100);
  return isLatin1 ? codepoint : UNICODE | codepoint;
}

// ---- plain keys ------------------------------------------------------------------

function isComposed(event) {
  return event.isComposing || event.keyCode === 229
    || ["Dead", "Process", "Unidentified"].includes(event.key);
}

function isPaste(event) {
  const ctrl = isMac ? event.metaKey || event.ctrlKey : event.ctrlKey;
  return (ctrl && !event.altKey && event.key.toLowerCase() === "v")
    || (event.shiftKey && event.key === "Insert");
}

function press(event) {
  const shortcut = shortcuts.find(({ isIt }) => isIt(event));
  if (shortcut) {
    event.preventDefault();
    releaseAll();
    return shortcut.action();
  }
  if (!session() || isComposed(event)) return;
  act();
  if (isPaste(event) && onPaste && !event.repeat) {
    hold(); // the browser pastes now, and the key follows with the text
  } else {
    event.preventDefault();
  }
  forward(event);
}

function forward(event) {
  if (held) held.push(copy(event));
  else pass(copy(event));
}

function pass(event) {
  const target = canvas();
  if (!target) return;
  // macOS tells of no key that comes up while Cmd is down.
  const isTapped = event.type === "keydown" && event.withCommand;
  if (event.type === "keydown" && !isTapped) down.set(event.code, event);
  if (event.type === "keyup") down.delete(event.code);
  target.dispatchEvent(event);
  if (isTapped) target.dispatchEvent(copy(event, "keyup"));
}

// An event that noVNC takes for the original. Cmd on a Mac becomes Ctrl.
function copy(event, type = event.type) {
  const locks = {
    modifierCapsLock: event.getModifierState("CapsLock"),
    modifierNumLock: event.getModifierState("NumLock"),
    modifierAltGraph: event.getModifierState("AltGraph"),
  };
  const { key, code, keyCode, location, repeat, shiftKey, altKey, ctrlKey, metaKey } = event;
  const plain = { key, code, keyCode, location, repeat, shiftKey, altKey, ctrlKey, metaKey };
  const isCommand = isMac && key === "Meta";
  const withCommand = isMac && metaKey && !isCommand;
  if (isCommand) Object.assign(plain, { key: "Control", code: code.replace("Meta", "Control") });
  if (isMac && metaKey) Object.assign(plain, { metaKey: false, ctrlKey: true });
  const copied = new KeyboardEvent(type, { ...plain, ...locks, cancelable: true });
  copied.withCommand = withCommand || (type === event.type && event.withCommand);
  return copied;
}

// ---- pasting ---------------------------------------------------------------------

const NO_PASTE_MS = 150;
let giveUpPaste = 0;

function hold() {
  held ??= [];
  clearTimeout(giveUpPaste);
  giveUpPaste = setTimeout(letPass, NO_PASTE_MS); // nothing to paste, or not allowed
}

function letPass() {
  clearTimeout(giveUpPaste);
  const events = held ?? [];
  held = null;
  for (const event of events) pass(event);
}

async function paste(event) {
  event.preventDefault();
  clearTimeout(giveUpPaste);
  try {
    await onPaste?.(event.clipboardData.getData("text/plain"));
  } finally {
    letPass();
  }
}

// ---- what was composed -----------------------------------------------------------

function sendDifference() {
  const value = field.value;
  let same = 0;
  while (same < written.length && written[same] === value[same]) same += 1;
  for (let i = same; i < written.length; i += 1) sendKey(BACKSPACE, "Backspace");
  sendText(value.slice(same));
  written = value;
  if (!composing && (value.length > LONGEST || value.length < FILLER.length || !onScreen())) refill();
}

const onScreen = () => field.inputMode === "text";

function refill() {
  field.value = FILLER;
  written = FILLER;
  field.setSelectionRange(FILLER.length, FILLER.length);
}

if (!watching) {
  refill();
  field.addEventListener("keydown", press);
  field.addEventListener("keyup", forward);
  field.addEventListener("paste", paste);
  field.addEventListener("compositionstart", () => { composing = true; act(); });
  field.addEventListener("compositionend", () => { composing = false; sendDifference(); });
  field.addEventListener("input", () => { if (!composing || onScreen()) sendDifference(); });
  field.addEventListener("blur", releaseAll);
  // noVNC asks nobody to focus its canvas; the field gets what is typed.
  stage.addEventListener("pointerdown", () => { act(); setTimeout(focus); }, true);
  addEventListener("blur", releaseAll);
  addEventListener("focus", () => { if (document.activeElement === document.body) focus(); });
  connected.listen((rfb) => {
    down.clear();
    // Nobody knows what was held down when the last connection ended.
    for (const [keysym, code] of MODIFIERS) rfb.sendKey(keysym, code, false);
    if (document.activeElement === document.body || hasFocus()) focus();
  });
  disconnected.listen(() => { down.clear(); held = null; });
}
