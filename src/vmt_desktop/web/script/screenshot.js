// A picture of the desktop as it is, to save or to copy.

import { addPanel, closeBar, panelOpened } from "./bar.js";
import { session } from "./connection.js";
import { element, make } from "./page.js";
import { say } from "./notice.js";

let taken = null; // {blob, url, name}

function take() {
  if (taken) URL.revokeObjectURL(taken.url);
  taken = null;
  element("screenshot").replaceChildren();
  session()?.toBlob((blob) => {
    const time = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
    const name = `vmt-desktop-${time.slice(0, 19).replace("T", "-").replaceAll(":", "")}.png`;
    taken = { blob, url: URL.createObjectURL(blob), name };
    element("screenshot").append(make("img", { src: taken.url, alt: "The desktop as it is now" }));
  }, "image/png");
}

function save() {
  if (!taken) return;
  make("a", { href: taken.url, download: taken.name }).click();
  closeBar();
  say(`Saved as ${taken.name}`);
}

async function copy() {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": taken.blob })]);
    closeBar();
    say("The picture is in this computer's clipboard.");
  } catch {
    say("The browser did not allow to copy the picture. Save it instead.", "error");
  }
}

addPanel("screenshot");
panelOpened.listen((name) => { if (name === "screenshot") take(); });
element("screenshot-save").addEventListener("click", save);
// Only over HTTPS, or on the machine itself.
element("screenshot-copy").hidden = !navigator.clipboard?.write || !globalThis.ClipboardItem;
element("screenshot-copy").addEventListener("click", copy);
