"""How long an address waits after wrong passwords."""

import pytest

from vmt_desktop.login.backoff import (
    FORGET_SECONDS,
    FREE_MISTAKES,
    LONGEST_WAIT_SECONDS,
    MOST_ADDRESSES,
    Backoff,
)

ADDRESS = "192.0.2.7"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def read(self) -> float:
        """Return the time."""
        return self.now


def test_each_mistake_doubles_the_wait_up_to_a_minute() -> None:
    """The first ones are free; nobody waits longer than a minute."""
    clock = Clock()
    backoff = Backoff(clock.read)
    waits = []
    for _ in range(FREE_MISTAKES + 9):
        backoff.mistake(ADDRESS)
        waits.append(backoff.wait(ADDRESS))
        clock.now += waits[-1]
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert max(waits) == LONGEST_WAIT_SECONDS


def test_a_thousand_mistakes_are_no_worse_than_ten() -> None:
    """The wait stays a number, and a minute."""
    clock = Clock()
    backoff = Backoff(clock.read)
    for _ in range(2000):
        backoff.mistake(ADDRESS)
    assert backoff.wait(ADDRESS) == LONGEST_WAIT_SECONDS


def test_the_wait_passes() -> None:
    """It counts down to zero by itself."""
    clock = Clock()
    backoff = Backoff(clock.read)
    for _ in range(FREE_MISTAKES + 2):
        backoff.mistake(ADDRESS)
    seen = []
    for _ in range(5):
        seen.append(backoff.wait(ADDRESS))
        clock.now += 1
    assert seen == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("forget", ["success", "time"])
def test_mistakes_are_forgotten(forget: str) -> None:
    """A login, or ten quiet minutes, and the free mistakes are back."""
    clock = Clock()
    backoff = Backoff(clock.read)
    for _ in range(FREE_MISTAKES):
        backoff.mistake(ADDRESS)
    if forget == "success":
        backoff.success(ADDRESS)
    else:
        clock.now += FORGET_SECONDS + 1
    backoff.mistake(ADDRESS)
    assert backoff.wait(ADDRESS) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("unix", "unix", True),
    ],
)
def test_addresses_of_one_customer_wait_together(
    one: str, other: str, *, same: bool
) -> None:
    """Whoever has 2**64 IPv6 addresses has one wait."""
    backoff = Backoff(Clock().read)
    for _ in range(FREE_MISTAKES):
        backoff.mistake(one)
    assert (backoff.wait(other) > 0) is same


def test_many_addresses_do_not_fill_the_memory() -> None:
    """The one that erred longest ago is forgotten first."""
    backoff = Backoff(Clock().read)
    for _ in range(FREE_MISTAKES):
        backoff.mistake("first")
    for _ in range(FREE_MISTAKES):
        backoff.mistake("second")
    for number in range(MOST_ADDRESSES - 1):
        backoff.mistake(f"address {number}")
    assert backoff.wait("first") == 0
    assert backoff.wait("second") > 0
