// Where the picture is in the window: as large as fits, sharp where it can be; and
// what stays in sight while there is none. <html data-picture> tells that there is.

import { connected, disconnected } from "./connection.js";
import { element, root, Signal } from "./page.js";

// Up to this enlargement the desktop is shown pixel by pixel, with a frame instead.
const BLURRY_BELOW = 1.1;

export const frameShown = new Signal();
export const stage = element("stage");

export const canvas = () => element("desktop").querySelector("canvas");

// noVNC scales the desktop to fill its box; this chooses a box that keeps it sharp.
function fit() {
  const { width: columns, height: rows } = canvas() ?? {};
  if (!columns) return;
  const room = { width: stage.clientWidth, height: stage.clientHeight };
  let scale = Math.min(room.width / columns, room.height / rows);
  // A desktop in device pixels is a fraction of a pixel larger than the window.
  const screenScale = scale * devicePixelRatio;
  if (Math.abs(screenScale - 1) * Math.max(columns, rows) < 1) scale = 1 / devicePixelRatio;
  if (scale > 1 && scale < BLURRY_BELOW) scale = 1;
  const screenPixels = scale * devicePixelRatio;
  root.toggleAttribute(
    "data-sharp", screenPixels >= 0.999 && Math.abs(screenPixels - Math.round(screenPixels)) < 0.001,
  );
  const width = columns * scale;
  const height = rows * scale;
  // Half a pixel off the grid would blur all of it.
  const onGrid = (value) => Math.max(0, Math.round(value * devicePixelRatio) / devicePixelRatio);
  for (const id of ["desktop", "last-frame"]) {
    Object.assign(element(id).style, {
      left: `${onGrid((room.width - width) / 2)}px`,
      top: `${onGrid((room.height - height) / 2)}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }
}

// noVNC tells of no frame; each ends with one drawImage onto the canvas that is seen.
function countFrames(context) {
  context.drawImage = (...values) => {
    CanvasRenderingContext2D.prototype.drawImage.apply(context, values);
    root.dataset.picture = "";
    frameShown.tell();
  };
}

// The on-screen keyboard of a phone covers the window without making it smaller.
function avoidKeyboard() {
  const covered = innerHeight - visualViewport.height - visualViewport.offsetTop;
  const isKeyboard = visualViewport.scale === 1 && covered > 80;
  root.style.setProperty("--covered", isKeyboard ? `${covered}px` : "0px");
}

const canvasChanges = new MutationObserver(fit);

connected.listen(() => {
  canvasChanges.observe(canvas(), { attributes: true, attributeFilter: ["width", "height"] });
  countFrames(canvas().getContext("2d"));
  fit();
});

// noVNC takes its screen out of the page when it closes; it is kept as last frame.
disconnected.listen((screen) => {
  canvasChanges.disconnect();
  if ("picture" in root.dataset) element("last-frame").replaceChildren(screen);
  delete root.dataset.picture;
});

new ResizeObserver(fit).observe(stage);
addEventListener("resize", fit); // the device's pixel ratio may have changed
visualViewport?.addEventListener("resize", avoidKeyboard);
