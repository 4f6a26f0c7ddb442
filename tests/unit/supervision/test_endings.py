"""How a process ended, told from its wait status."""

import os
import subprocess
import sys

import pytest

from vmt_desktop.supervision.endings import ending_of


def status_of(program: str) -> int:
    """Run a program and return its wait status."""
    process = subprocess.Popen([sys.executable, "-c", program])
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return status


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        ("", 0, "was closed"),
        ("raise SystemExit(3)", 3, "ended with exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", -9,
         "was killed, perhaps because memory ran out"),
        ("import os; os.kill(os.getpid(), 11)", -11,
         "was ended by SIGSEGV (segmentation fault)"),
        ("import os; os.kill(os.getpid(), 40)", -40, "was ended by signal 40"),
    ],
)  # fmt: skip
def test_the_ending_is_told_in_words(program: str, code: int, words: str) -> None:
    """Exit codes by number, signals by name; the kernel's kill is guessed at."""
    ending = ending_of(status_of(program))

    assert (ending.code, ending.words) == (code, words)
    assert ending.is_failure == (code != 0)
