// The program on the desktop: switch between the two, start it again, and say what
// happened if it has ended.

import { ask } from "./question.js";
import { closeBar, showTool } from "./bar.js";
import { disconnected } from "./connection.js";
import { element, watching } from "./page.js";
import { on } from "./events.js";
import { post } from "./api.js";
import { say } from "./notice.js";

const NAMES = { "launcher.py": "launcher", "view_logs.py": "log viewer" };
const READING_MS = 12_000;
const TOOLS = { "launcher.py": "launcher", "view_logs.py": "log-viewer" };

let dismissed = ""; // the ending that the visitor has closed
let told = null; // what the card is about
let againAt = 0; // when it is started again, by performance.now(); 0: unknown
let ticking = 0;
let leaving = 0;

const nameOf = (program) => NAMES[program] ?? program;

function show(event) {
  if (!watching) showTools(event.open ?? []);
  const { other } = event;
  const isOtherTold = other?.state === "stopped" && other.code;
  tell(hasEnded(event) ? event : isOtherTold ? other : null);
}

function showTools(open) {
  showTool("restart");
  for (const [program, tool] of Object.entries(TOOLS)) {
    showTool(tool);
    element(`tool-${tool}`).toggleAttribute("data-open", open.includes(program));
  }
}

// A program that nobody has started has not ended. One that is being started again
// has not shown yet that it stays.
const hasEnded = ({ state, ending }) => state !== "running" && Boolean(ending);

function tell(ended) {
  if (!ended) return isBack();
  const text = `${ended.program} ${ended.ending} ${ended.lines?.join("")}`;
  clearInterval(ticking);
  clearTimeout(leaving);
  element("ended").hidden = text === dismissed;
  if (text === dismissed) return;
  told = { program: ended.program, code: ended.code, text };
  againAt = ended.again_in === null ? 0 : performance.now() + ended.again_in * 1000;
  element("ended-headline").textContent = `The ${nameOf(ended.program)} ${ended.ending}`;
  const lines = ended.lines ?? [];
  element("ended-details").hidden = lines.length === 0;
  showLines(lines.join("\n"));
  element("ended-again").hidden = watching || ended.state === "starting";
  tellNext(ended.state);
  if (againAt) ticking = setInterval(tellNext, 250, ended.state);
}

// The last line says why it ended.
function showLines(text) {
  const shown = element("ended-lines");
  if (shown.textContent === text) return; // somebody may read further up
  shown.textContent = text;
  shown.scrollTop = shown.scrollHeight;
}

// Why it ended can still be read for a while, and as long as somebody reads.
function isBack() {
  clearInterval(ticking);
  dismissed = "";
  if (element("ended").hidden) return;
  element("ended-next").textContent = "It is there again.";
  element("ended-again").hidden = true;
  if (told.code === 0) hide();
  else if (!element("ended-details").open) leaving = setTimeout(hide, READING_MS);
}

function hide() {
  clearTimeout(leaving);
  element("ended").hidden = true;
  element("ended-details").open = false;
}

function tellNext(state) {
  const seconds = Math.ceil((againAt - performance.now()) / 1000);
  let next = "It is being started again.";
  if (state === "stopped") next = "It is not started again by itself.";
  else if (againAt && seconds > 0) next = `It is started again in ${seconds} s.`;
  element("ended-next").textContent = next;
}

async function bringUp(program) {
  try {
    await post("api/app/show", { program });
    closeBar();
  } catch (error) {
    say(error.message, "error");
  }
}

async function restart() {
  try {
    await post("api/app/restart");
    closeBar();
  } catch (error) {
    say(error.message, "error");
  }
}

on("app", show);
disconnected.listen(hide);
element("ended-details").addEventListener("toggle", () => {
  clearTimeout(leaving);
  element("ended-lines").scrollTop = element("ended-lines").scrollHeight;
});
element("ended-dismiss").addEventListener("click", () => {
  dismissed = told.text;
  hide();
});
if (!watching) {
  element("ended-again").addEventListener("click", () => bringUp(told.program));
  for (const [program, tool] of Object.entries(TOOLS)) {
    element(`tool-${tool}`).addEventListener("click", () => bringUp(program));
  }
  element("tool-restart").addEventListener("click", async () => {
    const sure = await ask(
      "Restart the program?",
      "It is ended and started again. What it has not saved is lost; simulations that run "
        + "on the desktop go on.",
      "Restart",
    );
    if (sure) restart();
  });
}
