// Asks before something that cannot be undone.

import { element } from "./page.js";

// Returns whether the visitor agreed.
export function ask(headline, explanation, agree) {
  const dialog = element("question");
  element("question-headline").textContent = headline;
  element("question-explanation").textContent = explanation;
  element("question-agree").textContent = agree;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
