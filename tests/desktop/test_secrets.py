"""One door and no secret outside it: what a neighbour on the machine can find out."""

import re
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from proc import listening_ports, rows, sockets_of, told_of
from remains import descendants
from running import Desktop

pytestmark = pytest.mark.desktop

PASSWORD = "correct horse battery Klammer"
LISTENS = 0x10000
"""In the flags of /proc/net/unix (__SO_ACCEPTCON)."""


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run a desktop with a password in its environment, until all of it is there."""
    folder = tmp_path_factory.mktemp("secrets")
    desktop = Desktop(folder, "launcher.py", {"VMT_PASSWORD": PASSWORD})
    desktop.wait_for_window("VMT Launcher")
    yield desktop
    desktop.stop()


def test_one_tcp_port_listens_and_nothing_else_of_the_network(desktop: Desktop) -> None:
    """No second TCP port, no UDP, no raw socket, on IPv4 and IPv6."""
    pids = descendants(desktop.process.pid)
    assert listening_ports(pids) == [desktop.port]
    ours = sockets_of(pids)
    for table in ("udp", "udp6", "raw", "raw6", "packet"):
        assert not [fields for fields in rows(table) if ours & set(fields)]


def test_unix_sockets_are_behind_a_closed_folder(desktop: Desktop) -> None:
    """All but the X server's, which asks for a cookie; none is abstract."""
    ours = sockets_of(descendants(desktop.process.pid))
    paths = [
        fields[7] if len(fields) > 7 else ""
        for fields in rows("unix")
        if int(fields[3], 16) & LISTENS and fields[6] in ours
    ]
    assert str(desktop.runtime_dir / "vnc.sock") in paths
    for path in paths:
        inside = Path(path).is_relative_to(desktop.runtime_dir)
        assert inside or re.fullmatch(r"/tmp/\.X11-unix/X\d+", path), path
    assert stat.S_IMODE(desktop.runtime_dir.stat().st_mode) == 0o700


def test_the_password_is_nowhere_but_in_a_file_of_our_own(desktop: Desktop) -> None:
    """Not in the environment or the arguments of any process, nor in the log."""
    url = desktop.link
    with httpx.Client(base_url=url, timeout=20) as client:
        origin = {"Origin": url.rstrip("/")}
        for password, status in (("wrong Klammer", 403), (PASSWORD, 303)):
            form = {"password": password}
            answer = client.post("login", data=form, headers=origin)
            assert answer.status_code == status
        secret = next(iter(client.cookies.jar)).value
    assert secret is not None
    display_cookie = (desktop.runtime_dir / "Xauthority").read_bytes()[-16:]
    for pid in descendants(desktop.process.pid):
        for name in ("environ", "cmdline"):
            seen = told_of(pid, name)
            for word in (b"Klammer", secret.encode(), display_cookie):
                assert word not in seen, (pid, name)
            assert display_cookie.hex().encode() not in seen
    printed = "\n".join(desktop.output.lines)
    assert "Klammer" not in printed
    assert secret not in printed
    for file in desktop.runtime_dir.rglob("*"):
        if file.is_file() and "Klammer" in file.read_text("utf-8", "replace"):
            assert file == desktop.runtime_dir / "password"
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_is_to_be_had_beside_the_password(desktop: Desktop) -> None:
    """`vmt-desktop link` lets its user in when strangers' guesses keep others out."""
    link = desktop.ask("link")
    [token] = parse_qs(urlsplit(link).query)["token"]
    for pid in descendants(desktop.process.pid):
        assert token.encode() not in told_of(pid, "cmdline")
    with httpx.Client(timeout=20) as client:
        assert 'id="desktop"' in client.get(link).text


def test_another_user_of_the_machine_gets_nothing(desktop: Desktop) -> None:
    """Neither the sockets nor the secrets are his to open."""
    question = (
        "import os, sys\n"
        "os.setgid(65534); os.setgroups([]); os.setuid(65534)\n"
        "for name in ('vnc.sock', 'password', 'Xauthority', 'supervisor.sock'):\n"
        "    try:\n"
        "        os.stat(os.path.join(sys.argv[1], name))\n"
        "    except PermissionError:\n"
        "        continue\n"
        "    sys.exit(name)\n"
    )
    if subprocess.run(["id", "-u"], capture_output=True, check=True).stdout != b"0\n":
        pytest.skip("only root can become another user")
    command = ["/usr/bin/python3", "-c", question, str(desktop.runtime_dir)]
    # The test's own temporary folders are closed, too; the last one decides.
    parents = [p for p in desktop.runtime_dir.parents if str(p).startswith("/tmp/")]
    modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in parents}
    for parent in parents:
        parent.chmod(0o755)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        for parent, mode in modes.items():
            parent.chmod(mode)
    assert done.returncode == 0, done.stderr


def test_a_desktop_on_an_address_listens_there_alone(desktop: Desktop) -> None:
    """By default that is this machine's own; others find no port."""
    with (
        pytest.raises((ConnectionError, TimeoutError)),
        socket.create_connection((other_address(), desktop.port), 5),
    ):
        pass


def other_address() -> str:
    """Return an address of this machine that is not the loopback one's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return "127.0.0.2"
        return str(probe.getsockname()[0])
