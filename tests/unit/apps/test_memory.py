"""That the kernel ended a program because memory ran out is told."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from gateways import RunningGateway, serving, settings_in
from vmt_desktop.apps.memory import ControlGroup, Memory
from vmt_desktop.gateway import application

VERSION_2 = {"memory.events": "max 9\noom 1\noom_kill {}\n", "memory.max": "{}\n"}
VERSION_1 = {
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n",
    "memory.limit_in_bytes": "{}\n",
}
LIMIT = 512 * 2**20


class Kernel:
    """The files in which a kernel tells of control groups, in a folder of our own."""

    def __init__(self, root: Path, cgroup: str, folder: str) -> None:
        self.root = root
        self._folder = root / "sys" / "fs" / "cgroup" / folder
        self._folder.mkdir(parents=True)
        (root / "proc" / "self").mkdir(parents=True)
        (root / "proc" / "self" / "cgroup").write_text(cgroup, "ascii")

    def tell(self, files: dict[str, str], killed: int, limit: int | str) -> None:
        """Write how many programs were ended, and what they may use."""
        for (name, text), number in zip(files.items(), (killed, limit), strict=True):
            new = self._folder / "new"
            new.write_text(text.format(number), "ascii")
            new.rename(self._folder / name)


@pytest.mark.parametrize(
    ("cgroup", "folder", "files", "no_limit"),
    [
        ("0::/", "", VERSION_2, "max"),
        ("0::/user.slice/a.scope", "user.slice/a.scope", VERSION_2, "max"),
        ("0::/docker/0123", "", VERSION_2, "max"),
        ("4:memory:/docker/0123\n0::/", "memory", VERSION_1, 2**63 - 4096),
        ("5:cpu,memory:/a\n1:cpu:/b", "memory/a", VERSION_1, 2**63 - 4096),
    ],
    ids=["container", "session", "host's names", "version 1", "both versions"],
)
def test_the_control_group_is_found_wherever_it_is(
    cgroup: str, folder: str, files: dict[str, str], no_limit: int | str, tmp_path: Path
) -> None:
    """In a container its folder is the mount itself, whatever its path is outside."""
    kernel = Kernel(tmp_path, cgroup, folder)
    group = ControlGroup(tmp_path)

    kernel.tell(files, 3, LIMIT)
    assert (group.killed(), group.limit()) == (3, LIMIT)
    kernel.tell(files, 4, no_limit)
    assert (group.killed(), group.limit()) == (4, None)


def test_without_control_groups_nothing_is_told(tmp_path: Path) -> None:
    """A kernel may have none, or not count."""
    assert ControlGroup(tmp_path).killed() == 0
    assert ControlGroup(tmp_path).limit() is None


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    """Give a kernel that has ended two programs before the gateway started."""
    kernel = Kernel(tmp_path / "kernel", "0::/", "")
    kernel.tell(VERSION_2, 2, LIMIT)
    return kernel


@pytest.fixture
def gateway(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningGateway]:
    """Give a gateway that looks there."""
    looking_there = partial(Memory, root=kernel.root)
    monkeypatch.setattr(application, "Memory", looking_there)
    with serving(settings_in(tmp_path)) as gateway:
        yield gateway


def test_a_program_that_was_ended_is_told_once(
    gateway: RunningGateway, kernel: Kernel, capsys: pytest.CaptureFixture[str]
) -> None:
    """To those in control, in the log and to monitors; not what was before."""
    told = []
    with gateway.logged_in() as client:
        session = client.cookies[gateway.cookie]
        with gateway.websocket(session, path="/events") as page:
            while not told or told[-1]["killed"] < 4:
                event = json.loads(page.recv(timeout=30))
                if event["event"] == "visitors":
                    kernel.tell(VERSION_2, 3, LIMIT)
                elif event["event"] == "memory":
                    told.append(event)
                    kernel.tell(VERSION_2, 4, "max")
        figures = client.get("/metrics").text

    assert told == [
        {"event": "memory", "killed": 3, "limit": LIMIT},
        {"event": "memory", "killed": 4, "limit": None},
    ]
    assert "vmt_desktop_out_of_memory_kills_total 4" in figures
    printed = capsys.readouterr().out
    assert "memory ran out (all of its 512 MiB): a program was ended" in printed
