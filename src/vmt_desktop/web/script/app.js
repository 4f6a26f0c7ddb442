// The page: what it consists of, and how it starts.

import { canLogOut, connect, logOut, stateChanged } from "./connection.js";
import { element, root } from "./page.js";
import { open } from "./events.js";
import { addPanel, showTool } from "./bar.js";
import "./notice.js";
import "./picture.js";
import "./watchdog.js";
import "./display.js";
import "./keyboard.js";
import "./keys.js";
import "./clipboard.js";
import "./files.js";
import "./disk.js";
import "./memory.js";
import "./program.js";
import "./screenshot.js";
import "./share.js";
import "./meter.js";
import "./quality.js";
import "./full-screen.js";
import "./help.js";

addPanel("view");
element("tool-log-out").addEventListener("click", logOut);
stateChanged.listen((state) => {
  showTool("log-out", canLogOut() && state !== "logged-out");
});

// The token in the link is spent; it has no business in the history or a bookmark.
if (location.search || location.hash) {
  history.replaceState(null, "", location.pathname);
}
root.classList.add("ready");
connect();
open();
