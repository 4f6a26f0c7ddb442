"""Ctrl-C at any line of the recorder, or as good as."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from recordings import assert_whole
from small_market import MARKET, SEED
from vmt.engine.simulation import Simulation
from vmt.telemetry import RecordedRun, open_run
from vmt.telemetry.recorder import Recorder

TICKS, EVERY = 3, 3
STRIDE = 3
"""Every so many lines; all of them take a minute."""
TRACED = (
    "recorder.py",
    "writer.py",
    "block_buffer.py",
    "pairing_buffer.py",
    "codec.py",
)


class Interrupt:
    """Raises KeyboardInterrupt at the n-th line that the recorder's modules come to."""

    def __init__(self, at: int) -> None:
        self._left = at

    @property
    def came(self) -> bool:
        """Whether it was raised."""
        return self._left <= 0

    def __enter__(self) -> None:
        sys.settrace(self._call)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, _: Any) -> Any:
        return self._line if frame.f_code.co_filename.endswith(TRACED) else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            self._left -= 1
            if self.came:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self._line


def _interrupted(path: Path, at: int) -> bool:
    """Record a run that is interrupted at a line; whether it came so far."""
    simulation = Simulation(MARKET, SEED)
    interrupt = Interrupt(at)
    try:
        with Recorder(path, None, simulation) as recorder, interrupt:
            for tick in range(1, TICKS + 1):
                recorder.record(simulation, simulation.step())
                if tick % EVERY == 0:
                    recorder.flush()
    except KeyboardInterrupt:
        assert interrupt.came
    return interrupt.came


@pytest.mark.slow
def test_ctrl_c_at_any_line_leaves_whole_ticks(
    reference: RecordedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is closed, says that the run was interrupted, and tells whole ticks."""
    monkeypatch.setattr("vmt.telemetry.layout.FEWEST_TICKS", 2)
    monkeypatch.setattr("vmt.telemetry.layout.MOST_TICKS", 2)
    at, ticks = 1, set()
    while _interrupted(tmp_path / f"{at}.db", at):
        with open_run(tmp_path / f"{at}.db") as run:
            ticks.add(assert_whole(run, reference))
            assert run.run.status == "interrupted"
            assert run.run.message
        assert not (tmp_path / f"{at}.db-wal").exists()
        at += STRIDE
    assert ticks == set(range(TICKS + 1))
