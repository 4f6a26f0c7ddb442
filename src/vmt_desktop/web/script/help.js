// The panel that tells the keys and the tools.

import { addPanel, introduce, MENU_KEY } from "./bar.js";
import { element, isMac, touch } from "./page.js";
import { connected } from "./connection.js";
import { remember, remembered } from "./preferences.js";

const INTRODUCTION_SECONDS = 6;

addPanel("help");
element("menu-key").textContent = MENU_KEY;
element("help-mac").hidden = !isMac;
element("help-touch").hidden = !touch.matches;

connected.listen(() => {
  if (remembered("introduced", false)) return;
  remember("introduced", true);
  introduce(INTRODUCTION_SECONDS);
});
