"""Slower and slower: how long an address waits after wrong passwords.

Each address has a wait of its own. When very many addresses guess together, nobody
may mistype without waiting any more: each, new ones too, has one attempt a minute.
That bounds all of them by their number, and still lets the owner in: an attempt that
was put off is heard after its wait, whatever others do meanwhile.
"""

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from vmt_desktop.gateway.origins import is_loopback

FREE_MISTAKES = 3
"""So often anybody may mistype without waiting."""

LONGEST_WAIT_SECONDS = 60.0
FORGET_SECONDS = 600.0
MOST_ADDRESSES = 100_000
"""More than can ask and wait within a minute."""

CEILING = 100
"""Mistakes of all addresses within `CEILING_SECONDS`; more is an attack."""

CEILING_SECONDS = 60.0
CROWD_WAIT_SECONDS = 30.0
"""So long an address that has not erred yet waits while others attack."""


@dataclass(slots=True)
class _Record:
    mistakes: int
    last: float
    blocked_until: float


class Backoff:
    """Mistakes by address; each after the free ones doubles the wait.

    An address that is waiting cannot make its wait longer, so that nobody is
    kept out for more than a minute at a time. This machine itself is not held up by
    what others do.

    Parameters
    ----------
    clock : callable
        Returns seconds that only ever increase.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[str, _Record] = {}
        self._recent: deque[float] = deque(maxlen=CEILING)

    def __len__(self) -> int:
        return len(self._records)

    def wait(self, address: str) -> int:
        """Return the whole seconds the address has still to wait; 0: none."""
        now = self._clock()
        key = _network(address)
        record = self._records.get(key)
        if record is None or now - record.last > FORGET_SECONDS:
            if not self._attacked(now) or _is_here(address):
                return 0
            record = _Record(0, now, now + CROWD_WAIT_SECONDS)
            self._remember(key, record)
        return max(0, math.ceil(record.blocked_until - now))

    def mistake(self, address: str) -> None:
        """Count a wrong password."""
        now = self._clock()
        self._recent.append(now)
        key = _network(address)
        record = self._records.pop(key, None)
        if record is None or now - record.last > FORGET_SECONDS:
            record = _Record(0, now, now)
        record.mistakes += 1
        record.last = now
        beyond = record.mistakes - FREE_MISTAKES
        if self._attacked(now) and not _is_here(address):
            record.blocked_until = now + LONGEST_WAIT_SECONDS
        elif beyond >= 0:
            # The exponent is kept small: 2.0**1024 would overflow.
            record.blocked_until = now + min(
                2.0 ** min(beyond, 6), LONGEST_WAIT_SECONDS
            )
        self._remember(key, record)

    def success(self, address: str) -> None:
        """Forget the mistakes of an address that has logged in."""
        self._records.pop(_network(address), None)

    def _attacked(self, now: float) -> bool:
        full = len(self._recent) == CEILING
        return full and now - self._recent[0] < CEILING_SECONDS

    def _remember(self, key: str, record: _Record) -> None:
        self._records[key] = record
        if len(self._records) > MOST_ADDRESSES:
            # A dict keeps insertion order: the first one was heard of longest ago.
            del self._records[next(iter(self._records))]


def _is_here(address: str) -> bool:
    return is_loopback(address) or is_loopback(_network(address))


def _network(address: str) -> str:
    """Return what one customer holds: an IPv4 address, or 64 bits of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return address
