"""Where a replay is, and when it stops by itself."""

from vmt.viewer.source.replay.position import Position


def at(moment: int, *, last: int = 9, grows: bool = False, paused: bool = True):
    """Return a position in a run of so many ticks."""
    position = Position(0, last, grows=grows, paused=paused)
    position.moment = moment
    return position


def test_steps_stay_within_the_run() -> None:
    """There is nothing before the first moment and nothing after the last."""
    position = at(0)
    position.step_back()
    assert position.moment == 0
    position = at(9)
    position.step()
    assert position.moment == 9


def test_a_step_is_for_who_is_paused() -> None:
    """While it plays, a step changes nothing; a step back stops it."""
    position = at(3, paused=False)
    position.step()
    assert (position.moment, position.paused) == (3, False)
    position.step_back()
    assert (position.moment, position.paused) == (2, True)


def test_seeking_goes_to_the_nearest_there_is() -> None:
    """Beyond the ends the ends are meant."""
    position = at(3)
    position.seek(-5)
    assert position.moment == 0
    position.seek(100)
    assert position.moment == 9


def test_it_pauses_at_the_end_of_a_run_that_is_over() -> None:
    """Once; and then it can be played from the start."""
    position = at(9, paused=False)
    assert position.rest_at_end()
    assert position.paused
    assert not position.rest_at_end()
    position.set_paused(paused=False)
    assert (position.moment, position.can_play) == (0, True)


def test_going_back_from_the_end_goes_on_playing() -> None:
    """The end had paused it, not the user; but whom the user paused stays paused."""
    position = at(9, paused=False)
    position.rest_at_end()
    position.seek(4)
    assert position.can_play
    position = at(9)
    position.seek(4)
    assert position.paused


def test_it_waits_at_the_end_of_a_run_that_goes_on() -> None:
    """It is not paused there, and goes on when there is more."""
    position = at(9, grows=True, paused=False)
    assert not position.rest_at_end()
    assert not position.can_play
    assert not position.paused
    position.grow(12, grows=True)
    assert position.can_play


def test_running_to_a_tick_ends_there_paused() -> None:
    """Forwards and backwards alike, and beyond the end at the end."""
    for goal, found in ((7, 7), (2, 2), (50, 9)):
        position = at(5, paused=False)
        position.run_to(goal)
        assert (position.moment, position.paused) == (found, True)


def test_running_to_a_tick_to_come_waits_for_it() -> None:
    """It follows a run that goes on until that tick is recorded."""
    position = at(5, grows=True)
    position.run_to(20)
    assert (position.moment, position.paused) == (9, False)
    position.grow(15, grows=True)
    assert (position.moment, position.paused) == (15, False)
    position.grow(30, grows=True)
    assert (position.moment, position.paused) == (20, True)


def test_a_run_that_ends_before_a_goal_is_shown_to_its_end() -> None:
    """The goal is given up where nothing more can come."""
    position = at(5, grows=True)
    position.run_to(20)
    position.grow(15, grows=False)
    assert (position.moment, position.paused) == (15, True)
