// Files on their way to the desktop, one after the other: with progress, and going on
// where they were after a connection was lost.

import { address, element, icon, later, make, Signal } from "./page.js";
import { ask } from "./question.js";
import { get, Problem, problemOf } from "./api.js";

const SHOWN_WHEN_DONE_MS = 5000;
const RETRY_MS = 1500;
// Of the gateway, or of a proxy in front of it, while the desktop is started again.
const LOGGED_OUT = 401;
const PASSING = [0, LOGGED_OUT, 408, 416, 429, 502, 503, 504];

export const uploaded = new Signal(); // (folder)

const queue = [];
let busy = false;

export function pathOf(...paths) {
  const names = paths.filter(Boolean).flatMap((path) => path.split("/"));
  return `api/files/${names.map(encodeURIComponent).join("/")}`;
}

export function upload(files, folder) {
  for (const file of files) {
    const entry = { file, folder, sent: 0, replace: false, cancelled: false, request: null };
    entry.row = rowOf(entry);
    element("uploads").append(entry.row);
    queue.push(entry);
  }
  work();
}

async function work() {
  if (busy) return;
  busy = true;
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    if (entry.cancelled) continue;
    try {
      finish(entry, await send(entry));
    } catch (problem) {
      refuse(entry, problem);
    }
  }
  busy = false;
}

// Returns what the gateway says of the file that is whole, or null if it was cancelled.
async function send(entry) {
  const { file, folder } = entry;
  const path = pathOf(folder, file.name);
  const mark = `mark=${file.size}-${file.lastModified}`;
  while (!entry.cancelled) {
    try {
      const before = await get(`${path}?received&${mark}`);
      if (before.exists && !entry.replace) {
        const words = `${folder || "The folder"} has a file of this name, which is lost then.`;
        entry.replace = await ask(`Replace ${file.name}?`, words, "Replace");
        if (!entry.replace) return null;
      }
      const first = before.total === file.size || before.total === null ? before.received : 0;
      const query = `${mark}${entry.replace ? "&replace" : ""}`;
      const answer = await put(entry, `${path}?${query}`, first);
      if (answer.received === undefined) return answer;
    } catch (problem) {
      if (!PASSING.includes(problem.status ?? -1) || entry.cancelled) throw problem;
      const awaited = problem.status === LOGGED_OUT ? "login" : "connection";
      tell(entry, `Waiting for the ${awaited}…`);
      await later(RETRY_MS);
    }
  }
  return null;
}

// fetch tells nothing of how far an upload is.
function put(entry, path, first) {
  const { file } = entry;
  const request = new XMLHttpRequest();
  entry.request = request;
  request.open("PUT", address(path));
  const last = file.size - 1;
  if (file.size) {
    const range = first < file.size ? `${first}-${last}` : "*";
    request.setRequestHeader("Content-Range", `bytes ${range}/${file.size}`);
  }
  request.upload.addEventListener("progress", ({ loaded }) => progress(entry, first + loaded));
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText || "{}"));
      else reject(problemOf(request.status, request.responseText));
    });
    for (const end of ["error", "abort"]) {
      request.addEventListener(end, () => reject(new Problem("The connection was lost.")));
    }
    request.send(first < file.size ? file.slice(first) : null);
  });
}

// ---- what is shown ---------------------------------------------------------------

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const value = bytes / 1000 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

function rowOf(entry) {
  const close = make("button", { type: "button", className: "quiet", title: "Cancel" }, icon("close"));
  close.setAttribute("aria-label", `Cancel ${entry.file.name}`);
  close.addEventListener("click", () => cancel(entry));
  return make(
    "li", {},
    make("span", { className: "name" }, entry.file.name), close,
    make("progress", { max: Math.max(entry.file.size, 1), value: 0 }),
    make("span", { className: "told", role: "status" }, "Waiting…"),
  );
}

function tell(entry, text) { entry.row.querySelector(".told").textContent = text; }

function progress(entry, sent) {
  entry.row.querySelector("progress").value = sent;
  const all = sent >= entry.file.size;
  tell(entry, all ? "Checking…" : `${size(sent)} of ${size(entry.file.size)}`);
}

function cancel(entry) {
  entry.cancelled = true;
  entry.request?.abort();
  entry.row.remove();
}

function finish(entry, answer) {
  if (answer === null) return entry.row.remove();
  entry.row.classList.add("done");
  entry.row.querySelector("progress").hidden = true;
  const warnings = answer.warnings ?? [];
  tell(entry, `Uploaded to ${entry.folder || "the data folder"}`);
  if (warnings.length) addDetails(entry, warnings);
  else setTimeout(() => entry.row.remove(), SHOWN_WHEN_DONE_MS);
  uploaded.tell(entry.folder);
}

function refuse(entry, problem) {
  if (entry.cancelled) return;
  entry.row.classList.add("refused");
  entry.row.querySelector("progress").hidden = true;
  tell(entry, problem.message);
  entry.row.querySelector("button").title = "Close";
  if (problem.details?.length) addDetails(entry, problem.details);
}

function addDetails(entry, lines) {
  entry.row.append(make("pre", { tabIndex: 0 }, lines.join("\n")));
}

addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
