// The WebSocket that noVNC speaks through: ours, so that bytes can be counted, and
// so that the pictures can be lossless.
//
// noVNC always asks for JPEG of some quality. The RFB protocol knows no JPEG unless a
// quality is asked for; without loss, the quality is taken out of noVNC's wish.

import { Signal } from "./page.js";

const SET_ENCODINGS = 2;
const QUALITY_0 = -32;
const QUALITY_9 = -23;

export const received = new Signal(); // (bytes)

let lossless = false;

// Takes effect when noVNC next says what it wants, as after a change of its quality.
export function setLossless(yes) { lossless = yes; }

export function openSocket(url, protocols) {
  const socket = new WebSocket(url, protocols);
  socket.addEventListener("message", ({ data }) => received.tell(data.byteLength ?? 0));
  socket.send = (data) => {
    // noVNC sends this message by itself and whole.
    const isWish = lossless && data[0] === SET_ENCODINGS;
    WebSocket.prototype.send.call(socket, isWish ? withoutQuality(data) : data);
  };
  return socket;
}

function withoutQuality(message) {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const encodings = [];
  for (let at = 4; at < message.byteLength; at += 4) {
    const encoding = view.getInt32(at);
    if (encoding < QUALITY_0 || encoding > QUALITY_9) encodings.push(encoding);
  }
  const changed = new DataView(new ArrayBuffer(4 + 4 * encodings.length));
  changed.setUint8(0, SET_ENCODINGS);
  changed.setUint16(2, encodings.length);
  encodings.forEach((encoding, i) => changed.setInt32(4 + 4 * i, encoding));
  return changed;
}
