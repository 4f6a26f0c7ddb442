// The link for those who watch: shown, copied, made anew, revoked.

import { addPanel, panelOpened, showTool } from "./bar.js";
import { address, element, watching } from "./page.js";
import { ask } from "./question.js";
import { controlChanged, on } from "./events.js";
import { get, post } from "./api.js";

const link = element("share-link");

function show({ mode, link: relative }) {
  showTool("share");
  element("share-off").hidden = mode !== "off";
  element("share-view").hidden = mode === "off";
  link.value = relative ? String(address(relative)) : "";
  element("share-without").hidden = Boolean(relative);
  for (const part of ["share-with", "share-revoke"]) element(part).hidden = !relative;
  element("share-renew").textContent = relative ? "New link" : "Make a link";
}

function showCount({ watch }) {
  element("watchers").textContent = watch === 1 ? "1 person watches" : `${watch} people watch`;
  element("share-count").textContent = watch || "";
  element("tool-share").setAttribute("aria-label", watch ? `Share, ${watch} watching` : "Share");
}

async function change(what, question) {
  element("share-state").textContent = "";
  const watched = Number(element("share-count").textContent || 0);
  if (watched && !(await ask(...question))) return;
  try {
    await post(`api/share/${what}`);
    show(await get("api/share"));
  } catch (error) {
    element("share-state").textContent = error.message;
  }
}

async function copy() {
  link.select();
  const copied = await navigator.clipboard?.writeText(link.value).then(() => true, () => false);
  const done = copied || document.execCommand("copy");
  element("share-state").textContent = done
    ? "Copied." : "The browser did not allow it: copy the text.";
}

if (!watching) {
  addPanel("share");
  on("share", show);
  controlChanged.listen(showCount);
  panelOpened.listen(async (name) => {
    if (name !== "share") return;
    element("share-state").textContent = "";
    try {
      show(await get("api/share"));
    } catch (error) {
      if (error.status === 404) showTool("share", false);
      else element("share-state").textContent = error.message;
    }
  });
  element("share-copy").addEventListener("click", copy);
  link.addEventListener("focus", () => link.select());
  element("share-renew").addEventListener("click", () => change("renew", [
    "Make a new link?", "Those who watch by the old one are sent away.", "New link",
  ]));
  element("share-revoke").addEventListener("click", () => change("revoke", [
    "End sharing?", "Those who watch are sent away, and the link no longer works.", "End sharing",
  ]));
}
