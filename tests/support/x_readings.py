"""What the clients of an X server read of its screen, as its RECORD extension tells."""

import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from Xlib.ext import record

from running import Desktop
from x_client import x_client

GET_IMAGE = 4
"""Of the extension MIT-SHM: its request ShmGetImage."""

NOTHING = (0, 0)

Size = tuple[int, int]


@contextmanager
def readings(desktop: Desktop) -> Iterator[list[Size]]:
    """Give a list that grows with each reading, by its width and height in pixels."""
    found: list[Size] = []
    begun = threading.Event()

    def take(reply: Any) -> None:
        if reply.category == record.StartOfData:
            begun.set()
        elif reply.category == record.FromClient:
            found.extend(_sizes(reply.data))

    with ExitStack() as stack:
        asking, told = (stack.enter_context(x_client(desktop)) for _ in range(2))
        shared_memory = asking.query_extension("MIT-SHM").major_opcode
        wanted = {
            "core_requests": NOTHING,
            "core_replies": NOTHING,
            "ext_requests": (shared_memory, shared_memory, GET_IMAGE, GET_IMAGE),
            "ext_replies": (0, 0, 0, 0),
            "delivered_events": NOTHING,
            "device_events": NOTHING,
            "errors": NOTHING,
            "client_started": False,
            "client_died": False,
        }
        context = asking.record_create_context(0, [record.AllClients], [wanted])
        asking.sync()
        thread = threading.Thread(
            target=told.record_enable_context, args=(context, take)
        )
        thread.start()
        assert begun.wait(30)
        try:
            yield found
        finally:
            asking.record_disable_context(context)
            asking.sync()
            thread.join(30)
            asking.record_free_context(context)
            asking.sync()


def _sizes(requests: bytes) -> Iterator[Size]:
    """Walk through requests, one behind the other."""
    while requests:
        (words,) = struct.unpack_from("=H", requests, 2)
        yield struct.unpack_from("=HH", requests, 12)
        requests = requests[4 * words :]
