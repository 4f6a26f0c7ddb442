"""The viewer in a real window, with a real keyboard and mouse."""

import math
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from viewer_on_x import OpenViewer, XServer
from vmt.telemetry.reader import open_database
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.viewpoint import Viewpoint
from vmt.viewer.source.pace import SPEEDS, START_SPEED
from vmt.viewer.theme import DARK, LIGHT

Open = Callable[..., OpenViewer]

pytestmark = pytest.mark.gui

STEPS_TO_FULL_SPEED = len(SPEEDS) - 1 - SPEEDS.index(START_SPEED)


def paused_at(viewer: OpenViewer) -> int:
    """Wait until the window shows a paused run, and return at which tick."""
    ticks = -1

    def shows_recorded_tick(screen: Image.Image) -> bool:
        nonlocal ticks
        ticks = viewer.recorded_ticks()
        return bool(viewer.look(screen) == viewer.expected(ticks))

    viewer.server.wait_until(shows_recorded_tick)
    return ticks


def test_paused_run_goes_one_tick_for_each_step(open_viewer: Open) -> None:
    """S does exactly one tick, and the window shows the world after it."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.press("s", "s", "s")

    viewer.wait_for(viewer.expected(3))


def test_space_starts_a_run_and_stops_it(open_viewer: Open) -> None:
    """After Space a run goes on, after another it stays where it is."""
    viewer = open_viewer("--paused")
    viewer.press("space")
    viewer.wait_for_ticks(4)
    viewer.press("space")

    ticks = paused_at(viewer)
    viewer.press("s")

    viewer.wait_for(viewer.expected(ticks + 1))


@pytest.mark.parametrize("key", ["q", "Escape", "ctrl+q"])
def test_quitting_finishes_the_recording(open_viewer: Open, key: str) -> None:
    """Each key that quits ends with code 0 and a finished recording."""
    viewer = open_viewer()
    viewer.wait_for_ticks(2)

    viewer.press(key)

    assert viewer.end() == (0, "")
    assert viewer.status() == "finished"


def test_closing_the_window_finishes_the_recording(open_viewer: Open) -> None:
    """The close button of the window does what Q does."""
    viewer = open_viewer()
    viewer.wait_for_ticks(2)

    viewer.server.close_window(viewer.window)

    assert viewer.end() == (0, "")
    assert viewer.status() == "finished"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_leaves_an_interrupted_recording(
    open_viewer: Open, number: signal.Signals
) -> None:
    """A signal ends the viewer cleanly; the recording says that it was interrupted."""
    viewer = open_viewer()
    viewer.wait_for_ticks(2)

    viewer.process.send_signal(number)

    assert viewer.end() == (128 + number, "")
    assert viewer.status() == "interrupted"


def test_keys_are_answered_while_ticks_take_longer_than_frames(
    open_viewer: Open, crowd: str
) -> None:
    """With a crowd as fast as possible, help opens and closes and Q quits."""
    viewer = open_viewer(scenario=crowd)
    viewer.press(*["Up"] * STEPS_TO_FULL_SPEED)
    viewer.wait_for_ticks(3)
    width, height = viewer.look().size
    beside_the_title = width // 2 + 100, height // 2 - 190

    viewer.press("question")
    viewer.wait_for_colour(beside_the_title, LIGHT.panel)
    viewer.press("Escape")
    viewer.server.wait_until(
        lambda now: viewer.look(now).getpixel(beside_the_title) != LIGHT.panel
    )
    viewer.press("q")

    assert viewer.end() == (0, "")


def test_reset_shows_the_beginning_and_records_to_a_new_file(
    open_viewer: Open, tmp_path: Path
) -> None:
    """R ends the recording as interrupted and begins the same run in another file."""
    viewer = open_viewer()
    viewer.wait_for_ticks(3)
    viewer.press("space", "r")
    viewer.server.wait_until(lambda _: len(list(tmp_path.glob("*.db"))) == 2)
    new = next(path for path in tmp_path.glob("*.db") if path != viewer.database)
    viewer.press("q")

    assert viewer.end() == (0, "")
    assert viewer.status() == "interrupted"
    assert viewer.status(new) == "finished"


def test_run_stops_with_a_sentence_when_its_file_vanishes(open_viewer: Open) -> None:
    """The window stays and can quit; the code is 1 and the message names the file."""
    viewer = open_viewer()
    viewer.wait_for_ticks(2)

    viewer.database.unlink()
    viewer.wait_for_notice(LIGHT.error)
    viewer.press("q")

    code, messages = viewer.end()
    assert code == 1
    assert messages.startswith(f"vmt view: {viewer.database} was removed")
    assert "Traceback" not in messages


def test_run_is_over_after_the_ticks_of_its_scenario(
    open_viewer: Open, small_text: str
) -> None:
    """After max_ticks the run stops, says so, and its recording is finished."""
    viewer = open_viewer(scenario=small_text + "max_ticks: 4\n")

    viewer.wait_for(viewer.expected(4, paused=False))

    assert viewer.status() == "finished"
    assert viewer.recorded_ticks() == 4


def test_button_does_what_its_key_does(open_viewer: Open) -> None:
    """A click on the step button does one tick."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.click_button("STEP")

    viewer.wait_for_ticks(1)
    assert viewer.recorded_ticks() == 1


def test_wheel_comes_nearer_where_the_pointer_is(open_viewer: Open) -> None:
    """Three turns over a point show the cells around it, larger."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))
    area, at = Arrangement.of(viewer.look().size).world, (200, 300)
    viewpoint = Viewpoint()
    for _ in range(3):
        viewpoint = viewpoint.zoomed(viewpoint.camera(area, 8), 1, at)

    for _ in range(3):
        viewer.click(at, button=4)
    viewer.leave()

    viewer.wait_for(viewer.expected(0, viewpoint=viewpoint))


def test_world_is_drawn_along_by_the_mouse(open_viewer: Open) -> None:
    """A drag moves what is seen by its length, and V shows the whole again."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))
    area = Arrangement.of(viewer.look().size).world
    viewpoint = Viewpoint().zoomed(Viewpoint().camera(area, 8), 1, area.center)
    viewpoint = viewpoint.zoomed(viewpoint.camera(area, 8), 1, area.center)
    viewer.press("Page_Up", "Page_Up")
    viewer.wait_for(viewer.expected(0, viewpoint=viewpoint))

    viewer.drag((300, 300), (340, 280))
    viewer.leave()

    moved = viewpoint.panned(viewpoint.camera(area, 8), 40, -20)
    viewer.wait_for(viewer.expected(0, viewpoint=moved))
    viewer.press("v")
    viewer.wait_for(viewer.expected(0))


def test_click_on_an_agent_looks_at_it_closely(open_viewer: Open) -> None:
    """The agent under the pointer is picked, a click on bare ground lets it go."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))
    moment = viewer.moment(0)
    area = Arrangement.of(viewer.look().size).world
    camera = Camera.fit(area, 8)
    x, y = camera.to_pixel(moment.x[2] + 0.5, moment.y[2] + 0.5)
    taken = set(zip(moment.x.tolist(), moment.y.tolist(), strict=True))
    bare = next((x, y) for x in range(8) for y in range(8) if (x, y) not in taken)
    ground = camera.to_pixel(bare[0] + 0.5, bare[1] + 0.5)

    viewer.click((round(x), round(y)))
    viewer.leave()
    viewer.wait_for(viewer.expected(0, selected=2))
    viewer.click((round(ground[0]), round(ground[1])))
    viewer.leave()

    viewer.wait_for(viewer.expected(0))


def test_run_goes_to_a_tick_that_was_typed(open_viewer: Open) -> None:
    """J, 1, 7, Enter: the world after 17 ticks, paused."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.press("j", "1", "7", "Return")

    viewer.wait_for(viewer.expected(17))


def test_new_seed_changes_world_and_title(open_viewer: Open, tmp_path: Path) -> None:
    """N, 7, Enter: another run in another file, and the window is called after it."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.press("n", "7", "Return")

    viewer.server.wait_until(lambda _: "seed 7" in viewer.title())
    viewer.press("q")
    assert viewer.end() == (0, "")
    new = next(path for path in tmp_path.glob("*.db") if path != viewer.database)
    with open_database(new) as database:
        assert database.runs()[0].seed == 7


def test_picture_is_saved_where_the_window_says(
    open_viewer: Open, tmp_path: Path
) -> None:
    """F12 saves what is seen, to the pixel."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.press("F12")
    folder = tmp_path / "pictures"
    viewer.server.wait_until(lambda _: bool(list(folder.glob("*.png"))))
    viewer.press("q")
    viewer.end()

    with Image.open(folder / "Small_market-seed42-tick0.png") as saved:
        assert saved.convert("RGB").tobytes() == viewer.expected(0).tobytes()


def test_theme_changes_while_the_window_is_open(open_viewer: Open) -> None:
    """D makes it dark, the switch in the footer light again."""
    viewer = open_viewer("--paused")
    viewer.wait_for(viewer.expected(0))

    viewer.press("d")
    viewer.wait_for(viewer.expected(0, theme=DARK))
    viewer.click_button("THEME")
    viewer.leave()

    viewer.wait_for(viewer.expected(0))


def test_resized_window_is_drawn_in_its_new_size(open_viewer: Open) -> None:
    """The whole picture follows the size of the window, down to tiny ones."""
    viewer = open_viewer("--paused")
    for width, height in ((640, 480), (120, 90), (800, 600)):
        viewer.resize(width, height)

        viewer.wait_for(viewer.expected(0))


def test_window_leaves_room_for_the_program_that_started_it(
    open_viewer: Open,
) -> None:
    """On a small screen the window stands at the right and fits on it."""
    left, top, right, bottom = open_viewer().box

    assert left >= 400
    assert top >= 0
    assert right <= 1280
    assert bottom <= 800


@pytest.mark.parametrize("more", [[], ["--paused"]])
def test_dying_x_server_ends_the_recording_as_interrupted(
    open_viewer: Open, x_server: XServer, more: list[str]
) -> None:
    """The viewer ends with its display, at work or at rest; every tick is kept."""
    viewer = open_viewer(*more)
    if more:
        viewer.wait_for(viewer.expected(0))
    else:
        viewer.wait_for_ticks(3)

    x_server.process.kill()
    x_server.process.wait()
    code, messages = viewer.end()

    assert code == 1
    assert "the display was lost" in messages
    with open_database(viewer.database) as database:
        [run] = database.runs()
    assert run.status == "interrupted"
    assert "the display was lost" in (run.message or "")
    assert run.total_ticks >= (0 if more else 3)
    with sqlite3.connect(viewer.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_missing_display_gives_a_sentence(small_path: Path, tmp_path: Path) -> None:
    """Without a display the viewer says so in one sentence and records nothing."""
    database = tmp_path / "run.db"
    environment = {
        k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}
    }

    done = subprocess.run(
        [sys.executable, "-m", "vmt", "view", str(small_path), "--db", str(database)],
        env={**environment, "DISPLAY": ":32767"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert ":32767" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not database.exists()


def test_display_that_does_not_answer_is_named() -> None:
    """Connecting to no display says which one, and what else can be done."""
    connect = "from vmt.viewer import window; window.display().__enter__()"

    done = subprocess.run(
        [sys.executable, "-c", connect],
        env={**os.environ, "DISPLAY": ":32767", "WAYLAND_DISPLAY": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    message = next(line for line in done.stderr.splitlines() if "DisplayError" in line)
    assert "cannot open a window" in message
    assert "DISPLAY is ':32767'" in message
    assert "vmt run" in message


def test_fastest_speed_has_no_limit() -> None:
    """The last speed is as fast as possible."""
    assert math.isinf(SPEEDS[-1])
