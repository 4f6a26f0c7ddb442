"""What ``benchmarks/soak`` calls growth, and that it lasts a moment."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.command_line import exit_code
from benchmarks.soak_desktop import Held, Soaked
from benchmarks.soak_report import SoakReport
from benchmarks.soak_visitor import PacedUpdates, Seen

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "soak"
MEGABYTE = 2**20


def soaked(
    *,
    memory: tuple[float, float],
    descriptors: tuple[int, int],
    frames: tuple[int, int],
) -> Soaked:
    """Return an hour in which a process went evenly from one to the other."""
    made = Soaked(0.0, 3600.0, seen=Seen())
    for minute in range(60):
        share = minute / 59
        size = memory[0] + share * (memory[1] - memory[0])
        few = round(descriptors[0] + share * (descriptors[1] - descriptors[0]))
        held = Held(7, int(size * MEGABYTE), few)
        made.loads.append(1.0)
        made.samples.append((60.0 * minute, {"novnc": held}))
        count = round(frames[0] + share * (frames[1] - frames[0]))
        made.seen.pictures += [60.0 * minute + 60 * k / count for k in range(count)]
    return made


@pytest.mark.parametrize(
    ("memory", "descriptors", "frames", "missed"),
    [
        ((40, 40), (20, 20), (1800, 1800), []),
        ((40, 43), (20, 20), (1800, 1700), []),
        ((40, 60), (20, 20), (1800, 1800), [0]),
        ((40, 40), (20, 40), (1800, 1800), [1]),
        ((40, 40), (20, 20), (1800, 1200), [2]),
        ((40, 20), (40, 20), (1200, 1800), []),
    ],
)
def test_growth_misses_its_bar(
    memory: tuple[float, float],
    descriptors: tuple[int, int],
    frames: tuple[int, int],
    missed: list[int],
) -> None:
    """Memory beyond what anybody may have more, files that stay open, lost frames."""
    report = SoakReport(soaked(memory=memory, descriptors=descriptors, frames=frames))

    found = [k for k, bar in enumerate(report.bars()) if bar.passed is False]
    assert found == missed
    assert ("MISSED" in report.as_text()) == bool(missed)
    assert exit_code(report.bars(), required=True) == bool(missed)
    assert exit_code(report.bars(), required=False) == 0
    assert exit_code(report.growth_bars(), required=True) == (missed in ([0], [1]))


def test_fences_are_answered_and_continuous_updates_begun() -> None:
    """In whatever pieces they come, between pictures."""
    fence = struct.pack(">B3xIB", 248, 1 << 31 | 1, 2) + b"ab"
    picture = struct.pack(">BxHHHHHi", 0, 1, 0, 0, 1, 1, 0) + bytes(4)
    updates = PacedUpdates((4, 2))
    pictures = 0
    for byte in bytes([150]) + picture + fence + picture:
        pictures += updates.feed(bytes([byte]))[1]

    assert pictures == 2
    assert updates.answers == [
        struct.pack(">BBHHHH", 150, 1, 0, 0, 4, 2),
        struct.pack(">B3xIB", 248, 1, 2) + b"ab",
    ]


@pytest.mark.desktop
@pytest.mark.slow
def test_a_soak_of_some_seconds_looks_at_every_process(tmp_path: Path) -> None:
    """The connection is dropped and made again, and everything is in the JSON."""
    file = tmp_path / "soak.json"
    words = ["--minutes", "0.15", "--warm-up", "0.02", "--reconnect", "3"]
    done = subprocess.run(
        [sys.executable, BENCHMARK, *words, "--json", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(file.read_text("utf-8"))

    names = {each["name"] for each in measured["growth"]}
    assert {"supervisor", "viewer", "app", "novnc", "wm", "x11vnc", "xvfb"} == names
    assert all(each["memory"][0] > MEGABYTE for each in measured["growth"])
    assert measured["frames_per_second"][1] > 0
    assert len(measured["seconds_to_picture"]) >= 2
    assert "frames/s" in done.stdout
