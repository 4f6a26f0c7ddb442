// Notices when the picture stands still though the connection lives: the VNC server
// or the X server hangs. A desktop on which nothing moves is as silent, so the
// gateway is asked, which asks both.

import { session, stateChanged } from "./connection.js";
import { address, element } from "./page.js";
import { received } from "./socket.js";

const LOOK_MS = 1000;
// What is done on the desktop shows sooner than that.
const SILENT_AFTER_ACT_MS = 2500;
const SILENT_MS = 20_000;
const ASK_AGAIN_MS = 3000;

const HANGING = {
  x: "The X server of the desktop does not answer.",
  vnc: "The desktop's VNC server does not answer.",
};

let heard = performance.now();
let acted = 0;
let asked = 0;
let failures = 0;

async function look() {
  const now = performance.now();
  if (!session() || document.visibilityState === "hidden") return;
  const isAwaited = acted > heard;
  const isSilent = isAwaited ? now - acted > SILENT_AFTER_ACT_MS : now - heard > SILENT_MS;
  const pause = isAwaited || failures ? ASK_AGAIN_MS : SILENT_MS;
  if (!(isSilent || failures) || now - asked < pause) return;
  asked = now;
  try {
    const answer = await fetch(address("healthz"), { cache: "no-store" });
    const { x, vnc } = await answer.json();
    // A key that changes nothing is answered by this.
    if (x && vnc) heard = performance.now();
    tell(x ? (vnc ? "" : HANGING.vnc) : HANGING.x);
  } catch { /* A gateway that is gone is found out by the connection itself. */ }
}

// One no may be a server that is busy for two seconds.
function tell(problem) {
  failures = problem ? failures + 1 : 0;
  element("standstill").hidden = failures < 2;
  element("standstill-reason").textContent = problem;
}

received.listen(() => {
  heard = performance.now();
  if (failures) tell("");
});
stateChanged.listen(() => tell(""));
for (const action of ["keydown", "pointerdown"]) {
  element("stage").addEventListener(action, () => { acted = performance.now(); }, true);
}
setInterval(look, LOOK_MS);
