"""Whether the VNC server answers, asked for almost nothing."""

import asyncio
from pathlib import Path

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.pictures import Pictures
from vmt_desktop.rfb.protocol import ProtocolError

PATIENCE_SECONDS = 2.0


class Pulse:
    """A connection to the VNC server that is kept, and asked for one pixel.

    x11vnc looks at the whole screen again and again for half a second whenever somebody
    connects: asking it by connecting, every few seconds, took a tenth of a core.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket on which the VNC server listens.
    """

    def __init__(self, vnc_socket: Path) -> None:
        self._vnc_socket = vnc_socket
        self._pictures: Pictures | None = None
        self._lock = asyncio.Lock()

    async def beats(self) -> bool:
        """Return whether the server answers in time."""
        async with self._lock:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    try:
                        await self._glance()
                    except (EOFError, OSError):
                        # It may have been restarted since it was asked last.
                        self.close()
                        await self._glance()
            except (EOFError, OSError, ProtocolError):  # TimeoutError is an OSError
                self.close()
                return False
        return True

    def close(self) -> None:
        """Hang up."""
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None

    async def _glance(self) -> None:
        if self._pictures is None:
            self._pictures = await Pictures.connect(self._vnc_socket, [protocol.RAW])
        await self._pictures.glance()
