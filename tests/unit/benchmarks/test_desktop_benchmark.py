"""What ``benchmarks/desktop`` computes of what it sees, and what it prints of it."""

import contextlib
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from benchmarks.desktop_containers import read_cpu, without_app
from benchmarks.desktop_figures import QUANTITIES, Figures
from benchmarks.desktop_knobs import KNOBS, Knob, KnobsReport, StaleKnobError
from benchmarks.desktop_peers import DESKTOPS, DockerError
from benchmarks.desktop_proxy import DelayingProxy
from benchmarks.desktop_report import DesktopReport
from benchmarks.desktop_samples import LostPressesError, Samples, Seen, luma, psnr
from benchmarks.workers import desktop_scene, desktop_stamp
from benchmarks.workers.desktop_stamp import Stamp
from benchmarks.workers.desktop_watchers import Updates

ROOT = Path(__file__).resolve().parents[3]
BENCHMARK = ROOT / "benchmarks" / "desktop"


def _samples(*seen: Seen, pressed: tuple[float, ...] = ()) -> Samples:
    return Samples(1000.0, 3000.0, seen, pressed, n_samples=400, n_torn=100)


# ---- frames and answers -------------------------------------------------------------


def test_a_frame_counts_once_and_not_if_it_was_there_before() -> None:
    """Frame 7 was there, 8 and 10 came, a press on 10 is no other frame."""
    samples = _samples(
        Seen(1000, 50, 7, 20, 0),
        Seen(1400, 450, 8, 420, 0),
        Seen(1600, 650, 10, 600, 0),
        Seen(1700, 750, 10, 745, 1),
        Seen(1800, 850, 8, 420, 1),
    )
    assert samples.frames_per_second == 1.0
    assert samples.ages == [30, 50]
    assert samples.torn == 0.25


def test_what_the_program_drew_is_told_by_its_frames_numbers() -> None:
    """From frame 2¹⁶ - 10 to frame 30 are 40 frames, though only two were seen."""
    samples = _samples(Seen(1000, 0, 2**16 - 10, 0, 0), Seen(2900, 0, 30, 0, 0))
    assert samples.drawn_per_second == 20.0
    assert samples.frames_per_second == 0.5


def test_ages_go_on_when_the_clock_begins_anew() -> None:
    """A frame that was drawn just before the clock's end is not 49 days old."""
    samples = _samples(Seen(1000, 0, 1, 0, 0), Seen(1100, 6, 2, 2**32 - 10, 0))
    assert samples.ages == [16]


def test_each_press_has_the_first_picture_that_counts_it() -> None:
    """Two presses that are shown together are both answered then."""
    samples = _samples(
        Seen(1000, 0, 1, 0, 255),
        Seen(1130, 0, 1, 0, 0),
        Seen(1390, 0, 1, 0, 2),
        pressed=(1100, 1300, 1350),
    )
    assert samples.answers == [30, 90, 40]


@pytest.mark.parametrize("counted", [1, 3])
def test_presses_that_are_lost_or_repeated_are_no_answers(counted: int) -> None:
    """A key that is held, or goes astray, spoils what is measured and says so."""
    samples = _samples(
        Seen(1000, 0, 1, 0, 0), Seen(1130, 0, 1, 0, counted), pressed=(1100, 1110)
    )
    with pytest.raises(LostPressesError, match=f"counted {counted} of 2"):
        _ = samples.answers


# ---- pictures -----------------------------------------------------------------------


@pytest.mark.parametrize("cell", [8, 16])
def test_a_strip_is_found_and_says_what_was_stamped(cell: int) -> None:
    """Wherever it stands, with noise around it and on it."""
    surface = pygame.Surface((1400, 200), depth=32)
    surface.fill((120, 200, 90))
    stamp = Stamp(54_321, 4_000_000_001, 77)
    desktop_stamp.draw(surface, (37, 91), cell, stamp)
    picture = pygame.surfarray.array3d(surface).swapaxes(0, 1)
    noise = np.random.default_rng(1).integers(-40, 40, picture.shape)
    light = luma(np.clip(picture + noise, 0, 255))

    assert desktop_stamp.find(light, cell) == (37, 91)
    cells = light[100, 37 + cell // 2 :: cell][: desktop_stamp.N_CELLS] >= 128
    assert desktop_stamp.read(np.packbits(cells).tobytes()) == stamp


def test_half_a_strip_of_each_of_two_frames_says_nothing() -> None:
    """Its check sum tells a torn strip from a whole one."""
    one, other = Stamp(255, 1, 1).to_bytes(), Stamp(256, 30, 1).to_bytes()
    assert desktop_stamp.read(one) == Stamp(255, 1, 1)
    torn = [one[:k] + other[k:] for k in range(2, 8)]
    assert [desktop_stamp.read(one) for one in torn] == [None] * len(torn)


def test_a_frame_is_the_same_picture_each_time_and_not_that_of_the_next() -> None:
    """So that a picture in a browser can be held against it."""
    pygame.font.init()
    drawn = []
    for frame in (500, 500, 501):
        surface = pygame.Surface((640, 400), depth=32)
        desktop_scene.Scene((640, 400)).draw(surface, frame)
        drawn.append(luma(pygame.surfarray.array3d(surface)))
    assert psnr(drawn[0], drawn[1]) == 99.0
    assert 10 < psnr(drawn[0], drawn[2]) < 40


def test_psnr_of_a_difference_of_one_in_255() -> None:
    """It is 20 log₁₀ 255, which is 48.1 dB."""
    flat = np.full((8, 8), 100.0)
    assert psnr(flat, flat + 1) == pytest.approx(48.13, abs=0.01)


# ---- what is sent, and what it costs ------------------------------------------------


@pytest.fixture
def echo() -> Iterator[int]:
    """Give the port of a server that says everything again."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_repeat, args=(client,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def _repeat(client: socket.socket) -> None:
    with client:
        try:
            while data := client.recv(65536):
                client.sendall(data)
        except OSError:
            pass


def _receive(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        assert part, "the connection ended"
        data += part
    return data


def test_the_proxy_passes_on_everything_in_order_and_counts_it(echo: int) -> None:
    """Also while the distance becomes shorter."""
    said = bytes(range(256)) * 2000
    with (
        DelayingProxy(echo) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), 20) as client,
    ):
        sender = threading.Thread(target=client.sendall, args=(said,))
        proxy.delay = 0.02
        sender.start()
        first = _receive(client, 1000)
        proxy.delay = 0.0
        assert first + _receive(client, len(said) - 1000) == said
        sender.join()
        assert proxy.received == len(said)


def test_the_proxy_delays_each_direction(echo: int) -> None:
    """There and back take twice as long as one way, and not less."""
    with (
        DelayingProxy(echo) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), 20) as client,
    ):
        proxy.delay = 0.05
        began = time.monotonic()
        client.sendall(b"ping")
        assert _receive(client, 4) == b"ping"
        assert time.monotonic() - began >= 0.1


def test_the_proxy_breaks_connections_and_takes_new_ones(echo: int) -> None:
    """As a network does that was away."""
    with DelayingProxy(echo) as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
            client.sendall(b"a")
            assert _receive(client, 1) == b"a"
            proxy.drop()
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b""
        with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
            client.sendall(b"b")
            assert _receive(client, 1) == b"b"


@pytest.mark.parametrize(
    ("groups", "file", "text", "seconds"),
    [
        ("0::/docker/abc\n", "docker/abc/cpu.stat", "usage_usec 2500000\n", 2.5),
        (
            "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/\n",
            *("cpuacct/docker/abc/cpuacct.usage", "1500000000\n", 1.5),
        ),
    ],
)
def test_processor_time_is_read_from_either_version_of_control_groups(
    tmp_path: Path, groups: str, file: str, text: str, seconds: float
) -> None:
    """In microseconds there and nanoseconds here."""
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="ascii")
    assert read_cpu(groups, tmp_path) == seconds


def test_a_group_that_tells_nothing_is_said_to(tmp_path: Path) -> None:
    """Rather than to take no time."""
    with pytest.raises(DockerError, match="no control group"):
        read_cpu("0::/docker/abc\n", tmp_path)


def test_the_app_and_its_children_are_not_the_desktops_memory() -> None:
    """Nor are their children, in whatever order they are listed."""
    processes = [
        {"pid": 30, "parent": 20, "command": "helper", "pss": 400},
        {"pid": 20, "parent": 10, "command": "child", "pss": 200},
        {"pid": 10, "parent": 1, "command": "python3 /app/launcher.py", "pss": 100},
        {"pid": 1, "parent": 0, "command": "supervisord", "pss": 30},
        {"pid": 2, "parent": 1, "command": "Xvfb", "pss": 7},
    ]
    assert without_app(processes, "/app/launcher.py") == 37


# ---- watchers -----------------------------------------------------------------------


def _rectangle(width: int, height: int, encoding: int, data: bytes = b"") -> bytes:
    return struct.pack(">HHHHi", 0, 0, width, height, encoding) + data


def _update(*rectangles: bytes, count: int | None = None) -> bytes:
    number = len(rectangles) if count is None else count
    return struct.pack(">BxH", 0, number) + b"".join(rectangles)


PICTURES = (
    _rectangle(2, 3, 0, bytes(24)),  # raw
    _rectangle(20, 9, 1, bytes(4)),  # copied
    _rectangle(9, 9, 7, b"\x80abc"),  # tight: one colour
    _rectangle(64, 64, 7, b"\x90\xc8\x01" + bytes(200)),  # JPEG, 200 bytes
    _rectangle(10, 8, 7, b"\x40\x01\x01" + bytes(6) + b"\x64" + bytes(100)),  # 2
    _rectangle(3, 3, 7, b"\x40\x01\x02" + bytes(9) + bytes(9)),  # 3, not compressed
    _rectangle(50, 50, 7, b"\x00\x81\x80\x01" + bytes(16385)),  # 3 bytes of length
)
OTHERS = (
    b"\2",
    struct.pack(">B3xi", 3, 5) + b"hello",
    struct.pack(">B3xi", 3, -6) + bytes(6),  # an extended clipboard
)


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_updates_are_counted_in_whatever_pieces_they_come(size: int) -> None:
    """With every kind of rectangle, and what else a server says in between."""
    said = b"".join(
        (
            _update(*PICTURES),
            *OTHERS,
            _update(*PICTURES[:2], _rectangle(0, 0, -224), count=65535),
            _update(_rectangle(800, 600, -308, b"\1\0\0\0" + bytes(16))),
            _update(_rectangle(9, 2, -239, bytes(72 + 4)), PICTURES[0]),
        )
    )
    updates = Updates((640, 480))
    pieces = (said[begin : begin + size] for begin in range(0, len(said), size))
    found = [updates.feed(piece) for piece in pieces]
    assert [sum(numbers) for numbers in zip(*found, strict=True)] == [4, 3]
    assert updates.size == (800, 600)


def test_a_rectangle_in_an_encoding_that_was_not_asked_for_is_refused() -> None:
    """Its length is unknown, so that nothing after it could be found."""
    with pytest.raises(ValueError, match="encoding 16"):
        Updates((640, 480)).feed(_update(_rectangle(1, 1, 16)))


# ---- the report ---------------------------------------------------------------------


def _report(**values: dict[str, list[float]]) -> DesktopReport:
    report = DesktopReport(0.5, 5)
    for name, found in values.items():
        for desktop, figures in found.items():
            report.figures.add(name, desktop, figures)
    return report


def _verdict(report: DesktopReport, name: str) -> str:
    return next(held.verdict for held in report.bars() if held.name == name)


def test_figures_are_pooled_and_their_spread_is_that_of_rounds() -> None:
    """A round with more figures counts more; one without any not at all."""
    figures = Figures()
    for values in ([10.0, 20.0, 30.0], [40.0], []):
        figures.add("key", "ours", values)
    figures.add("key", "xvnc", [50.0])
    assert figures.median("key", "ours") == 25.0
    assert figures.spread("key", "ours") == (20.0, 40.0)
    assert figures.ratio("key", "ours", "xvnc") == 0.5
    assert figures.ratio("key", "ours", "plain") is None


def test_answers_are_held_against_both_peers() -> None:
    """As soon as xvnc's, and in half the time of plain."""
    report = _report(
        key={"ours": [15.0] * 20, "xvnc": [15.0] * 20, "plain": [29.0] * 20}
    )
    assert _verdict(report, "key, at rest → pixel, p95, ours : xvnc") == "passed"
    assert _verdict(report, "key, at rest → pixel, p95, ours : plain") == "MISSED"


def test_frames_from_afar_are_held_against_those_from_near() -> None:
    """Nine tenths of our own, whatever others do."""
    report = _report(
        frames={"ours": [40.0], "xvnc": [80.0]},
        frames_20={"ours": [36.0]},
        frames_80={"ours": [35.0]},
    )
    assert _verdict(report, "frames/s, 20 ms round trip : none") == "passed"
    assert _verdict(report, "frames/s, 80 ms round trip : none") == "MISSED"


def test_fewer_bytes_for_a_worse_picture_are_no_gain() -> None:
    """The picture's quality has a bar of its own."""
    report = _report(
        kilobytes={"ours": [500.0], "xvnc": [900.0]},
        psnr={"ours": [38.0], "xvnc": [45.0], "plain": [40.0]},
    )
    assert _verdict(report, "bytes/s, ours : xvnc") == "passed"
    assert _verdict(report, "PSNR, ours above the lower of theirs, dB") == "MISSED"


def test_what_was_not_measured_has_no_verdict_and_no_row() -> None:
    """A part alone says nothing about the others."""
    report = _report(memory={"ours": [100e0]})
    text = report.as_text()
    assert "memory without the app, MB" in text
    assert "frame age" not in text.partition("wanted")[0]
    assert {held.name for held in report.bars() if held.passed is not None} == {
        "memory without the app, MB"
    }


def test_json_has_each_round_of_each_quantity() -> None:
    """So that somebody can compute other figures from it."""
    report = _report(start={"ours": [1.5], "plain": [3.0]})
    report.figures.add("start", "ours", [2.5])
    read = json.loads(json.dumps(report.as_json()))
    ours = next(one for one in read["figures"] if one["desktop"] == "ours")
    assert ours["rounds"] == [[1.5], [2.5]]
    assert ours["median"] == 2.0
    assert ours["spread"] == [1.5, 2.5]


def test_every_quantity_has_one_row() -> None:
    """Names are those that JSON has; each is there once."""
    names = [quantity.name for quantity in QUANTITIES]
    assert len(set(names)) == len(names)


def test_an_unknown_part_is_refused_with_those_that_there_are() -> None:
    """Before anything is built."""
    done = subprocess.run(
        [sys.executable, BENCHMARK, "--only", "speed"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "round-trip" in done.stderr


def test_each_peer_has_a_recipe_that_anybody_can_build() -> None:
    """A folder with a Dockerfile, under the name it has in the table."""
    recipes = BENCHMARK.parent / "desktops"
    peers = {desktop.name for desktop in DESKTOPS if desktop.page is not None}
    assert {path.parent.name for path in recipes.glob("*/Dockerfile")} == peers


# ---- knobs --------------------------------------------------------------------------


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)
def test_each_knob_can_be_left_out_of_the_source(knob: Knob, tmp_path: Path) -> None:
    """Its file is without it then; a knob that is not there any more is told."""
    before = (ROOT / knob.path).read_text("utf-8")
    copy = tmp_path / knob.path
    copy.parent.mkdir(parents=True)
    copy.write_text(before, "utf-8")

    knob.leave_out(tmp_path)

    if knob.text is None:
        assert not copy.exists()
        return
    assert copy.read_text("utf-8") == before.replace(knob.text, knob.instead)
    with pytest.raises(StaleKnobError, match=str(knob.path)):
        knob.leave_out(tmp_path)


def test_the_table_of_knobs_has_a_row_for_each_and_one_with_all() -> None:
    """What was not measured is a dash."""
    report = KnobsReport(0.5, 1, knobs=KNOBS[:2])
    report.figures.add("frames", "ours", [59.5])
    report.figures.add("frames", KNOBS[1].desktop.name, [41.0])

    text = report.as_text()

    rows = [
        line for line in text.splitlines() if line.startswith(("all", KNOBS[1].what))
    ]
    assert [row.split()[-5:].count("-") for row in rows] == [5, 5]
    assert "59.5" in rows[0]
    assert "41.0" in rows[1]
