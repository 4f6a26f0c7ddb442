// Requests to the gateway. What is refused comes as a sentence for the visitor.

import { address } from "./page.js";

export class Problem extends Error {
  // status: of the answer, 0 if there was none; details: lines, may be empty
  constructor(sentence, status = 0, details = []) {
    super(sentence);
    this.status = status;
    this.details = details;
  }
}

// Returns the response, or throws a Problem.
export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(address(path), { cache: "no-store", ...options });
  } catch {
    throw new Problem("The desktop does not answer. It is tried again when it is back.");
  }
  if (!response.ok) throw problemOf(response.status, await response.text());
  return response;
}

export function problemOf(status, text) {
  try {
    const { problem, details } = JSON.parse(text);
    if (problem) return new Problem(problem, status, details ?? []);
  } catch { /* a proxy's page, for one */ }
  return new Problem(`The desktop answered with an error (${status}).`, status);
}

export const get = async (path) => (await request(path)).json();

export const post = (path, content) => request(path, {
  method: "POST",
  headers: content === undefined ? {} : { "Content-Type": "application/json" },
  body: content === undefined ? undefined : JSON.stringify(content),
});
