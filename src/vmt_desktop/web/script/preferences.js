// What this browser remembers of the visitor's choices; nothing, if it may not.

const PREFIX = "vmt-desktop.";

export function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch { /* A private window may refuse; then it is forgotten with the page. */ }
}
