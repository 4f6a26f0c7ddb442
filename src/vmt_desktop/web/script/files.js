// The files of the desktop: look through them, download, zip, delete, upload; and what
// is dropped on the desktop goes where it belongs.

import { addPanel, openPanelName, panelOpened, showTool } from "./bar.js";
import { address, element, icon, make, watching } from "./page.js";
import { ask } from "./question.js";
import { connected } from "./connection.js";
import { get, request } from "./api.js";
import { on } from "./events.js";
import { pathOf, size, upload, uploaded } from "./uploads.js";
import { say } from "./notice.js";

const BELONGS = [[/\.ya?ml$/i, "scenarios"], [/\.db$/i, "logs"]];

const list = element("file-list");
const chosen = new Set();
let folder = "";
let order = { by: "name", down: false };
let showing = 0;

// ---- looking ---------------------------------------------------------------------

async function show(next = folder, from = 0) {
  const round = ++showing;
  if (next !== folder) {
    // The latest run is what one looks for among the logs.
    order = next === "logs" ? { by: "modified", down: true } : { by: "name", down: false };
  }
  folder = next;
  const query = `?sort=${order.by}${order.down ? "&down" : ""}&from=${from}`;
  let content;
  try {
    content = await get(pathOf(folder) + query);
  } catch (problem) {
    if (round !== showing) return;
    if (problem.status === 404 && folder) return show("");
    if (problem.status === 404) return showTool("files", false);
    return tell(problem.message);
  }
  if (round !== showing) return;
  const hadFocus = element("panel-files").contains(document.activeElement);
  tell("");
  if (from === 0) {
    list.replaceChildren();
    chosen.clear();
  }
  list.append(...content.entries.map(row));
  element("file-empty").hidden = content.entries.length > 0 || from > 0;
  element("file-more").hidden = !content.next;
  element("file-more").dataset.from = content.next ?? "";
  element("file-free").textContent = `${size(content.free)} free`;
  showPath();
  showChosen();
  // Whoever goes on by keys goes on from here, and not from the page's beginning.
  if (hadFocus && document.activeElement === document.body) {
    element("file-path").lastElementChild.focus();
  }
}

function showPath() {
  const names = folder ? folder.split("/") : [];
  const step = (name, path, isLast) => {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => show(path));
    if (isLast) button.setAttribute("aria-current", "page");
    return button;
  };
  element("file-path").replaceChildren(
    step("Files", "", names.length === 0),
    ...names.map((name, i) => (
      step(name, names.slice(0, i + 1).join("/"), i === names.length - 1)
    )),
  );
  for (const head of document.querySelectorAll("[data-sort]")) {
    const direction = order.down ? "descending" : "ascending";
    head.parentElement.ariaSort = head.dataset.sort === order.by ? direction : "none";
  }
}

function row(entry) {
  const { name, kind, modified, problem, busy } = entry;
  const isFolder = kind === "folder";
  const check = make("input", { type: "checkbox", ariaLabel: `Choose ${name}` });
  check.disabled = Boolean(problem);
  check.addEventListener("change", () => {
    if (check.checked) chosen.add(name);
    else chosen.delete(name);
    showChosen();
  });
  const remove = make("button", { type: "button", className: "quiet", title: "Delete" }, icon("delete"));
  remove.setAttribute("aria-label", `Delete ${name}`);
  remove.disabled = Boolean(problem || busy);
  remove.addEventListener("click", () => erase(entry));
  const time = new Date(modified * 1000);
  return make(
    "tr", { title: problem ?? "" },
    make("td", {}, check),
    make("td", { className: "name" }, icon(isFolder ? "folder" : "file"), opener(entry)),
    make("td", {}, isFolder ? "" : busy ? "recording" : size(entry.size)),
    make("td", {}, time.toLocaleString([], { dateStyle: "short", timeStyle: "short" })),
    make("td", {}, remove),
  );
}

// A folder opens; a file is downloaded, together with what SQLite keeps beside it.
function opener({ name, kind, problem, busy, beside }) {
  if (problem || busy) return make("span", {}, name);
  if (kind === "folder") {
    const button = make("button", { type: "button", className: "link" }, name);
    button.addEventListener("click", () => show([folder, name].filter(Boolean).join("/")));
    return button;
  }
  const href = beside ? zipOf([name, ...beside]) : address(pathOf(folder, name));
  return make("a", { href, download: "", title: `Download ${name}` }, name);
}

const zipOf = (names) => (
  address(`${pathOf(folder)}?zip${names.map((name) => `&name=${encodeURIComponent(name)}`).join("")}`)
);

function showChosen() {
  element("file-zip").href = zipOf([...chosen]);
  element("file-zip-text").textContent = `Download ${chosen.size || "all"} as zip`;
}

function tell(text) { element("file-problem").textContent = text; }

// ---- changing --------------------------------------------------------------------

async function erase({ name, kind }) {
  const words = kind === "folder" ? "The folder and all that is in it are lost." : "The file is lost.";
  if (!(await ask(`Delete ${name}?`, words, "Delete"))) return;
  try {
    await request(`${pathOf(folder, name)}${kind === "folder" ? "?all" : ""}`, { method: "DELETE" });
  } catch (problem) {
    return tell(problem.message);
  }
  show();
}

// ---- dropping --------------------------------------------------------------------

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
const showDrop = (yes) => { element("drop").hidden = !yes; };

function drop(event) {
  event.preventDefault();
  showDrop(false);
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
  const files = items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile());
  if (files.length < items.length) {
    say("A folder cannot be uploaded as it is. Drop the files that are in it.", "error");
  }
  if (openPanelName() === "files" && element("panel-files").contains(event.target)) {
    return upload(files, folder);
  }
  for (const file of files) {
    const place = BELONGS.find(([pattern]) => pattern.test(file.name))?.[1];
    if (place) upload([file], place);
    else {
      say(`${file.name} is neither a scenario (.yaml) nor a log (.db). Upload it in Files, `
        + "into the folder where you want it.", "error");
    }
  }
}

if (!watching) {
  addPanel("files");
  connected.listen(async () => {
    try {
      await request(pathOf(""), { method: "HEAD" });
      showTool("files");
    } catch (problem) {
      showTool("files", problem.status !== 404);
    }
  });
  panelOpened.listen((name) => { if (name === "files") show(); });
  on("files", ({ path }) => { if (openPanelName() === "files" && path === folder) show(); });
  uploaded.listen((where) => { if (openPanelName() === "files" && where === folder) show(); });
  element("file-more").addEventListener("click", ({ target }) => {
    show(folder, Number(target.dataset.from));
  });
  element("file-upload").addEventListener("click", () => element("file-input").click());
  element("file-input").addEventListener("change", ({ target }) => {
    upload([...target.files], folder);
    target.value = "";
  });
  for (const head of document.querySelectorAll("[data-sort]")) {
    head.addEventListener("click", () => {
      const by = head.dataset.sort;
      order = { by, down: order.by === by ? !order.down : by !== "name" };
      show();
    });
  }
  addEventListener("dragenter", (event) => { if (hasFiles(event)) showDrop(true); });
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) showDrop(false); });
  addEventListener("drop", (event) => { if (hasFiles(event)) drop(event); });
}
