"""An X server without a screen to look at, as the desktop starts it."""

import os
import subprocess


class XServer:
    """Xvfb, which can be killed and started again as the same display.

    Attributes
    ----------
    name : str
        Of the display, such as ``:7``.
    process : subprocess.Popen
    """

    def __init__(self, size: str) -> None:
        self._size = size
        reading, writing = os.pipe()
        self._start("-displayfd", str(writing), pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.name = f":{number}"

    def restart(self) -> None:
        """Kill it and start it anew, as supervisord does."""
        self.process.kill()
        self.process.wait()
        self._start(self.name)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()

    def _start(self, *which: str, pass_fds: tuple[int, ...] | list[int] = ()) -> None:
        screen = ("-screen", "0", f"{self._size}x24", "-dpi", "96")
        self.process = subprocess.Popen(
            ["Xvfb", *which, *screen, "-nolisten", "tcp", "-noreset"],
            pass_fds=pass_fds,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
