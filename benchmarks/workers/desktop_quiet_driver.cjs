// Keeps Playwright from following what the pages that are measured load and receive.
//
// It has Chromium report each message of each WebSocket, with all that is in it, to node,
// and from there to Python. With thirty pictures a second that takes a quarter of a core,
// which nobody spends who uses a desktop. Node loads this before Playwright's driver: what
// it asks of Chromium is turned into the opposite, which is answered in the same way.
"use strict";

const childProcess = require("node:child_process");

const COMMANDS = 3; // Chromium's file descriptor for what it is told
const ASKED = '"method":"Network.enable"';
const TOLD = '"method":"Network.disable"';
const { spawn } = childProcess;

childProcess.spawn = (...values) => {
  const child = spawn(...values);
  const pipe = child.stdio?.[COMMANDS];
  if (pipe) {
    const { write } = pipe;
    pipe.write = (text, ...rest) => write.call(pipe, text.replace(ASKED, TOLD), ...rest);
  }
  return child;
};
