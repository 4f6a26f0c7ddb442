// The news of the desktop: the WebSocket /events, and who is in control.

import { connected, endSession, giveUp, session, state } from "./connection.js";
import { Backoff } from "./backoff.js";
import { received } from "./socket.js";
import { Signal, socketAddress, watching } from "./page.js";

const PING_MS = 2000;
// Neither an answer nor a byte of the picture for so long: the connection is dead.
const DEAD_MS = 8000;
// So long after a sleep or a change of network.
const DEAD_SOON_MS = 3000;

export const latencyMeasured = new Signal(); // (milliseconds)
export const controlChanged = new Signal(); // ({control, watch, inControl})
export const opened = new Signal();

const news = new Map();
const backoff = new Backoff();
const me = { id: null, inControl: false };
let socket = null;
let retry = 0;
let ping = { id: 0, sent: 0, late: false };
let heard = 0;
let looked = performance.now();

// Calls back with each event of this name.
export function on(name, listener) {
  if (!news.has(name)) news.set(name, new Signal());
  news.get(name).listen(listener);
}

export const visitor = () => me.id;
export const inControl = () => me.inControl;

// Somebody types or clicks in this page: from now on its window decides.
export function act() {
  if (me.id && !me.inControl && !watching) tellGateway({ do: "act" });
}

export function open() {
  if (socket) return;
  clearTimeout(retry);
  const opening = new WebSocket(socketAddress(watching ? "events?watch" : "events"));
  socket = opening;
  opening.addEventListener("open", () => {
    if (socket !== opening) return;
    backoff.reset();
    heard = performance.now();
    ping = { id: ping.id, sent: 0, late: false };
    opened.tell();
    sendPing();
  });
  opening.addEventListener("message", ({ data }) => {
    if (socket === opening) hear(JSON.parse(data));
  });
  opening.addEventListener("close", ({ code }) => {
    if (socket !== opening) return;
    drop();
    if (endSession(code) || ["logged-out", "revoked"].includes(state())) return;
    retry = setTimeout(open, backoff.next());
  });
}

// Not even the end of a dead connection can be waited for.
function drop() {
  socket?.close();
  socket = null;
  me.id = null;
}

function hear(event) {
  heard = performance.now();
  if (event.event === "hello") {
    me.id = event.visitor;
  } else if (event.event === "pong" && event.id === ping.id) {
    if (!ping.late) latencyMeasured.tell(heard - ping.sent);
    ping.sent = 0;
  } else if (event.event === "visitors") {
    const { control, watch, in_control: inControl } = event;
    me.inControl = inControl;
    controlChanged.tell({ control, watch, inControl });
  }
  news.get(event.event)?.tell(event);
}

function tellGateway(wish) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(wish));
}

function sendPing() {
  if (ping.sent || socket?.readyState !== WebSocket.OPEN) return;
  ping = { id: ping.id + 1, sent: performance.now(), late: false };
  tellGateway({ do: "ping", id: ping.id });
}

function giveUpIfSilentFor(milliseconds) {
  const now = performance.now();
  if (!session() || !ping.sent) return;
  if (now - ping.sent < milliseconds || now - heard < milliseconds) return;
  drop();
  giveUp();
}

// Timers come late in a page in the background, or after a sleep of the machine: then
// the answer gets its time from now on.
function look() {
  const now = performance.now();
  const wasAsleep = now - looked > 2 * PING_MS;
  looked = now;
  if (wasAsleep) suspect();
  else giveUpIfSilentFor(DEAD_MS);
  sendPing();
}

// Asks at once; without an answer soon the connection is made anew.
function suspect() {
  if (document.visibilityState === "hidden" || !session()) return;
  open();
  sendPing();
  ping.late = true;
  const asked = ping.id;
  setTimeout(() => { if (ping.id === asked) giveUpIfSilentFor(DEAD_SOON_MS - 50); }, DEAD_SOON_MS);
}

received.listen(() => { heard = performance.now(); });
connected.listen(open);
setInterval(look, PING_MS);
for (const happening of ["online", "pageshow"]) addEventListener(happening, suspect);
document.addEventListener("visibilitychange", suspect);
