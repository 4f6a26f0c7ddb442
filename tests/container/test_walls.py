"""The image behind every wall that an engine can build around it."""

import re
import resource
from collections.abc import Callable

import pytest

from containers import STRICT, Container
from running import PATIENCE
from visiting import Visit
from vmt_desktop.display.probes import wait_until

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

MOST_FILES = min(1_048_576, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
"""A million, or as many open files as this machine lets a container have."""

ANY_USER = ("--user", "12345:0")
MANY_FILES = ("--ulimit", f"nofile={MOST_FILES}")
SMALL_SHARED_MEMORY = ("--shm-size", "64m")
LISTENING = "0A"


def sees_the_desktop(container: Container) -> bool:
    """Open the link and return whether a picture comes.

    A program that walks through a million file descriptors at each connect takes
    minutes for it, and this gives it five seconds.
    """
    with Visit(container.link) as visit:
        websocket = visit.websocket("/vnc")
        assert websocket.recv(timeout=5) == b"RFB 003.008\n"
        view = visit.view("/vnc")
        return wait_until(lambda: any(view.corner()), PATIENCE)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(ANY_USER, id="any-user"),
        pytest.param(("--read-only", "--tmpfs", "/tmp", "--tmpfs", "/run"), id="root"),
        pytest.param(STRICT[3:], id="no-capabilities"),
        pytest.param(MANY_FILES, id="many-files"),
        pytest.param(
            (*STRICT, "--tmpfs", "/run", *ANY_USER, *MANY_FILES, *SMALL_SHARED_MEMORY),
            id="all-of-it",
        ),
    ],
)
def test_the_desktop_is_there(
    start_container: Callable[..., Container], options: tuple[str, ...]
) -> None:
    """It is healthy and shows its picture, whatever the container may not do."""
    container = start_container(options=options)

    assert container.becomes_healthy(), container.logs()
    assert sees_the_desktop(container)


def listening_ports(container: Container, user: int) -> set[int]:
    """Return the TCP ports on which processes of a user listen."""
    tables = container.run("cat", "/proc/net/tcp", "/proc/net/tcp6")
    sockets = re.findall(
        r":([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+ +(\d+) ",
        tables,
    )
    return {
        int(port, 16)
        for port, state, owner in sockets
        if state == LISTENING and int(owner) == user
    }


def test_one_port_listens_and_nothing_runs_as_root(
    start_container: Callable[..., Container],
) -> None:
    """Of the whole container, the gateway's port is the only one; its user is 1000."""
    container = start_container()
    assert sees_the_desktop(container)

    status = container.run("sh", "-c", "grep -h ^Uid: /proc/[0-9]*/status")

    assert {line.split()[1] for line in status.splitlines()} == {"1000"}
    assert listening_ports(container, 1000) == {container.port}
    assert listening_ports(container, 0) == set()


def test_on_the_host_s_network_one_port_listens(
    start_container: Callable[..., Container],
) -> None:
    """With --network host nothing but the gateway is in reach of the host's network."""
    user = 54321
    options = ("--network", "host", "--user", f"{user}:0", "-e", "VMT_BIND=127.0.0.1")
    container = start_container(options=options)

    assert sees_the_desktop(container)
    assert listening_ports(container, user) == {container.port}
    found = re.search(r"on display (:\d+)", container.logs())
    assert found
    names = container.run("cat", "/proc/net/unix")
    assert f"@/tmp/.X11-unix/X{found[1][1:]}\n" not in names
