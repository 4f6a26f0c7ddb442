"""Keys and buttons that are down, so that they come up when a browser is gone."""

import struct

from vmt_desktop.rfb import protocol


class Held:
    """What a browser holds down. A desktop left with Ctrl down obeys nobody."""

    def __init__(self) -> None:
        self._keys: dict[int, None] = {}
        self._pointer = (0, 0, 0)

    def follow(self, message: bytes) -> None:
        """Take note of a message of the browser."""
        if message[0] == protocol.KEY_EVENT:
            down, keysym = struct.unpack(">xBxxI", message)
            if down:
                self._keys[keysym] = None
            else:
                self._keys.pop(keysym, None)
        elif message[0] == protocol.POINTER_EVENT:
            self._pointer = struct.unpack(">xBHH", message)

    def release(self) -> bytes:
        """Return the messages that let everything go, the last pressed first."""
        messages = [protocol.key_event(key, down=False) for key in reversed(self._keys)]
        self._keys.clear()
        buttons, x, y = self._pointer
        if buttons:
            self._pointer = (0, x, y)
            messages.append(protocol.pointer_event(0, x, y))
        return b"".join(messages)
