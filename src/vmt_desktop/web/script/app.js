// The page's life: connect, stay connected, say what happens.
//
// The state is told in <html data-state>: connecting, starting, connected,
// reconnecting, logged-out or failed. After every close it tries again, for ever.

import RFB from "@novnc/novnc";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const PAUSE_GROWTH = 1.5;
// A server that accepts and then says nothing is given up after this.
const PATIENCE_MS = 10_000;
const CLOSING_MS = 1000;
// Up to this enlargement the desktop is shown pixel by pixel, with a frame instead.
const BLURRY_BELOW = 1.1;

const LOGGED_OUT = 4401;
const TRY_AGAIN_LATER = 1013;

const root = document.documentElement;
const element = (id) => document.getElementById(id);
const stage = element("stage");

let rfb = null;
let pause = FIRST_PAUSE_MS;
let retry = { timer: 0, at: 0 };
let everConnected = false;

// ---- what is shown ------------------------------------------------------------------

const NOTICES = {
  connecting: ["Connecting…", ""],
  starting: ["The desktop is starting…", "This takes a few seconds."],
  connected: ["Connected", ""],
  reconnecting: ["Connection lost", ""],
  "logged-out": [
    "You are logged out",
    root.dataset.login === "password"
      ? "The session has ended. Log in again with the password."
      : "The session has ended. A new link brings you back to the desktop as it was.",
  ],
  failed: ["The desktop cannot be shown", ""],
};

function show(state, explanation = NOTICES[state][1]) {
  root.dataset.state = state;
  element("headline").textContent = NOTICES[state][0];
  element("explanation").textContent = explanation;
  element("badge-text").textContent = NOTICES[state][0];
  element("notice").hidden = state === "connected";
  const wayOn = { "logged-out": "Log in", failed: "Try again" }[state];
  element("way-on").hidden = !wayOn;
  element("log-out").hidden = state === "logged-out" || root.dataset.login === "none";
  // What was on the desktop is not for whoever sits down here next.
  if (state === "logged-out") element("last-frame").replaceChildren();
  element("way-on").textContent = wayOn ?? "";
}

// ---- connecting ---------------------------------------------------------------------

function connect() {
  clearTimeout(retry.timer);
  retry = { timer: 0, at: 0 };

  const url = new URL("vnc", location.href.replace(/[?#].*/s, ""));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, ["binary"]);
  let opened = false;
  let problem = "";
  socket.addEventListener("open", () => { opened = true; });

  let session;
  try {
    session = new RFB(element("desktop"), socket, { shared: true });
  } catch (error) {
    socket.close();
    return tryAgain("failed", `This browser cannot show it: ${error.message}`);
  }
  rfb = session;
  session.scaleViewport = true;
  session.background = "transparent";
  session.qualityLevel = 6;
  session.compressionLevel = 2;

  const patience = setTimeout(() => session.disconnect(), PATIENCE_MS);
  session.addEventListener("connect", () => {
    clearTimeout(patience);
    pause = FIRST_PAUSE_MS;
    everConnected = true;
    show("connected");
    watchCanvas();
    session.focus();
  });
  session.addEventListener("securityfailure", ({ detail }) => {
    problem = detail.reason ?? "the VNC server refused the connection";
  });
  // noVNC tells that it closed, not why; the socket's own event has code and reason.
  const closed = new Promise((resolve) => {
    socket.addEventListener("close", resolve, { once: true });
  });
  session.addEventListener("disconnect", async () => {
    clearTimeout(patience);
    rfb = null;
    const { code } = await Promise.race([closed, later(CLOSING_MS, { code: 0 })]);
    if (code === LOGGED_OUT || (!opened && (await sessionEnded()))) {
      show("logged-out");
    } else if (problem) {
      tryAgain("failed", problem);
    } else if (everConnected) {
      tryAgain("reconnecting");
    } else {
      tryAgain(code === TRY_AGAIN_LATER ? "starting" : "connecting");
    }
  }, { once: true });
}

function later(milliseconds, value) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds, value); });
}

// A refused WebSocket looks like a server that is down; this tells them apart.
async function sessionEnded() {
  try {
    const answer = await fetch("./session", {
      cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.ok && (await answer.json()).valid === false;
  } catch {
    return false;
  }
}

function tryAgain(state, explanation) {
  retry = { timer: setTimeout(connect, pause), at: performance.now() + pause };
  pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE_MS);
  show(state, explanation);
  if (state === "connecting" || state === "reconnecting") countDown();
}

function countDown(timer = retry.timer) {
  if (retry.timer !== timer) return;
  const seconds = Math.ceil((retry.at - performance.now()) / 1000);
  element("explanation").textContent = seconds > 1
    ? `Trying again in ${seconds} s`
    : "Trying again…";
  setTimeout(countDown, 250, timer);
}

// What happened while nobody looked, or without a network, is no reason to wait.
function hurry() {
  // Somebody who was logged out may have logged in again in another tab.
  const idle = retry.timer || root.dataset.state === "logged-out";
  if (rfb || !idle || document.visibilityState === "hidden") return;
  pause = FIRST_PAUSE_MS;
  connect();
}
document.addEventListener("visibilitychange", hurry);
addEventListener("online", hurry);
addEventListener("pageshow", hurry);
addEventListener("focus", hurry);

// ---- the picture --------------------------------------------------------------------

const canvasChanges = new MutationObserver(fit);

function watchCanvas() {
  const screen = element("desktop").firstElementChild;
  canvasChanges.disconnect();
  canvasChanges.observe(screen.querySelector("canvas"), {
    attributes: true, attributeFilter: ["width", "height"],
  });
  fit();
  // noVNC takes its screen out of the page when it closes; it is kept as last frame.
  rfb.addEventListener("disconnect", () => {
    canvasChanges.disconnect();
    element("last-frame").replaceChildren(screen);
  }, { once: true });
}

// noVNC scales the desktop to fill its box; this chooses a box that keeps it sharp.
function fit() {
  const canvas = element("desktop").querySelector("canvas");
  if (!canvas?.width) return;
  let scale = Math.min(stage.clientWidth / canvas.width, stage.clientHeight / canvas.height);
  if (scale > 1 && scale < BLURRY_BELOW) scale = 1;
  const screenPixels = scale * devicePixelRatio;
  root.toggleAttribute(
    "data-sharp", screenPixels >= 1 && Math.abs(screenPixels - Math.round(screenPixels)) < 0.001,
  );
  const width = canvas.width * scale;
  const height = canvas.height * scale;
  // Half a pixel off the grid would blur all of it.
  const onGrid = (value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
  for (const id of ["desktop", "last-frame"]) {
    Object.assign(element(id).style, {
      left: `${onGrid((stage.clientWidth - width) / 2)}px`,
      top: `${onGrid((stage.clientHeight - height) / 2)}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }
}
addEventListener("resize", fit);

// ---- the bar ------------------------------------------------------------------------

const bar = element("bar");

function openBar(open) {
  bar.classList.toggle("open", open);
  element("handle").setAttribute("aria-expanded", String(open));
  if (!open) rfb?.focus();
}
element("handle").addEventListener("click", () => openBar(!bar.classList.contains("open")));
stage.addEventListener("pointerdown", () => openBar(false));

const fullScreen = element("full-screen");
fullScreen.hidden = !document.fullscreenEnabled;
fullScreen.addEventListener("click", async () => {
  await (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  openBar(false);
});
document.addEventListener("fullscreenchange", () => {
  fullScreen.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
});

element("log-out").addEventListener("click", async () => {
  await fetch("./logout", { method: "POST" }).catch(() => {});
  location.replace("./");
});

// ---- start --------------------------------------------------------------------------

// The token in the link is spent; it has no business in the history or a bookmark.
if (location.search || location.hash) {
  history.replaceState(null, "", location.pathname);
}
show("connecting");
connect();
