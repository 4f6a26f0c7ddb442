"""Slower and slower: how long an address waits after wrong passwords."""

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_MISTAKES = 3
"""So often anybody may mistype without waiting."""

LONGEST_WAIT_SECONDS = 60.0
FORGET_SECONDS = 600.0
MOST_ADDRESSES = 10_000


@dataclass(slots=True)
class _Record:
    mistakes: int
    last: float
    blocked_until: float


class Backoff:
    """Mistakes by address; each after the free ones doubles the wait.

    An address that is waiting cannot make its wait longer, so that nobody is
    kept out for more than a minute at a time.

    Parameters
    ----------
    clock : callable
        Returns seconds that only ever increase.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[str, _Record] = {}

    def wait(self, address: str) -> int:
        """Return the whole seconds the address has still to wait; 0: none."""
        record = self._records.get(_network(address))
        if record is None:
            return 0
        return max(0, math.ceil(record.blocked_until - self._clock()))

    def mistake(self, address: str) -> None:
        """Count a wrong password."""
        now = self._clock()
        key = _network(address)
        record = self._records.pop(key, None)
        if record is None or now - record.last > FORGET_SECONDS:
            record = _Record(0, now, now)
        record.mistakes += 1
        record.last = now
        beyond = record.mistakes - FREE_MISTAKES
        if beyond >= 0:
            # The exponent is kept small: 2.0**1024 would overflow.
            record.blocked_until = now + min(
                2.0 ** min(beyond, 6), LONGEST_WAIT_SECONDS
            )
        self._records[key] = record
        if len(self._records) > MOST_ADDRESSES:
            # A dict keeps insertion order: the first one erred longest ago.
            del self._records[next(iter(self._records))]

    def success(self, address: str) -> None:
        """Forget the mistakes of an address that has logged in."""
        self._records.pop(_network(address), None)


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
