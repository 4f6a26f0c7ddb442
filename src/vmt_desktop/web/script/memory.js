// Says that memory ran out: the kernel, which ended a program, tells nobody.

import { element, watching } from "./page.js";
import { on } from "./events.js";

function advice(limit) {
  if (!limit) {
    return "All memory of the machine was in use. End what else runs on it (Docker Desktop has "
      + "a limit of its own in its settings), or take fewer agents or a smaller map.";
  }
  const mebibytes = (limit / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 0 });
  return `The desktop may use ${mebibytes} MiB. Give it more (docker run --memory), or take `
    + "fewer agents, a smaller map or fewer programs at a time.";
}

if (!watching) {
  on("memory", ({ limit }) => {
    element("memory-told").textContent = advice(limit);
    element("memory").hidden = false;
  });
  element("memory-dismiss").addEventListener("click", () => { element("memory").hidden = true; });
}
