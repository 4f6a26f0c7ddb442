// The connection to the desktop's picture: made, watched, made again.
//
// Its state is told in <html data-state>: connecting, starting, connected,
// reconnecting, logged-out, revoked or failed. After every close but the end of the
// session it tries again, for ever.

import RFB from "@novnc/novnc";

import { address, element, later, login, root, Signal, socketAddress, watching } from "./page.js";
import { Backoff } from "./backoff.js";
import { mendResets } from "./inflaters.js";
import { openSocket } from "./socket.js";

// A server that accepts and then says nothing is given up after this.
const PATIENCE_MS = 10_000;
const CLOSING_MS = 1000;

const LOGGED_OUT = 4401;
const REVOKED = 4403;
const RESTARTING = 1012;
const TRY_AGAIN_LATER = 1013;
const VNC_SERVER_IS_GONE = [RESTARTING, TRY_AGAIN_LATER];
const ENDED = { [LOGGED_OUT]: "logged-out", [REVOKED]: "revoked" };

export const stateChanged = new Signal(); // (state, reason, when to try again)
export const connected = new Signal(); // (rfb, socket)
export const disconnected = new Signal(); // (the element that holds the last picture)

const backoff = new Backoff();
let rfb = null;
let screen = null;
let retry = { timer: 0, at: 0 };
let everConnected = false;

// The noVNC session if it is connected, else null.
export const session = () => (root.dataset.state === "connected" ? rfb : null);

export const state = () => root.dataset.state;

function change(next, reason = "") {
  root.dataset.state = next;
  stateChanged.tell(next, reason, retry.at);
}

export function connect() {
  clearTimeout(retry.timer);
  retry = { timer: 0, at: 0 };
  if (!everConnected && state() !== "starting") change("connecting");

  const socket = openSocket(socketAddress(watching ? "view" : "vnc"), ["binary"]);
  let opened = false;
  let problem = "";
  socket.addEventListener("open", () => { opened = true; });

  let current;
  try {
    current = new RFB(element("desktop"), socket, { shared: true });
  } catch (error) {
    socket.close();
    return tryAgain("failed", `This browser cannot show it: ${error.message}`);
  }
  rfb = current;
  screen = element("desktop").lastElementChild;
  current.scaleViewport = true;
  current.focusOnClick = false; // the keyboard has its own field
  current.background = "transparent";
  current.viewOnly = watching;
  mendResets(current);

  const patience = setTimeout(() => current.disconnect(), PATIENCE_MS);
  current.addEventListener("connect", () => {
    clearTimeout(patience);
    backoff.reset();
    everConnected = true;
    change("connected");
    connected.tell(current, socket);
  });
  current.addEventListener("securityfailure", ({ detail }) => {
    problem = detail.reason ?? "the VNC server refused the connection";
  });
  // noVNC tells that it closed, not why; the socket's own event has code and reason.
  const closed = new Promise((resolve) => {
    socket.addEventListener("close", resolve, { once: true });
  });
  current.addEventListener("disconnect", async () => {
    clearTimeout(patience);
    if (rfb !== current) return; // it was given up before
    letGo();
    const { code } = await Promise.race([closed, later(CLOSING_MS, { code: 0 })]);
    if (rfb || retry.timer) return;
    if (ENDED[code]) change(ENDED[code]);
    else if (!opened && (await sessionEnded())) change(watching ? "revoked" : "logged-out");
    else if (problem) tryAgain("failed", problem);
    else if (!everConnected) tryAgain(code === TRY_AGAIN_LATER ? "starting" : "connecting");
    else tryAgain("reconnecting", VNC_SERVER_IS_GONE.includes(code) ? "restarting" : "");
  }, { once: true });
}

function letGo() {
  rfb = null;
  disconnected.tell(screen);
}

// A refused WebSocket looks like a server that is down; this tells them apart.
async function sessionEnded() {
  try {
    const answer = await fetch(address(watching ? "session?watch" : "session"), {
      cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.ok && (await answer.json()).valid === false;
  } catch {
    return false;
  }
}

function tryAgain(next, reason) {
  const pause = backoff.next();
  retry = { timer: setTimeout(connect, pause), at: performance.now() + pause };
  change(next, reason);
}

// Gives up a connection that is dead without knowing it, as after a sleep.
export function giveUp() {
  if (!session()) return;
  const dead = rfb;
  letGo();
  dead.disconnect();
  backoff.reset();
  tryAgain("reconnecting");
}

// The session has ended, as another WebSocket was told.
export function endSession(code) {
  if (!ENDED[code]) return false;
  const dead = rfb;
  clearTimeout(retry.timer);
  retry = { timer: 0, at: 0 };
  if (dead) {
    letGo();
    dead.disconnect();
  }
  change(ENDED[code]);
  return true;
}

// What happened while nobody looked, or without a network, is no reason to wait.
function hurry() {
  // Somebody who was logged out may have logged in again in another tab.
  const idle = retry.timer || state() === "logged-out" || state() === "revoked";
  if (rfb || !idle || document.visibilityState === "hidden") return;
  backoff.reset();
  connect();
}
document.addEventListener("visibilitychange", hurry);
addEventListener("online", hurry);
addEventListener("pageshow", hurry);
addEventListener("focus", hurry);

export async function logOut() {
  await fetch(address("logout"), { method: "POST" }).catch(() => {});
  location.replace(address("./"));
}

export const canLogOut = () => login !== "none" && !watching;
