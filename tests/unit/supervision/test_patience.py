"""How long a program that keeps failing waits for its next start."""

from vmt_desktop.supervision.patience import (
    CONTENT_SECONDS,
    LONGEST_PAUSE,
    STEADY_SECONDS,
    Patience,
)


def test_the_pause_doubles_up_to_a_limit() -> None:
    """However often: a desktop that nobody looks at may fail for a year."""
    patience = Patience()
    pauses = [patience.pause("app", 0, failed=True) for _ in range(2000)]

    assert pauses[:4] == [1, 2, 4, 8]
    assert set(pauses[4:]) == {LONGEST_PAUSE}


def test_who_closes_a_window_gets_it_back_at_once() -> None:
    """An end without failure after a while is a wish, and the next failure a first."""
    patience = Patience()
    patience.pause("app", 0, failed=True)

    assert patience.pause("app", CONTENT_SECONDS, failed=False) == 0
    assert patience.pause("app", 0, failed=True) == 1


def test_an_end_right_after_the_start_is_no_wish() -> None:
    """A program that ends with 0 each time would be started without a rest."""
    patience = Patience()

    assert [patience.pause("app", 0, failed=False) for _ in range(3)] == [1, 2, 4]


def test_the_pause_counts_from_the_last_start() -> None:
    """Who was killed after a while is not in a loop of failures, and is missed."""
    patience = Patience()

    pauses = [patience.pause("wm", 3, failed=True) for _ in range(4)]

    assert pauses == [0, 0, 1, 5]


def test_a_failure_after_a_long_life_is_a_first_one() -> None:
    """And so is one of another program, or after somebody has acted."""
    patience = Patience()
    for _ in range(3):
        patience.pause("app", 0, failed=True)

    assert patience.pause("wm", 0, failed=True) == 1
    assert patience.pause("app", STEADY_SECONDS, failed=True) == 0
    patience.forget("app")
    assert patience.pause("app", 0, failed=True) == 1
    patience.pause("app", 0, failed=True)
    patience.forget("app")
    assert patience.pause("app", 0, failed=True) == 1
