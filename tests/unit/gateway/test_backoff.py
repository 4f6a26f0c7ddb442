"""How long an address waits after wrong passwords."""

import pytest

from vmt_desktop.login import backoff as backoff_module
from vmt_desktop.login.backoff import (
    CEILING,
    CEILING_SECONDS,
    CROWD_WAIT_SECONDS,
    FORGET_SECONDS,
    FREE_MISTAKES,
    LONGEST_WAIT_SECONDS,
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


def test_many_addresses_do_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The one that erred longest ago is forgotten first."""
    monkeypatch.setattr(backoff_module, "MOST_ADDRESSES", 1000)
    clock = Clock()
    backoff = Backoff(clock.read)
    for name in ("first", "second"):
        for _ in range(FREE_MISTAKES + 20):
            backoff.mistake(name)
    for number in range(1000 - 1):
        backoff.mistake(f"address {number}")
    assert len(backoff) == 1000
    assert backoff.wait("second") == LONGEST_WAIT_SECONDS
    assert backoff.wait("first") == CROWD_WAIT_SECONDS  # as one never heard of


def attack(backoff: Backoff) -> None:
    """Guess once from very many addresses."""
    for number in range(CEILING):
        backoff.mistake(f"203.0.113.{number % 256}:{number // 256}")


def test_when_very_many_guess_nobody_has_free_mistakes() -> None:
    """Each address, new or not, has one attempt a minute then."""
    clock = Clock()
    backoff = Backoff(clock.read)
    attack(backoff)
    assert backoff.wait(ADDRESS) == CROWD_WAIT_SECONDS
    clock.now += CROWD_WAIT_SECONDS
    attack(backoff)
    assert backoff.wait(ADDRESS) == 0
    backoff.mistake(ADDRESS)
    assert backoff.wait(ADDRESS) == LONGEST_WAIT_SECONDS


def test_the_owner_gets_in_within_a_minute_however_many_guess() -> None:
    """An attempt that was put off is heard after its wait, whatever others do."""
    clock = Clock()
    backoff = Backoff(clock.read)
    attack(backoff)
    waited = 0
    while wait := backoff.wait(ADDRESS):
        attack(backoff)
        clock.now += wait
        waited += wait
    assert waited <= LONGEST_WAIT_SECONDS


def test_an_attack_does_not_concern_this_machine() -> None:
    """Who sits at it waits for his own mistakes only."""
    backoff = Backoff(Clock().read)
    attack(backoff)
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert backoff.wait(address) == 0
        backoff.mistake(address)
        assert backoff.wait(address) == 0
        backoff.success(address)


def test_after_an_attack_mistakes_are_free_again() -> None:
    """A minute later a new address may mistype as ever."""
    clock = Clock()
    backoff = Backoff(clock.read)
    attack(backoff)
    clock.now += CEILING_SECONDS
    assert backoff.wait(ADDRESS) == 0
    backoff.mistake(ADDRESS)
    assert backoff.wait(ADDRESS) == 0
