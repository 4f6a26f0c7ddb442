// What the page says while there is no picture, and short messages beside it.

import { element, login, make, root, watching } from "./page.js";
import { stateChanged } from "./connection.js";

const MESSAGE_MS = 5000;
// After so long without a connection it may help to look after the desktop.
const LONG_MS = 20_000;

const HEADLINES = {
  connecting: "Connecting…",
  starting: "The desktop is starting…",
  reconnecting: "Connection lost",
  "logged-out": "You are logged out",
  revoked: "This link is not valid any more",
  failed: "The desktop cannot be shown",
};

let lostSince = 0;
let countdown = 0;

function show(state, reason, retryAt) {
  if (state === "connected") {
    lostSince = 0;
    state = "connecting"; // until the first picture is there
  } else lostSince ||= performance.now();
  element("headline").textContent = HEADLINES[state];
  element("explanation").replaceChildren(...explanation(state, reason));
  // The way on is a link and no button: it logs in again, or loads the page afresh.
  const wayOn = { "logged-out": "Log in", failed: "Try again" }[state];
  element("way-on").hidden = !wayOn;
  element("way-on").textContent = wayOn ?? "";
  // What was on the desktop is not for whoever sits down here next.
  if (state === "logged-out" || state === "revoked") element("last-frame").replaceChildren();
  clearInterval(countdown);
  tellWait(retryAt);
  if (retryAt) countdown = setInterval(tellWait, 250, retryAt);
}

function tellWait(retryAt) {
  const seconds = Math.ceil((retryAt - performance.now()) / 1000);
  const waits = ["connecting", "reconnecting"].includes(root.dataset.state);
  const patient = root.dataset.state === "failed" ? "" : "Trying again…";
  const text = seconds > 1 ? `Trying again in ${seconds} s` : patient;
  element("wait").textContent = retryAt && waits ? text : "";
}

function explanation(state, reason) {
  const isLong = performance.now() - lostSince >= LONG_MS;
  if (state === "starting") return isLong ? whereToLook() : ["This takes a few seconds."];
  if (state === "reconnecting") {
    if (reason === "restarting") {
      if (isLong) return whereToLook();
      return ["The desktop's VNC server is being started again."];
    }
    if (!isLong) return [];
    return [
      "Does the desktop still run? As soon as it answers, the page goes on by itself.",
    ];
  }
  if (state === "failed") return [reason];
  if (state === "revoked") {
    return ["Whoever shares the desktop has ended it or made a new link. Ask for that one."];
  }
  return state === "logged-out" ? howToLogIn() : [];
}

function whereToLook() {
  return [
    "It takes longer than it should. The log tells why, in the terminal where the desktop "
      + "was started, or by ",
    make("code", {}, "docker logs CONTAINER"),
    ".",
  ];
}

function howToLogIn() {
  if (login === "password") return ["The session has ended. Log in again with the password."];
  const places = [
    ["where it was started", "in the terminal, or ", "docker logs CONTAINER"],
    ["a new one, in a container", "", "docker exec CONTAINER vmt-desktop link"],
    ["a new one, without", "", "./run link"],
  ];
  return [
    "The session has ended. A new link brings you back to the desktop as it is:",
    make("dl", {}, ...places.flatMap(([where, words, command]) => [
      make("dt", {}, where),
      make("dd", {}, words, make("code", {}, command)),
    ])),
  ];
}

// Says something in passing; an error stays twice as long.
export function say(text, kind = "") {
  const message = make("p", { className: `message ${kind}` }, text);
  element("messages").append(message);
  setTimeout(() => message.remove(), kind === "error" ? 2 * MESSAGE_MS : MESSAGE_MS);
}

if (watching) root.classList.add("watching");
stateChanged.listen(show);
