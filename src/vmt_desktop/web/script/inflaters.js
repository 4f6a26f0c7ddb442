// Mends what noVNC's inflaters do at a reset.
//
// The streams of a watcher begin anew whenever another watcher comes, and are reset
// then. At a reset pako forgets the size of its window and keeps the window, so that
// the first look back into it fails. Without a window it makes another one.
// noVNC has no public way to its inflaters.

const TIGHT = 7;

export function mendResets(rfb) {
  for (const inflater of rfb._decoders[TIGHT]._zlibs) {
    inflater.reset = () => {
      Object.getPrototypeOf(inflater).reset.call(inflater);
      inflater.strm.state.window = null;
    };
  }
}
