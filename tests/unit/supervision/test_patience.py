"""How long a program that keeps failing waits for its next start."""

from vmt_desktop.supervision.patience import (
    BRISK_PAUSE,
    CONTENT_SECONDS,
    FORGIVING_SECONDS,
    LONGEST_PAUSE,
    Patience,
)


def test_the_pause_doubles_up_to_a_limit() -> None:
    """However often: a desktop that nobody looks at may fail for a year."""
    patience = Patience()
    pauses = [patience.pause("app", 0, failed=True) for _ in range(2000)]

    assert pauses[:10] == [0.25] * 5 + [0.5, 1, 2, 4, 8]
    assert set(pauses[10:]) == {LONGEST_PAUSE}


def test_who_closes_a_window_gets_it_back_at_once() -> None:
    """An end without failure after a while is a wish, and the next failure a first."""
    patience = Patience()
    patience.pause("app", 0, failed=True)

    assert patience.pause("app", CONTENT_SECONDS, failed=False) == 0
    assert patience.pause("app", 0, failed=True) == BRISK_PAUSE


def test_an_end_right_after_the_start_is_no_wish() -> None:
    """A program that ends with 0 each time would be started without a rest."""
    patience = Patience()

    pauses = [patience.pause("app", 0, failed=False) for _ in range(7)]

    assert pauses[-3:] == [0.25, 0.5, 1]


def test_the_pause_counts_from_the_last_start() -> None:
    """Who was killed after a while is not in a loop of failures, and is missed."""
    patience = Patience()

    pauses = [patience.pause("wm", 1.5, failed=True) for _ in range(20)]

    assert pauses[:4] == [0, 0, 0, 0]
    assert LONGEST_PAUSE - 1.5 in pauses


def test_who_is_killed_each_second_for_a_while_is_not_missed() -> None:
    """Eight times in a row, whoever does that."""
    patience = Patience()

    pauses = [patience.pause("x11vnc", 1.0, failed=True) for _ in range(8)]

    assert max(pauses) == 0


def test_each_while_makes_up_for_a_failure() -> None:
    """Bad luck is not counted for ever; and each program has its own."""
    patience = Patience()
    for _ in range(7):
        patience.pause("app", 0, failed=True)

    assert patience.pause("wm", 0, failed=True) == BRISK_PAUSE
    assert patience.pause("app", 3 * FORGIVING_SECONDS, failed=True) == 0
    assert patience.pause("app", 0, failed=True) == 2 * BRISK_PAUSE


def test_a_long_life_makes_up_for_years_of_failures() -> None:
    """However often it has failed before."""
    patience = Patience()
    for _ in range(2000):
        patience.pause("app", 0, failed=True)

    assert patience.pause("app", 10 * FORGIVING_SECONDS, failed=True) == 0
    assert patience.pause("app", 0, failed=True) == BRISK_PAUSE


def test_a_life_that_something_else_ended_makes_up_too() -> None:
    """It is no failure itself."""
    patience = Patience()
    for _ in range(7):
        patience.pause("app", 0, failed=True)
    patience.forgive("app", 2 * FORGIVING_SECONDS)

    assert patience.pause("app", 0, failed=True) == 2 * BRISK_PAUSE


def test_who_looks_after_a_program_has_it_begin_anew() -> None:
    """It was stopped or restarted on purpose."""
    patience = Patience()
    for _ in range(7):
        patience.pause("app", 0, failed=True)
    patience.forget("app")

    assert patience.pause("app", 0, failed=True) == BRISK_PAUSE
