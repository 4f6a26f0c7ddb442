"""How often those who watch are sent a picture, by a clock of the test."""

import itertools
from collections.abc import Callable

import pytest

from vmt_desktop.rfb.budget import MOST_PICTURES_A_SECOND, Budget


def moments(
    n_watchers: int, seconds: float, until_read: Callable[[int], float]
) -> list[float]:
    """Return when pictures go that take so long until they are read [s]."""
    now = 0.0
    budget = Budget(now)
    found = [now]
    while now < seconds:
        now += until_read(len(found))
        now += budget.pause_after(n_watchers, now)
        found.append(now)
    return found


@pytest.mark.parametrize("n_watchers", [30, 100])
def test_all_together_get_so_many_and_no_more(n_watchers: int) -> None:
    """However quick they are."""
    sent = moments(n_watchers, 20.0, lambda _: 0.001)
    rate = n_watchers * (len(sent) - 1) / sent[-1]
    assert rate == pytest.approx(MOST_PICTURES_A_SECOND, rel=0.01)


def test_a_few_get_every_picture_there_is() -> None:
    """Three could be sent a hundred a second."""
    sent = moments(3, 20.0, lambda _: 1 / 60)
    assert (len(sent) - 1) / sent[-1] == pytest.approx(60, rel=0.01)


def test_what_is_late_now_and_then_is_made_up_for() -> None:
    """One picture of five is read a tenth of a period late."""
    period = 30 / MOST_PICTURES_A_SECOND
    sent = moments(30, 20.0, lambda k: (1.1 if k % 5 == 0 else 0.5) * period)
    assert (len(sent) - 1) / sent[-1] == pytest.approx(1 / period, rel=0.01)


def test_after_a_long_wait_no_pictures_follow_right_behind_each_other() -> None:
    """Who stopped for ten periods gets the next ones nearly as far apart as ever."""
    period = 30 / MOST_PICTURES_A_SECOND
    sent = moments(30, 20.0, lambda k: 10 * period if k == 50 else 0.001)
    apart = [later - sooner for sooner, later in itertools.pairwise(sent)]
    assert min(apart) >= 0.75 * period - 1e-9
