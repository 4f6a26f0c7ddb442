// What the page knows from the start: its elements, its addresses, whose it is.

export const root = document.documentElement;

// A watcher sees the picture and has nothing to act with; the server enforces it.
export const watching = root.dataset.role === "watch";
// How one logs in here: "token", "password" or "none".
export const login = root.dataset.login;

export const touch = matchMedia("(pointer: coarse)");
export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

export const element = (id) => document.getElementById(id);

// Below a sub-path of a proxy, too: everything is relative to the page.
export const address = (path) => new URL(path, location.href.replace(/[?#].*/s, ""));

export function socketAddress(path) {
  const url = address(path);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

// Makes an element: properties, then children (elements or text).
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function later(milliseconds, value) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds, value); });
}

// Something that happens: listeners are called in the order they came.
export class Signal {
  #listeners = [];

  listen(listener) { this.#listeners.push(listener); }

  tell(...values) { for (const listener of this.#listeners) listener(...values); }
}
