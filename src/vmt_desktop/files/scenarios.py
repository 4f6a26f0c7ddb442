"""Scenarios are checked by the program they are for before they appear in it."""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

from vmt_desktop.files.names import Names
from vmt_desktop.files.refusal import Refusal

LARGEST_BYTES = 1024 * 1024
CHECKER = "check_scenario.py"
"""A program beside the launcher: ``check_scenario.py FILE`` writes a line for each
mistake to stderr, ``FILE:line:column: message``, and ends with 0 if the file can be
used, with 2 if not. A VMT without it, the public one for example, gets files as they
are."""

PATIENCE_SECONDS = 15.0
MOST_MEMORY = 2 * 1024**3
"""Bytes of address space; most of that is what libraries reserve and never use."""

MOST_TOLD = 64 * 1024
MOST_LINES = 100
USAGE = 2
ITSELF = "/dev/stdin"


def is_scenario(names: Names) -> bool:
    """Return whether a file is shown by the launcher."""
    return names[0] == "scenarios" and names[-1].lower().endswith((".yaml", ".yml"))


def largest(names: Names) -> int | None:
    """Return how many bytes a file may have; None: as many as fit on the disk."""
    return LARGEST_BYTES if is_scenario(names) else None


def check_name(names: Names) -> None:
    """Refuse a scenario that the launcher would not show.

    Raises
    ------
    Refusal
    """
    hidden = next((name for name in names if name.startswith(".")), None)
    if is_scenario(names) and hidden is not None:
        raise Refusal(
            400,
            f"The launcher shows no scenario below '{hidden}', since names with a dot "
            "at the beginning are hidden; rename it.",
        )


def check_size(names: Names, size: int) -> None:
    """Refuse what is too large for a scenario.

    Raises
    ------
    Refusal
    """
    most = largest(names)
    if most is not None and size > most:
        raise Refusal(
            413,
            f"{names[-1]} has {size:,} bytes; a scenario has at most {most:,}. Large "
            "files belong into another folder.",
        )


def check(descriptor: int, name: str, app_dir: Path | None) -> list[str]:
    """Return the warnings about a scenario file that is open.

    Parameters
    ----------
    descriptor : int
    name : str
        What the lines call it.
    app_dir : Path or None
        Folder of the launcher.

    Raises
    ------
    Refusal
        With the mistakes, a line each, as ``details``.
    """
    data = os.pread(descriptor, LARGEST_BYTES, 0)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        detail = f"{name}:{line}:{column}: this is not UTF-8; save the file as UTF-8"
        raise _refused(name, [detail]) from None
    checker = None if app_dir is None else _checker(app_dir)
    if checker is None:
        return []
    code, told = _ask(checker, descriptor)
    lines = [line.replace(ITSELF, name, 1) for line in told.splitlines() if line]
    if code == 0:
        return lines[:MOST_LINES]
    if code == USAGE:
        raise _refused(name, lines)
    detail = (
        f"{name}: the check was ended, since a scenario is read within "
        f"{PATIENCE_SECONDS:.0f} seconds and {MOST_MEMORY // 1024**3} GB of memory"
    )
    # What a program that fails says last is why.
    raise _refused(name, [detail] if code < 0 or not lines else lines[-1:])


def _refused(name: str, details: list[str]) -> Refusal:
    count = "a mistake" if len(details) == 1 else f"{len(details)} mistakes"
    if len(details) > MOST_LINES:
        details = [*details[:MOST_LINES], f"and {len(details) - MOST_LINES} more"]
    sentence = f"{name} has {count} and was not kept; correct it and upload it again."
    return Refusal(422, sentence, details=details)


def _checker(app_dir: Path) -> Path | None:
    """Return the checker of a VMT: of the built-in one, or of a checkout of ours."""
    for folder in (app_dir, app_dir / "entrypoints"):
        if (folder / CHECKER).is_file():
            return folder / CHECKER
    return None


def _ask(checker: Path, descriptor: int) -> tuple[int, str]:
    """Run the checker on an open file; return its exit code and what it told."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("VMT_PASSWORD")
    }
    # One thread: each reserves memory, and there is nothing to share.
    environment["OPENBLAS_NUM_THREADS"] = "1"
    if checker.parent.name == "entrypoints":
        environment["PYTHONPATH"] = os.fspath(checker.parents[1] / "src")
    with subprocess.Popen(
        [sys.executable, os.fspath(checker), ITSELF],
        stdin=descriptor,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=checker.parent,
        env=environment,
    ) as process:
        limit = (MOST_MEMORY, MOST_MEMORY)
        resource.prlimit(process.pid, resource.RLIMIT_AS, limit)
        ending = threading.Timer(PATIENCE_SECONDS, process.kill)
        ending.start()
        stderr = cast(IO[bytes], process.stderr)
        try:
            told = stderr.read(MOST_TOLD)
            while stderr.read(MOST_TOLD):
                pass  # it has said enough
            process.wait()
        finally:
            ending.cancel()
    return process.returncode, told.decode("utf-8", "replace")
