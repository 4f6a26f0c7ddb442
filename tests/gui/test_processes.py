"""Programs that are started from a window, with real processes."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vmt.qt import look
from vmt.qt.processes import ChildProcess, Ending, Outcome

Write = Callable[[str], list[str]]

WAITS = "import sys, time; print('ready', flush=True); time.sleep(600)"


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Callable[[list[str]], ChildProcess]:
    """Start commands with their output in a file."""

    def start(command: list[str]) -> ChildProcess:
        process = ChildProcess(command, tmp_path / "output.log")
        process.start()
        return process

    return start


def outcome_of(qtbot: QtBot, process: ChildProcess) -> Outcome:
    """Wait until it has ended."""
    qtbot.waitUntil(lambda: process.outcome is not None)
    assert process.outcome is not None
    return process.outcome


def say_ready(process: ChildProcess) -> bool:
    """Whether the program has come to its first line of output."""
    return "ready" in process.tail()


def test_a_program_that_ends_well_leaves_no_file(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """Status 0 and no output: it "ended", and its output file is gone."""
    process = start(program("pass"))

    assert outcome_of(qtbot, process) == Outcome(Ending.NORMAL)
    assert str(process.outcome) == "ended"
    assert not process.output.exists()


def test_an_exit_status_is_told_with_the_last_words(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """A status other than 0 is a failure, and what was said is kept."""
    process = start(program("import sys; sys.exit('the disk is full')"))

    outcome = outcome_of(qtbot, process)

    assert outcome.is_failure
    assert str(outcome) == "exited with status 1"
    assert process.tail() == "the disk is full"


def test_when_memory_runs_out_what_was_started_goes_first(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """The kernel takes it, killed without a word, and the launcher tells of it."""
    wait = "import signal; print('ready', flush=True); signal.pause()"
    process = start(program(wait))
    qtbot.waitUntil(lambda: say_ready(process))

    ours, its = (
        int(Path(f"/proc/{pid}/oom_score_adj").read_text("ascii"))
        for pid in ("self", process.process_id)
    )
    os.kill(process.process_id, signal.SIGKILL)

    assert its == min(ours + 200, 1000)
    outcome = outcome_of(qtbot, process)
    assert str(outcome) == "was killed, perhaps out of memory"


def test_a_crash_is_told_with_the_name_of_its_signal(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """A program that a signal ends "crashed (SIGSEGV)"."""
    process = start(program("import os; os.kill(os.getpid(), 11)"))

    outcome = outcome_of(qtbot, process)

    assert outcome.is_failure
    assert str(outcome) == "crashed (SIGSEGV)"


def test_a_program_that_is_not_there_is_told_apart(
    qtbot: QtBot, tmp_path: Path, start: Callable
) -> None:
    """A missing program "did not start", and is named."""
    process = start([str(tmp_path / "nothing")])

    outcome = outcome_of(qtbot, process)

    assert outcome.ending is Ending.NOT_STARTED
    assert str(outcome).startswith("did not start: ")


def test_stopping_is_no_failure(qtbot: QtBot, program: Write, start: Callable) -> None:
    """A program that was asked to end was "stopped", whatever its status."""
    process = start(program(WAITS))
    qtbot.waitUntil(lambda: say_ready(process))

    process.stop()
    assert process.is_stopping

    outcome = outcome_of(qtbot, process)
    assert not outcome.is_failure
    assert str(outcome) == "stopped"
    assert not process.is_stopping


def test_a_program_that_does_not_want_to_stop_is_made_to(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """The second request cannot be refused."""
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    process = start(program(stubborn + WAITS))
    qtbot.waitUntil(lambda: say_ready(process))

    process.stop()
    assert process.is_running
    process.stop()

    assert str(outcome_of(qtbot, process)) == "stopped"


def test_only_the_last_lines_of_much_output_are_kept(
    qtbot: QtBot, program: Write, start: Callable
) -> None:
    """A chatty program does not fill the dialog: whole lines from the end."""
    process = start(
        program("for i in range(9000): print('line', i)\nraise SystemExit(1)")
    )

    outcome_of(qtbot, process)
    lines = process.tail().splitlines()

    assert lines[-1] == "line 8999"
    assert len(lines) < 1000
    assert all(line.startswith("line ") for line in lines)


def test_programs_outlive_the_one_that_started_them(tmp_path: Path) -> None:
    """What was let go runs on, in the same process group, and can still write."""
    output = tmp_path / "child.log"
    child = "import sys; print(len(sys.stdin.read())); print(open(sys.argv[1]).read())"
    fifo = tmp_path / "gate"
    os.mkfifo(fifo)
    parent = f"""
import os, sys
from pathlib import Path
from PyQt5.QtCore import QCoreApplication, QTimer
from vmt.qt import look
from vmt.qt.processes import ChildProcess
app = QCoreApplication([])
process = ChildProcess(
    [sys.executable, "-c", {child!r}, {str(fifo)!r}], Path({str(output)!r})
)
process.start()
def leave():
    print(process.process_id, os.getpgid(process.process_id) == os.getpgrp())
    process.let_go()
    app.quit()
QTimer.singleShot(0, leave)
app.exec()
"""
    done = subprocess.run(
        [sys.executable, "-c", parent], capture_output=True, text=True, check=True
    )
    number, same_group = done.stdout.split()
    waits = os.pidfd_open(int(number))

    fifo.write_text("still here")  # returns when the child has opened the other end
    _await_end(waits)

    assert same_group == "True"
    assert done.stderr == ""
    assert output.read_text().split("\n")[:2] == ["0", "still here"]


def _await_end(process: int) -> None:
    try:
        assert select.select([process], [], [], 30)[0], "it does not end"
    finally:
        os.close(process)


def test_programs_that_are_started_look_like_the_one_that_starts_them(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their text is as much larger as ours, unless the user has said how large."""
    font = qapp.font()
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    monkeypatch.delenv("VMT_TEXT_SCALE", raising=False)
    usual = look.text_scale()
    try:
        qapp.setFont(larger)
        assert look.text_scale() == pytest.approx(1.5 * usual, rel=0.15)
        told = look.variables()["VMT_TEXT_SCALE"]
        assert told is not None
        assert float(told) == pytest.approx(look.text_scale(), abs=0.01)
        monkeypatch.setenv("VMT_TEXT_SCALE", "2")
        assert look.variables()["VMT_TEXT_SCALE"] == "2"
    finally:
        qapp.setFont(font)
