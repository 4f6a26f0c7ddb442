"""What VNC viewers see of what is drawn, and what of it is sent to them."""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from PIL import Image, ImageChops, ImageGrab
from Xlib import X
from Xlib.display import Display

from rfb_peers import rfb_answers
from rfb_viewer import RfbViewer
from running import PATIENCE, Desktop
from tight import methods
from vmt_desktop.display.probes import wait_until
from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.pictures import Pictures
from x_client import x_client
from x_readings import readings

pytestmark = pytest.mark.desktop

SIZE = 1280, 800
TOOL_BAR = 30
"""Pixels at the bottom, where a clock runs."""

AS_NOVNC = [protocol.TIGHT, protocol.QUALITY_LEVELS[6], protocol.COMPRESS_LEVELS[2]]
AS_NOVNC += [protocol.LAST_RECT, protocol.CURSOR]


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run one desktop for all tests of this file, with a program that rests."""
    app = tmp_path_factory.mktemp("app")
    (app / "launcher.py").write_text("import signal\nsignal.pause()\n", "utf-8")
    variables = {"VMT_APP_DIR": str(app), "VMT_SHARE": "view"}
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", variables)
    for name in ("vnc.sock", "view.sock"):
        path = desktop.runtime_dir / name
        assert wait_until(lambda path=path: rfb_answers(path), PATIENCE)
    yield desktop
    desktop.stop()


@pytest.fixture
def canvas(desktop: Desktop) -> Iterator["Canvas"]:
    """Give the screen to draw on, empty."""
    with x_client(desktop) as connection:
        canvas = Canvas(connection)
        yield canvas
        canvas.close()


class Canvas:
    """The whole screen, in front of everything on it."""

    def __init__(self, connection: Display) -> None:
        self._connection = connection
        self._root = connection.screen().root
        self._window = self._new_window(0, 0, *SIZE)
        self._windows = [self._window]
        self._pen = self._root.create_gc(subwindow_mode=X.IncludeInferiors)
        self._frame = self._root.create_pixmap(*SIZE, connection.screen().root_depth)
        self._frame.fill_rectangle(self._pen, 0, 0, *SIZE)
        connection.sync()

    def rectangle(self, x: int, y: int, width: int, height: int, colour: int) -> None:
        """Fill a rectangle, once the server comes to it."""
        self._pen.change(foreground=colour)
        self._root.fill_rectangle(self._pen, x, y, width, height)

    def frame(
        self,
        rectangles: list[tuple[int, int, int, int, int]],
        part: tuple[int, int, int, int] = (0, 0, *SIZE),
    ) -> None:
        """Draw rectangles, each with its colour, into a frame; show that, or a part."""
        for x, y, width, height, colour in rectangles:
            self._pen.change(foreground=colour)
            self._frame.fill_rectangle(self._pen, x, y, width, height)
        x, y, width, height = part
        self._root.copy_area(self._pen, self._frame, x, y, width, height, x, y)
        self._connection.sync()

    def move(
        self, source: tuple[int, int], size: tuple[int, int], x: int, y: int
    ) -> None:
        """Copy a part of the screen to another place."""
        self._root.copy_area(self._pen, self._root, *source, *size, x, y)

    def open_window(self, x: int, y: int, width: int, height: int) -> None:
        """Open another one in front."""
        self._windows.append(self._new_window(x, y, width, height))

    def close_window(self) -> None:
        """Close the one in front; what is behind it is seen again."""
        if len(self._windows) > 1:
            self._windows.pop().destroy()

    def sync(self) -> None:
        """Wait until everything is drawn."""
        self._connection.sync()

    def close(self) -> None:
        """Close all windows."""
        for window in self._windows:
            window.destroy()
        self._connection.sync()

    def _new_window(self, x: int, y: int, width: int, height: int) -> Any:
        window = self._root.create_window(
            *(x, y, width, height, 0, self._connection.screen().root_depth),
            background_pixel=0x406080,
            override_redirect=True,
        )
        window.map()
        return window


def frames(canvas: Canvas, chance: random.Random) -> None:
    """Draw the whole screen some times, each time in another colour."""
    for _ in range(chance.randrange(1, 9)):
        canvas.rectangle(0, 0, *SIZE, chance.getrandbits(24))
        pieces(canvas, chance, 20)
        canvas.sync()


def pieces(canvas: Canvas, chance: random.Random, most: int = 2000) -> None:
    """Draw pieces of any size, from a pixel to the width of the screen."""
    for _ in range(chance.choice([1, 3, most])):
        width, height = (chance.choice([1, 2, 5, 17, 33, 300]) for _ in range(2))
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        canvas.rectangle(x, y, width, height, chance.getrandbits(24))


def there_and_back(canvas: Canvas, chance: random.Random) -> None:
    """Draw something else over a piece, and at once the piece as it was."""
    x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
    for colour in (0x112233, 0xFFFFFF, 0x112233, 0xFFFFFF, 0x112233):
        canvas.rectangle(x, y, 40, 40, colour)
        canvas.sync()


def scroll(canvas: Canvas, chance: random.Random) -> None:
    """Copy a part of the screen to where it overlaps itself."""
    x, y = chance.randrange(400), chance.randrange(300)
    canvas.move((x, y), (700, 400), x + chance.randrange(60), y + chance.randrange(60))


def windows(canvas: Canvas, chance: random.Random) -> None:
    """Open a window, or close one."""
    if chance.random() < 0.5:
        canvas.open_window(chance.randrange(900), chance.randrange(500), 371, 293)
    else:
        canvas.close_window()


Act = Callable[[Canvas, random.Random], None]
T = TypeVar("T")


@pytest.mark.parametrize("name", ["vnc.sock", "view.sock"])
@pytest.mark.parametrize(
    "acts", [[frames], [pieces], [there_and_back], [frames, pieces, scroll, windows]]
)
def test_viewers_see_what_is_on_the_screen(
    desktop: Desktop,
    canvas: Canvas,
    acts: list[Act],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once nothing is drawn any more, every pixel is right."""
    for variable, value in desktop.x_variables.items():
        monkeypatch.setenv(variable, value)
    chance = random.Random(7)
    viewer = RfbViewer(desktop.runtime_dir / name)
    viewer.see()

    for _ in range(12):
        chance.choice(acts)(canvas, chance)
        canvas.sync()
        while differ(viewer.picture, ImageGrab.grab()):
            viewer.update()
    viewer.close()


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Return the result; in a thread, for Playwright keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def differ(seen: Image.Image, shown: Image.Image) -> bool:
    """Tell whether pictures differ anywhere above the tool bar."""
    box = (0, 0, SIZE[0], SIZE[1] - TOOL_BAR)
    difference = ImageChops.difference(seen.crop(box), shown.convert("RGB").crop(box))
    return difference.getbbox() is not None


def test_of_a_frame_what_has_changed_is_sent(desktop: Desktop, canvas: Canvas) -> None:
    """A whole frame in which a square has moved is hardly more than the square."""
    chance = random.Random(5)
    costly = [
        (x, y, chance.getrandbits(24)) for x in range(0, 1280, 8) for y in (0, 400)
    ]

    def draw(square: int) -> None:
        canvas.frame([(x, y, 8, 400, colour) for x, y, colour in costly])
        canvas.frame([(square, 300, 40, 40, 0xFF0000)])

    async def sent() -> list[int]:
        draw(200)
        pictures = await Pictures.connect(desktop.runtime_dir / "vnc.sock", AS_NOVNC)
        whole = await pictures.next()
        draw(260)
        moved = await pictures.next()
        pictures.close()
        return [len(whole), len(moved)]

    whole, moved = finished(sent())

    assert moved < 2000
    assert whole > 10 * moved


def test_a_picture_comes_in_one_piece(
    desktop: Desktop, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of rectangles are one read for whoever reads them."""
    chance = random.Random(3)
    dots = [
        (chance.randrange(1280), chance.randrange(700), 3, 3, chance.getrandbits(24))
        for _ in range(300)
    ]
    read = asyncio.StreamReader.read
    pieces = []

    async def noted(reader: asyncio.StreamReader, most: int) -> bytes:
        pieces.append(await read(reader, most))
        return pieces[-1]

    async def receive() -> bytes:
        pictures = await Pictures.connect(desktop.runtime_dir / "vnc.sock", AS_NOVNC)
        await pictures.next()
        monkeypatch.setattr(asyncio.StreamReader, "read", noted)
        canvas.frame(dots)
        update = b""
        while len(update) < 5000:  # until then it is the pointer's shape
            update = await pictures.next()
        pictures.close()
        return update

    update = finished(receive())

    assert update in pieces


def test_a_frame_of_a_window_is_read_in_one_piece(
    desktop: Desktop, canvas: Canvas
) -> None:
    """Not in twenty strips, though the window is narrower than the screen."""
    window = (300, 100, 700, 600)
    n_frames = 20

    async def receive() -> None:
        pictures = await Pictures.connect(desktop.runtime_dir / "vnc.sock", AS_NOVNC)
        await pictures.next()
        for number in range(n_frames):
            canvas.frame([(320, 90 + number, 500, 600, 0x111111 * number)], window)
            await pictures.next()
        pictures.close()

    with readings(desktop) as found:
        finished(receive())

    # Lines are looks at what was not reported; beside the frames a clock is drawn.
    assert len([height for _, height in found if height > 1]) < 8 * n_frames


def test_frames_that_nobody_waits_for_are_not_read(
    desktop: Desktop, canvas: Canvas
) -> None:
    """There are viewers: those that ask now and then whether everything is well."""
    n_frames = 120
    pause = threading.Event()

    with readings(desktop) as found:
        for number in range(n_frames):
            canvas.frame([(number, 0, 800, 600, 0x020202 * number)])
            pause.wait(1 / 60)  # an animation

    assert len([height for _, height in found if height > 1]) < n_frames / 3


def second_update(
    desktop: Desktop, canvas: Canvas, rectangles: list[tuple[int, int, int, int, int]]
) -> bytes:
    """Return what noVNC is sent when a frame with these rectangles is shown."""

    async def receive() -> bytes:
        pictures = await Pictures.connect(desktop.runtime_dir / "vnc.sock", AS_NOVNC)
        await pictures.next()
        canvas.frame(rectangles)
        update = await pictures.next()
        pictures.close()
        return update

    return finished(receive())


def test_figures_side_by_side_are_sent_exactly(
    desktop: Desktop, canvas: Canvas
) -> None:
    """A row of small figures has hundreds of colours, but each figure has few."""
    chance = random.Random(11)
    figures = [
        (x, y, 6, 6, chance.getrandbits(24))
        for x in range(0, 1280, 8)
        for y in range(100, 140, 8)
    ]

    used = methods(second_update(desktop, canvas, figures))

    assert len(used) > 5
    assert set(used) <= {"palette", "fill"}


def test_what_is_like_a_photograph_is_a_jpeg(desktop: Desktop, canvas: Canvas) -> None:
    """Another colour in each pixel: exactly, it would be ten times as long."""
    chance = random.Random(12)
    pixels = [
        (x, y, 1, 1, 0x808080 + chance.getrandbits(5) * 0x10101 + chance.getrandbits(4))
        for x in range(256)
        for y in range(192)
    ]

    update = second_update(desktop, canvas, pixels)

    assert "jpeg" in methods(update)
    assert len(update) < 256 * 192
