"""Keys, speeds, numbers in words, and what is sent to the display."""

import itertools
import math
from collections.abc import Callable

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt.engine.events import Trade
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.controls import BINDINGS, Action, action_of, shown_keys
from vmt.viewer.damage import TILE, Damage
from vmt.viewer.panels.buttons import arrange
from vmt.viewer.source.market import Market
from vmt.viewer.source.pace import SPEEDS, START_SPEED, Pace, describe, faster, slower
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.source.source import Abilities
from vmt.viewer.status import Status, caption, notice, number, speed_text, trade_text
from vmt.viewer.window import size_and_place


def pressed(key: int = 0, text: str = "", modifiers: int = 0) -> Action | None:
    """Return what a key does."""
    event = pygame.event.Event(
        pygame.KEYDOWN, key=key, unicode=text, mod=modifiers, scancode=0
    )
    return action_of(event)


def test_every_action_has_keys_of_its_own() -> None:
    """The table names each action once, and no key or character twice."""
    keys = [(key, b.shift) for b in BINDINGS for key in b.keys]
    characters = "".join(binding.characters for binding in BINDINGS)

    assert sorted(b.action.name for b in BINDINGS) == sorted(a.name for a in Action)
    assert len(set(keys)) == len(keys)
    assert len(set(characters)) == len(characters)
    assert all(binding.meaning and binding.shown for binding in BINDINGS)


@pytest.mark.parametrize(
    ("key", "text", "action"),
    [
        (pygame.K_SPACE, " ", Action.PAUSE),
        (pygame.K_s, "s", Action.STEP),
        (pygame.K_s, "S", Action.STEP),
        (pygame.K_r, "r", Action.RESET),
        (pygame.K_UP, "", Action.FASTER),
        (pygame.K_KP_PLUS, "+", Action.FASTER),
        (pygame.K_DOWN, "", Action.SLOWER),
        (pygame.K_t, "t", Action.TRADE_ARROWS),
        (pygame.K_f, "f", Action.FORAGE_ARROWS),
        (pygame.K_a, "a", Action.ALL_ARROWS),
        (pygame.K_o, "o", Action.NO_ARROWS),
        (pygame.K_g, "g", Action.GRID),
        (pygame.K_F1, "", Action.HELP),
        (pygame.K_h, "h", Action.HOMES),
        (pygame.K_q, "q", Action.QUIT),
        (pygame.K_ESCAPE, "\x1b", Action.CANCEL),
        (pygame.K_x, "x", None),
    ],
)
def test_keys_do_what_the_table_says(
    key: int, text: str, action: Action | None
) -> None:
    """Each key leads to its action, a key that is not in the table to none."""
    assert pressed(key, text) is action


@pytest.mark.parametrize(
    ("key", "text", "action"),
    [
        (pygame.K_SLASH, "?", Action.HELP),  # an American keyboard
        (pygame.K_MINUS, "?", Action.HELP),  # a German one
        (pygame.K_RIGHTBRACKET, "+", Action.FASTER),
        (pygame.K_SLASH, "-", Action.SLOWER),
    ],
)
def test_characters_count_wherever_the_keyboard_has_them(
    key: int, text: str, action: Action
) -> None:
    """What is written on the key decides, not where it is."""
    assert pressed(key, text) is action


def test_keys_with_control_do_what_they_do_everywhere() -> None:
    """Control and S saves and is no step; Control and Q or W closes; R is nothing."""
    control = pygame.KMOD_LCTRL

    assert pressed(pygame.K_r, "\x12", control) is None
    assert pressed(pygame.K_s, "\x13", control) is Action.SCREENSHOT
    assert pressed(pygame.K_q, "\x11", control) is Action.QUIT
    assert pressed(pygame.K_w, "\x17", control) is Action.QUIT
    assert pressed(pygame.K_F4, "", pygame.KMOD_LALT) is None


@pytest.mark.parametrize("size", [(560, 420), (860, 700), (1600, 1300)])
@pytest.mark.parametrize("go_back", [False, True])
def test_buttons_lie_in_the_bars_side_by_side(
    size: tuple[int, int], go_back: bool
) -> None:
    """No button overlaps another, each says which key does the same."""
    parts = Arrangement.of(size)

    buttons = arrange(parts, Abilities(go_back=go_back, restart=not go_back))

    shown = [button.action for button in buttons]
    assert {Action.PAUSE, Action.STEP, Action.HELP, Action.GRID} <= set(shown)
    assert (Action.STEP_BACK in shown) == go_back
    for button in buttons:
        bar = parts.footer if button.label else parts.header
        assert bar.contains(button.box)
        assert shown_keys(button.action) in button.tip
    for one, other in itertools.combinations(buttons, 2):
        assert not one.box.colliderect(other.box)


def test_wide_header_has_every_button() -> None:
    """Where there is room, nothing needs a key."""
    shown = [
        b.action for b in arrange(Arrangement.of((1600, 1300)), Abilities(restart=True))
    ]

    assert {Action.NEW_SEED, Action.RUN_TO, Action.WHOLE, Action.SCREENSHOT} <= set(
        shown
    )


def test_speeds_go_up_and_down_between_their_ends() -> None:
    """Every speed is reached from every other, and the ends stay."""
    speed = START_SPEED
    while faster(speed) != speed:
        assert slower(faster(speed)) == speed
        speed = faster(speed)
    assert math.isinf(speed)
    while slower(speed) != speed:
        speed = slower(speed)

    assert speed == SPEEDS[0] == 0.25
    assert describe(0.25) == "0.25 ticks/s"
    assert describe(1) == "1 tick/s"
    assert describe(math.inf) == "as fast as possible"


def test_ticks_are_due_at_the_pace_that_was_chosen() -> None:
    """At 10 ticks a second the second tick is due a tenth after the first."""
    pace = Pace(now=100.0)

    assert pace.wait(100.0, 10) <= 0
    pace.ticked(100.0, 10)

    assert pace.wait(100.0, 10) == pytest.approx(0.1)
    assert pace.wait(100.08, 10) == pytest.approx(0.02)
    assert pace.wait(100.1, 10) <= 1e-9


def test_faster_speed_counts_at_once() -> None:
    """From a tick every four seconds to a thousand a second nobody waits four."""
    pace = Pace(now=0.0)
    pace.ticked(0.0, 0.25)

    assert pace.wait(0.5, 0.25) == pytest.approx(3.5)
    assert pace.wait(0.5, 1000) == pytest.approx(0.001)


def test_late_ticks_are_not_caught_up_with_in_a_burst() -> None:
    """After a tick of ten seconds at most a tenth of a second is caught up with."""
    pace = Pace(now=0.0)

    pace.ticked(10.0, 100)
    done = 0
    while pace.wait(10.0, 100) <= 0:
        pace.ticked(10.0, 100)
        done += 1

    assert done <= 11


def test_real_speed_is_measured() -> None:
    """Twenty ticks in a second are twenty ticks a second."""
    pace = Pace(now=0.0)

    for k in range(1, 21):
        pace.ticked(k * 0.05, 100)

    assert pace.ticks_per_second == pytest.approx(20)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "–"),
        (0.0, "0"),
        (1.0, "1"),
        (2.5, "2.5"),
        (2 / 3, "0.6667"),
        (123456.7, "123457"),
        (0.00001234, "0.00001234"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_have_no_trailing_zeros_and_no_exponent(
    value: float | None, text: str
) -> None:
    """Four significant digits, written out."""
    assert number(value) == text


@given(st.floats(1e-9, 1e12))
def test_numbers_are_near_what_they_stand_for(value: float) -> None:
    """The text of a number differs from it by less than a part in a thousand."""
    assert float(number(value)) == pytest.approx(value, rel=1e-3)
    assert "e" not in number(value)


def test_trade_is_told_exactly() -> None:
    """Who, what, from whom, for what, at which price; quantities without rounding."""
    trade = Trade(12, 0, 0, 3, 4, 15000, 8009, 0.53393, 0.53, 0.1, 0.1, "any")

    text = trade_text(trade, decimals=4)

    assert text == "T12: 3 buys 1.5 A from 4 for 0.8009 B @ 0.5339"


def test_caption_names_scenario_and_seed() -> None:
    """The title of the window tells runs apart."""
    assert caption("Three meet", 7) == "VMT – Three meet (seed 7)"


def trade(tick: int, price: float) -> Trade:
    """Return a trade at a price."""
    return Trade(tick, 0, 0, 0, 1, 1, 1, price, price, 0.1, 0.1, "any")


def test_mean_prices_are_those_of_the_newest_trades() -> None:
    """The means of the last 10, of the last 50 and of all trades differ."""
    market = Market()
    for tick in range(100):
        market.add([trade(tick, 1.0 if tick < 50 else 2.0 if tick < 90 else 4.0)])

    summary = market.summary(n_latest=5)

    assert summary.n_trades == 100
    assert summary.mean_price_10 == 4.0
    assert summary.mean_price_50 == pytest.approx((40 * 2 + 10 * 4) / 50)
    assert summary.mean_price == pytest.approx((50 + 40 * 2 + 10 * 4) / 100)
    assert [t.tick for t in summary.latest] == [99, 98, 97, 96, 95]


def test_price_is_that_of_the_last_tick_with_trades() -> None:
    """It stays while nothing is traded, and nothing is new then."""
    market = Market()
    market.add([trade(3, 1.0)])
    market.add([trade(4, 2.0), trade(4, 4.0)])
    busy = market.summary(n_latest=5)
    market.add([])
    quiet = market.summary(n_latest=5)

    assert (busy.n_new, quiet.n_new) == (2, 0)
    assert busy.price == quiet.price == 3.0


def test_trades_of_the_last_ticks_are_the_newest_first() -> None:
    """Trades since a tick include those of that tick, in reverse order."""
    market = Market()
    market.add([trade(1, 1.0)])
    market.add([trade(2, 2.0), trade(2, 3.0)])

    assert [t.price for t in market.since(2)] == [3.0, 2.0]


@pytest.fixture
def surface() -> pygame.Surface:
    """Return a surface of a size that tiles do not divide."""
    return pygame.Surface((150, 101), depth=32)


def test_first_frame_is_all_new(surface: pygame.Surface) -> None:
    """Nothing was shown before, so everything has changed; then nothing has."""
    damage = Damage()

    assert damage.since_last(surface) == [surface.get_rect()]
    assert damage.since_last(surface) == []
    damage.forget()
    assert damage.since_last(surface) == [surface.get_rect()]


@given(
    st.lists(
        st.tuples(st.integers(0, 149), st.integers(0, 100)), min_size=1, max_size=9
    )
)
def test_every_changed_pixel_is_sent_and_little_else(
    points: list[tuple[int, int]],
) -> None:
    """The rectangles cover each change, and are a tile around each at most."""
    surface = pygame.Surface((150, 101), depth=32)
    damage = Damage()
    damage.since_last(surface)

    for point in points:
        surface.set_at(point, (200, 100, 50))
    boxes = damage.since_last(surface)

    assert all(any(box.collidepoint(point) for box in boxes) for point in points)
    assert sum(box.width * box.height for box in boxes) <= len(points) * TILE**2
    assert damage.since_last(surface) == []


@pytest.mark.parametrize(
    "screen",
    [(640, 480), (1024, 768), (1280, 800), (1920, 1080), (3840, 2160), (320, 200)],
)
def test_window_fits_on_the_screen(screen: tuple[int, int]) -> None:
    """On any screen the window with its title is wholly on it."""
    (width, height), (left, top) = size_and_place(screen)

    assert left + width <= screen[0]
    assert top + height + 24 <= screen[1]


def test_window_leaves_room_for_a_launcher_on_an_ordinary_screen() -> None:
    """At 1280 x 800 a third of the width stays free at the left."""
    (width, height), (left, _) = size_and_place((1280, 800))

    assert left >= 400
    assert width >= 700
    assert height >= 650


def test_problem_is_told_as_a_sentence(snapshot_of: Callable[..., Snapshot]) -> None:
    """What went wrong stands apart from what can be done about it."""
    moment = snapshot_of([(0, 0)], problem="the disk is full")

    assert notice(moment) == ("The disk is full. Press R to start again or Q to quit.")


def test_how_fast_it_goes_is_told_while_it_goes(
    snapshot_of: Callable[..., Snapshot],
) -> None:
    """Notably slower than was wished for, that is; not of a run that is over."""
    status = Status("A market", paused=False, speed=5.0)

    def told(**changes: object) -> str:
        return speed_text(status, snapshot_of([(1, 1)], **changes))

    assert told(ticks_per_second=4.9) == "5 ticks/s"
    assert told(ticks_per_second=4.0) == "4 of 5 ticks/s"
    assert told(ticks_per_second=4.0, ended=True) == "5 ticks/s"
