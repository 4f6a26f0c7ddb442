// Looks at the canvas of a remote desktop 250 times a second and keeps what it sees.
//
// It reads one line of pixels of each strip that desktop_stamp.py has drawn; the rest of
// the page does not notice. Times are performance.now() for answers, since events carry
// it too, and the machine's clock, modulo 2^32 ms, for ages.
"use strict";

(() => {
  const MARKER = 0xa7;
  const N_CELLS = 80;
  const PERIOD_MS = 4;

  // Set by configure(): where the canvas is, and where in it the strips are.
  let plan = null;
  let samples = null;
  let last = null;
  let waiting = [];

  const scratch = document.createElement("canvas");
  const context = scratch.getContext("2d", { willReadFrequently: true });

  function canvas() {
    return plan && document.querySelector(plan.canvas);
  }

  function read(line, cell) {
    const data = context.getImageData(0, line, N_CELLS * cell, 1).data;
    const bytes = new Uint8Array(N_CELLS / 8);
    for (let k = 0; k < N_CELLS; k++) {
      if (data[4 * (k * cell + (cell >> 1)) + 1] >= 128) {
        bytes[k >> 3] |= 0x80 >> (k & 7);
      }
    }
    if (bytes[0] !== MARKER || crc(bytes) !== 0) return null;
    return {
      frame: (bytes[1] << 8) | bytes[2],
      drawn: ((bytes[3] << 24) | (bytes[4] << 16) | (bytes[5] << 8) | bytes[6]) >>> 0,
      presses: bytes[7],
    };
  }

  // CRC-16 with the polynomial x^16 + x^12 + x^5 + 1; 0 if its last two bytes fit.
  function crc(bytes) {
    let rest = 0;
    for (const byte of bytes) {
      rest ^= byte << 8;
      for (let k = 0; k < 8; k++) {
        rest = rest & 0x8000 ? ((rest << 1) ^ 0x1021) & 0xffff : rest << 1;
      }
    }
    return rest;
  }

  function strips() {
    const shown = canvas();
    if (!shown || shown.width < plan.x + N_CELLS * plan.cell) return null;
    const width = N_CELLS * plan.cell;
    if (scratch.width !== width) {
      scratch.width = width;
      scratch.height = 2;
    }
    // A copy, since it works for every kind of canvas and slows none of them down.
    const copy = (line, to) =>
      context.drawImage(shown, plan.x, line, width, 1, 0, to, width, 1);
    copy(plan.top, 0);
    const top = read(0, plan.cell);
    if (plan.bottom === null) return { top, bottom: top };
    copy(plan.bottom, 1);
    return { top, bottom: read(1, plan.cell) };
  }

  function look() {
    const seen = strips();
    if (seen) {
      const time = performance.now();
      const torn = !seen.top || !seen.bottom || seen.top.frame !== seen.bottom.frame;
      if (samples) {
        samples.n_samples += 1;
        samples.n_torn += torn ? 1 : 0;
      }
      const { top } = seen;
      if (top && (!last || last.frame !== top.frame || last.presses !== top.presses)) {
        last = top;
        if (samples) keep(time, top);
      }
      if (top) {
        waiting = waiting.filter(({ since, whole, done }) => {
          if (top.drawn < since || (whole && torn)) return true;
          done(Date.now());
          return false;
        });
      }
    }
    setTimeout(look, PERIOD_MS);
  }

  function keep(time, { frame, drawn, presses }) {
    samples.seen.push([time, Date.now() % 2 ** 32, frame, drawn, presses]);
  }

  for (const kind of ["keydown", "mousedown"]) {
    window.addEventListener(
      kind,
      (event) => {
        // A page may pass on an event as one of its own.
        if (samples && event.isTrusted) samples.pressed.push(event.timeStamp);
      },
      { capture: true },
    );
  }

  window.vmtSampler = {
    configure(given) {
      plan = given;
      last = null;
    },

    start() {
      samples = { began: performance.now(), n_samples: 0, n_torn: 0 };
      samples.seen = [];
      samples.pressed = [];
      if (last) keep(samples.began, last);
    },

    stop() {
      const done = { ...samples, ended: performance.now() };
      samples = null;
      return done;
    },

    // Resolves when the program has counted every press, or when that takes too long.
    answered(patience) {
      const end = performance.now() + patience;
      const first = samples.seen.length ? samples.seen[0][4] : last ? last.presses : 0;
      return new Promise((resolve) => {
        const compare = () => {
          const counted = last ? (last.presses - first + 256) % 256 : 0;
          const done = counted >= samples.pressed.length;
          if (done || performance.now() > end) resolve(done);
          else setTimeout(compare, PERIOD_MS);
        };
        compare();
      });
    },

    // Resolves with the machine's clock when a frame drawn since then is seen; with null
    // if that takes too long.
    until(since, whole, patience) {
      return new Promise((resolve) => {
        const entry = { since, whole, done: resolve };
        waiting.push(entry);
        setTimeout(() => {
          waiting = waiting.filter((other) => other !== entry);
          resolve(null);
        }, patience);
      });
    },

    // The whole picture, as PNG, at a moment at which it is of one frame.
    async picture(patience) {
      let png = null;
      const seen = await new Promise((resolve) => {
        const entry = {
          since: 0,
          whole: plan.bottom !== null,
          done: () => {
            png = this.png();
            resolve(last && { ...last });
          },
        };
        waiting.push(entry);
        setTimeout(() => {
          waiting = waiting.filter((other) => other !== entry);
          resolve(null);
        }, patience);
      });
      return png && { frame: seen.frame, png };
    },

    // The whole picture at this moment, as PNG; null if there is none.
    png() {
      const shown = canvas();
      if (!shown || !shown.width || !shown.height) return null;
      const copy = document.createElement("canvas");
      copy.width = shown.width;
      copy.height = shown.height;
      copy.getContext("2d").drawImage(shown, 0, 0);
      return copy.toDataURL("image/png");
    },

    // The canvas in miniature: the brightness of each of its blocks.
    miniature(columns, rows) {
      const shown = canvas();
      if (!shown || !shown.width) return null;
      const small = document.createElement("canvas");
      small.width = columns;
      small.height = rows;
      const pen = small.getContext("2d");
      pen.drawImage(shown, 0, 0, columns, rows);
      const { data } = pen.getImageData(0, 0, columns, rows);
      const light = [];
      for (let k = 0; k < data.length; k += 4) {
        light.push((data[k] * 299 + data[k + 1] * 587 + data[k + 2] * 114) / 1000);
      }
      return light;
    },

    // Resolves with the machine's clock when the miniature is like another one.
    untilLike(wanted, columns, rows, tolerance, patience) {
      const end = performance.now() + patience;
      return new Promise((resolve) => {
        const compare = () => {
          const light = this.miniature(columns, rows);
          const off = light
            ? light.reduce((sum, one, k) => sum + Math.abs(one - wanted[k]), 0)
            : Infinity;
          if (off / wanted.length <= tolerance) resolve(Date.now());
          else if (performance.now() > end) resolve(null);
          else setTimeout(compare, 20);
        };
        compare();
      });
    },
  };

  look();
})();
