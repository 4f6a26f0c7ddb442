// How long to wait before the next attempt: 100 ms at first, never more than 2 s.

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const GROWTH = 1.5;

export class Backoff {
  #pause = FIRST_PAUSE_MS;

  reset() { this.#pause = FIRST_PAUSE_MS; }

  next() {
    const pause = this.#pause;
    this.#pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS);
    return pause;
  }
}
