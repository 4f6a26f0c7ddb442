// Says that memory ran out: the kernel, which ended a program, tells nobody.

import { element, watching } from "./page.js";
import { on } from "./events.js";

function show({ limit }) {
  const mebibytes = (limit / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 0 });
  element("memory-told").textContent = limit
    ? `The desktop may use ${mebibytes} MiB. Give it more (docker run --memory), or take fewer `
      + "agents, a smaller map or fewer programs at a time."
    : "All memory of the machine was in use. End what else runs on it (Docker Desktop has a "
      + "limit of its own in its settings), or take fewer agents or a smaller map.";
  element("memory").hidden = false;
}

if (!watching) {
  on("memory", show);
  element("memory-dismiss").addEventListener("click", () => { element("memory").hidden = true; });
}
