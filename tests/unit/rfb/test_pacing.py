"""How many pictures are on their way, against a simulated line."""

import heapq
import itertools
import random

import pytest

from vmt_desktop.rfb.pacing import LARGEST_WINDOW, Pacing


def pictures_per_second(
    round_trip: float,
    line_takes: float,
    produced_every: float,
    late: tuple[float, ...] = (0.0,),
    round_trip_before: float | None = None,
) -> tuple[float, float]:
    """Send over a line that carries one picture at a time.

    Parameters
    ----------
    round_trip : float
        Seconds there and back, without a queue.
    line_takes : float
        Seconds the line is busy with one picture.
    produced_every : float
        Seconds between two pictures of the server.
    late : tuple of float
        Seconds by which answers are late, in turn.
    round_trip_before : float, optional
        Another round trip until a second before the second half.

    Returns
    -------
    (float, float)
        Pictures a second, and the mean age in seconds of a picture that arrives, both
        in the second half.
    """
    pacing = Pacing()
    now = line_free = next_picture = 0.0
    answers: list[float] = []
    arrived = 0
    ages = 0.0
    seconds = 20.0
    lateness = itertools.cycle(late)
    later, before = round_trip, round_trip_before or round_trip
    while now < seconds:
        round_trip = before if now < seconds / 2 - 1 else later
        if pacing.may_send and next_picture <= now:
            pacing.sent(now)
            line_free = max(line_free, now) + line_takes
            arrival = line_free + round_trip / 2
            # A browser answers in order.
            answer = max(line_free + round_trip + next(lateness), *answers, 0.0)
            heapq.heappush(answers, answer)
            if now > seconds / 2:
                arrived += 1
                ages += arrival - now
            next_picture = now + produced_every
        elif pacing.may_send and (not answers or next_picture < answers[0]):
            now = next_picture
        else:
            now = heapq.heappop(answers)
            pacing.answered(now)
    return arrived / (seconds / 2), ages / max(1, arrived)


@pytest.mark.parametrize("round_trip", [0.0005, 0.02, 0.08, 0.15])
def test_distance_costs_no_pictures(round_trip: float) -> None:
    """Sixty a second arrive, however long the way is."""
    rate, _ = pictures_per_second(round_trip, 0.001, 1 / 60)
    assert rate > 0.95 * 60


@pytest.mark.parametrize("line_takes", [0.05, 0.1, 0.3])
def test_a_slow_line_gets_fewer_pictures_not_old_ones(line_takes: float) -> None:
    """The line is kept busy, and what arrives is at most about two pictures old."""
    rate, age = pictures_per_second(0.04, line_takes, 1 / 60)
    assert rate > 0.8 / line_takes
    assert age < 0.02 + 2.6 * line_takes


def test_a_browser_that_does_not_answer_gets_no_more() -> None:
    """What may be on its way is bounded."""
    pacing = Pacing()
    for now in range(100):
        if pacing.may_send:
            pacing.sent(now)
    assert pacing.on_their_way <= LARGEST_WINDOW


def test_an_answer_to_nothing_changes_nothing() -> None:
    """A browser that acknowledges what was never sent does not open the window."""
    pacing = Pacing()
    for _ in range(100):
        pacing.answered(0.0)
    for now in range(100):
        if pacing.may_send:
            pacing.sent(now)
    assert pacing.on_their_way == 2


def test_a_busy_machine_does_not_close_the_window() -> None:
    """Late answers now and then, for no queue's sake: not one picture a round trip."""
    rate, _ = pictures_per_second(0.08, 0.001, 1 / 60, late=(0.0, 0.0, 0.0, 0.12, 0.05))
    assert rate > 2 / 0.08


@pytest.mark.parametrize(
    ("before", "after"), [(0.002, 0.08), (0.04, 0.15), (0.3, 0.01)]
)
def test_a_way_that_becomes_longer_or_shorter_costs_no_pictures(
    before: float, after: float
) -> None:
    """A second later as many arrive as if it had always been so."""
    rate, age = pictures_per_second(after, 0.001, 1 / 60, round_trip_before=before)
    assert rate > 0.9 * 60
    assert age < after / 2 + 0.02


def test_on_a_slow_line_the_queue_is_not_taken_for_a_longer_way() -> None:
    """Whatever is tried now and then, pictures do not become older."""
    early = pictures_per_second(0.01, 0.05, 1 / 60)
    late = pictures_per_second(0.01, 0.05, 1 / 60, late=(0.0, 0.02, 0.3, 0.0))
    assert early[0] > 0.8 / 0.05
    assert early[1] < 0.15
    assert late[1] < 0.25


def test_a_machine_that_is_always_busy_is_not_taken_for_a_long_way() -> None:
    """Answers that are late by anything get no more pictures ahead, nor older ones."""
    chance = random.Random(1)
    late = tuple(chance.expovariate(1 / 0.04) for _ in range(997))
    rate, age = pictures_per_second(0.004, 0.015, 1 / 60, late=late)
    assert rate > 15
    assert age < 0.08
