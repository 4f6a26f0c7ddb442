// One clipboard for the desktop and the visitor's machine, where the browser lets it
// be so; by the panel elsewhere. The gateway says which directions are allowed.

import { addPanel, panelOpened, showTool } from "./bar.js";
import { on } from "./events.js";
import { request } from "./api.js";
import { element, watching } from "./page.js";
import { pasteWith } from "./keyboard.js";
import { say } from "./notice.js";

const LARGEST_BYTES = 1024 * 1024;
const TYPING_MS = 300;
const PATIENCE_MS = 4000;

const text = element("clipboard-text");
let mode = "off"; // of the gateway: off, in, out or both
let onDesktop = null; // what the desktop's clipboard is known to hold
let waiting = null; // copied in the desktop, not yet in the browser's clipboard
let lastRead = null; // from the browser's clipboard
let typing = 0; // a timer, while what was written in the panel has not been sent

const goesIn = () => mode === "in" || mode === "both";
const goesOut = () => mode === "out" || mode === "both";

// ---- into the desktop ------------------------------------------------------------

async function put(content) {
  if (!content || content === onDesktop) return;
  if (new TextEncoder().encode(content).length > LARGEST_BYTES) {
    throw new Error("The clipboard takes at most 1 MiB of text. Use a file for more.");
  }
  await request("api/clipboard", {
    method: "PUT", headers: { "Content-Type": "text/plain; charset=utf-8" }, body: content,
    signal: AbortSignal.timeout(PATIENCE_MS), // keys that follow a paste wait for it
  });
  onDesktop = content;
}

async function putAndTell(content) {
  try {
    await put(content);
    if (element("panel-clipboard").hidden) return;
    element("clipboard-state").textContent = "The desktop has it: paste it there with Ctrl+V.";
  } catch (error) {
    if (element("panel-clipboard").hidden) say(error.message, "error");
    else element("clipboard-state").textContent = error.message;
  }
}

// Chromium lets a page read the clipboard, once the visitor has allowed it.
async function mayRead() {
  try {
    const { state } = await navigator.permissions.query({ name: "clipboard-read" });
    return state;
  } catch {
    return "denied";
  }
}

async function readBrowser() {
  if (!goesIn() || !document.hasFocus() || (await mayRead()) !== "granted") return;
  try {
    const content = await navigator.clipboard.readText();
    if (content === lastRead) return; // the desktop may have copied something since
    lastRead = content;
    await put(content);
  } catch { /* The window lost the focus meanwhile, or it is no text. */ }
}

// ---- out of the desktop ----------------------------------------------------------

async function copyOut(content) {
  waiting = content;
  lastRead = content;
  try {
    await navigator.clipboard.writeText(content);
    waiting = null;
  } catch {
    // Without HTTPS there is no such clipboard; Firefox and Safari want a key or a
    // click shortly before. The next one will do.
    copyByCommand();
  }
}

function copyByCommand() {
  if (waiting === null) return false;
  const fill = (event) => {
    event.clipboardData.setData("text/plain", waiting);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill, { capture: true });
  if (done) waiting = null;
  return done;
}

// ---- the panel -------------------------------------------------------------------

function show() {
  showTool("clipboard", mode !== "off");
  text.readOnly = !goesIn();
  element("clipboard-copy").hidden = !goesOut();
  element("clipboard-way").textContent = {
    off: "", both: "",
    in: "This desktop takes text, and gives none back.",
    out: "This desktop gives text, and takes none.",
  }[mode];
}

async function refresh() {
  element("clipboard-state").textContent = "";
  element("clipboard-offer").hidden = !goesIn() || (await mayRead()) !== "prompt";
  if (!goesOut()) return;
  try {
    const before = onDesktop;
    const content = await (await request("api/clipboard")).text();
    if (before === onDesktop && !typing) text.value = content; // no news came meanwhile
  } catch (error) {
    element("clipboard-state").textContent = error.message;
  }
}

if (!watching) {
  addPanel("clipboard");
  on("clipboard", (event) => {
    mode = event.mode;
    show();
    if (event.text === undefined) return readBrowser();
    onDesktop = event.text;
    if (!typing) text.value = event.text;
    copyOut(event.text);
  });
  pasteWith((content) => (goesIn() ? putAndTell(content) : undefined));
  panelOpened.listen((name) => { if (name === "clipboard") refresh().then(() => text.focus()); });
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { typing = 0; putAndTell(text.value); }, TYPING_MS);
  });
  element("clipboard-copy").addEventListener("click", () => {
    copyOut(text.value).then(() => {
      element("clipboard-state").textContent = waiting === null
        ? "Copied to this computer." : "The browser did not allow it. Select the text and copy it.";
    });
  });
  element("clipboard-allow").addEventListener("click", async () => {
    await navigator.clipboard.readText().catch(() => "");
    element("clipboard-offer").hidden = (await mayRead()) !== "prompt";
    readBrowser();
  });
  addEventListener("focus", readBrowser);
  for (const action of ["keydown", "pointerdown"]) {
    addEventListener(action, () => { if (waiting !== null) copyByCommand(); }, true);
  }
}
