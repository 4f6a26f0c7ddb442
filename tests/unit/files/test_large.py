"""A large run comes and goes without taking memory."""

import hashlib
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from file_desk import problem
from gateways import start_program
from running import unused_port

MEGABYTE = 1024 * 1024
SIZE = int(os.environ.get("VMT_TEST_LARGE_MB", "150")) * MEGABYTE
"""Set the variable to 2048 or 5000 to see it with files of that size."""

MOST_GROWTH = 24 * MEGABYTE
"""Of the gateway's memory, from its first transfer to its peak."""

BLOCK = os.urandom(MEGABYTE)


@dataclass
class Program:
    """The gateway as a process of its own, with somebody logged in."""

    process: "subprocess.Popen[str]"
    client: httpx.Client
    logs: Path

    def memory(self, what: str) -> int:
        """Return ``VmRSS`` or its peak, ``VmHWM``, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        match = re.search(rf"{what}:\s+(\d+) kB", status)
        assert match
        return int(match[1]) * 1024


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Give a gateway process that has moved a small file already."""
    (tmp_path / "data" / "logs").mkdir(parents=True)
    process = start_program(tmp_path, unused_port())
    assert process.stdout is not None
    link = process.stdout.readline().split()[1]
    with httpx.Client(base_url=urljoin(link, "api/files/"), timeout=60) as client:
        assert client.get(link).status_code == 200
        client.headers["Origin"] = urljoin(link, "/").rstrip("/")
        client.put("logs/small", content=bytes(3 * MEGABYTE))
        client.get("logs/small")
        client.get("logs?zip")
        client.delete("logs/small")
        yield Program(process, client, tmp_path / "data" / "logs")
    process.terminate()
    process.communicate(timeout=20)


def blocks(count: int) -> Iterator[bytes]:
    """Yield bytes that no disk and no zip makes smaller."""
    for number in range(count // MEGABYTE):
        yield number.to_bytes(8, "big") + BLOCK[8:]


def test_a_large_file_takes_no_memory(program: Program, tmp_path: Path) -> None:
    """Uploaded in two parts, downloaded in two parts and zipped."""
    client, before = program.client, program.memory("VmRSS")
    half = SIZE // MEGABYTE // 2 * MEGABYTE
    sent, received = hashlib.sha256(), hashlib.sha256()
    for first, stop in ((0, half), (half, SIZE)):
        headers = {
            "Content-Range": f"bytes {first}-{stop - 1}/{SIZE}",
            "Content-Length": str(stop - first),
        }
        content = blocks(stop - first)
        answer = client.put("logs/run.db", content=content, headers=headers)
        for block in blocks(stop - first):
            sent.update(block)
    assert answer.status_code == 201

    for span in (f"bytes=0-{half - 1}", f"bytes={half}-"):
        with client.stream("GET", "logs/run.db", headers={"Range": span}) as answer:
            assert answer.status_code == 206
            for data in answer.iter_raw(MEGABYTE):
                received.update(data)
    assert received.digest() == sent.digest()

    zipped = tmp_path / "run.zip"
    with client.stream("GET", "logs?zip") as answer, zipped.open("wb") as file:
        for data in answer.iter_raw(MEGABYTE):
            file.write(data)
    with zipfile.ZipFile(zipped) as archive:
        assert archive.getinfo("run.db").file_size == SIZE
        assert archive.testzip() is None

    peak = program.memory("VmHWM")
    print(f"before {before:,}, peak {peak:,}, after {program.memory('VmRSS'):,} bytes")
    assert peak - before < MOST_GROWTH


def test_browsers_that_do_not_read_take_no_memory(program: Program) -> None:
    """Twenty downloads and zips that stand still keep a piece each."""
    with (program.logs / "run.db").open("wb") as file:
        file.truncate(2 * 1024 * MEGABYTE)
    before = program.memory("VmRSS")
    with ExitStack() as standing:
        for path in ["logs/run.db", "logs?zip"] * 10:
            answer = standing.enter_context(program.client.stream("GET", path))
            assert answer.status_code == 200
        program.client.get("logs")
        grown = program.memory("VmHWM") - before
    print(f"grown by {grown:,} bytes")
    assert grown < 20 * MEGABYTE + MOST_GROWTH


def test_a_stop_keeps_what_has_come(program: Program) -> None:
    """It is not held up by transfers, and says nothing that looks like a failure."""
    (program.logs / "run.db").write_bytes(bytes(50 * MEGABYTE))
    half = 3 * MEGABYTE // 2

    def coming() -> Iterator[bytes]:
        yield bytes(half)
        while program.client.get("logs/new.db?received").json()["received"] < MEGABYTE:
            pass
        program.process.terminate()
        _, told = program.process.communicate(timeout=20)
        assert "Traceback" not in told
        yield bytes(half)

    headers = {"Content-Length": str(2 * half)}
    with program.client.stream("GET", "logs/run.db"):
        answer = program.client.put("logs/new.db", content=coming(), headers=headers)
    assert answer.status_code == 503
    assert "resume" in problem(answer)
    assert program.process.returncode == 0
    (part,) = program.logs.glob(".vmt-part-*")
    assert part.stat().st_size == half
