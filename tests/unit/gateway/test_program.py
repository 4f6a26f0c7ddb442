"""The gateway as the program that supervisord runs."""

import os
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from subprocess import Popen, run

import pytest
from websockets.sync.client import connect

from rfb_peers import ScriptedBrowser, ScriptedServer, raw_update

Start = Callable[..., "Popen[str]"]


def first_line(process: "Popen[str]") -> str:
    """Return what the program prints once it listens."""
    assert process.stdout is not None
    return process.stdout.readline()


def cookie_of(link: str) -> str:
    """Open a link and return the session's cookie as a header has it."""
    with urllib.request.urlopen(link, timeout=20) as answer:
        assert 'id="desktop"' in answer.read().decode()
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def is_logged_in(port: int, cookie: str) -> bool:
    """Ask as the browser with this cookie would."""
    request = urllib.request.Request(
        f"http://localhost:{port}/session", headers={"Cookie": cookie}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return b'"valid":true' in answer.read()


def wait_for_port(port: int, process: "Popen[str]") -> None:
    """Return when the program accepts connections; it says nothing at a restart."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            continue
        return
    pytest.fail(f"the gateway ended with {process.returncode}")


def stop(process: "Popen[str]") -> tuple[int, str, str]:
    """Send SIGTERM; return the exit code and everything printed since."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_it_prints_one_line_and_the_link_in_it_works(
    program: Start, free_port: int
) -> None:
    """Neither the token nor anything else is printed again, whatever is asked."""
    process = program(free_port)
    line = first_line(process)
    assert line.startswith(f"Open http://localhost:{free_port}/?token=")
    link = line.split()[1]
    cookie_of(link)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(link, timeout=20)
    assert stop(process) == (0, "", "")


@pytest.mark.parametrize("variable", ["VMT_PASSWORD", "VMT_AUTH"])
def test_without_tokens_the_plain_address_is_printed(
    program: Start, free_port: int, variable: str
) -> None:
    """There is nothing secret in the line then."""
    value = {"VMT_PASSWORD": "secret word", "VMT_AUTH": "none"}[variable]
    process = program(free_port, **{variable: value})
    assert first_line(process) == f"Open http://localhost:{free_port}/\n"


def test_a_restart_keeps_sessions_and_links(program: Start, free_port: int) -> None:
    """Killed and started again it knows its visitors and prints no second link."""
    process = program(free_port)
    cookie = cookie_of(first_line(process).split()[1])
    process.kill()
    process.communicate()
    again = program(free_port)
    wait_for_port(free_port, again)
    assert is_logged_in(free_port, cookie)
    assert stop(again) == (0, "", "")


def test_a_link_outlives_a_restart(program: Start, free_port: int) -> None:
    """The line that was printed first still holds for whoever reads it later."""
    process = program(free_port)
    link = first_line(process).split()[1]
    process.kill()
    process.communicate()
    again = program(free_port)
    wait_for_port(free_port, again)
    assert is_logged_in(free_port, cookie_of(link))
    assert stop(again) == (0, "", "")


def test_a_busy_port_is_one_line(program: Start) -> None:
    """The line names the port, the reason and the variable; the exit code is 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = program(port)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert err == (
        f"gateway: port {port} cannot be used on 127.0.0.1: Address already in use; "
        "set VMT_PORT to another one\n"
    )


def test_a_foreign_address_is_one_line(program: Start, free_port: int) -> None:
    """An address that this machine does not have names VMT_BIND."""
    process = program(free_port, VMT_BIND="192.0.2.1")
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "192.0.2.1" in err
    assert "VMT_BIND" in err
    assert err.count("\n") == 1


def test_a_bad_variable_is_one_line(program: Start, free_port: int) -> None:
    """The line names the variable; the exit code is 1."""
    process = program(free_port, VMT_AUTH="maybe")
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert err.startswith("gateway: VMT_AUTH is 'maybe'")
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_although_browsers_are_connected(
    program: Start, free_port: int, tmp_path: Path, number: signal.Signals
) -> None:
    """One that reads gets a close frame; one that never reads does not hold it up."""
    process = program(free_port)
    cookie = cookie_of(first_line(process).split()[1])
    address = f"http://localhost:{free_port}"
    with socket.socket(socket.AF_UNIX) as listener, ExitStack() as stack:
        listener.bind(str(tmp_path / "runtime" / "vnc.sock"))
        listener.listen()
        browsers = [
            stack.enter_context(
                connect(
                    f"ws://localhost:{free_port}/vnc",
                    origin=address,
                    additional_headers={"Cookie": cookie},
                    proxy=None,
                    max_queue=1,
                )
            )
            for _ in range(2)
        ]
        servers = []
        for browser in browsers:
            server = ScriptedServer(listener.accept()[0])
            greeting = threading.Thread(target=server.greet)
            greeting.start()
            ScriptedBrowser(browser).greet()
            greeting.join()
            servers.append(server)
        reading, full = (server.connection for server in servers)
        full.settimeout(1)
        with suppress(TimeoutError):
            for _ in range(20):  # 20 MB that the browser does not read
                full.sendall(raw_update(500, 500, bytes(4 * 500 * 500)))
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in err
        while reading.recv(4096):
            pass
        for connection in (reading, full):
            connection.close()
        for browser in browsers:
            browser.socket.close()


def test_a_stop_during_the_start_is_not_lost(tmp_path: Path) -> None:
    """SIGTERM that comes before it serves ends it as well."""
    program = """
import os, signal, sys
from vmt_desktop.gateway import server as gateway

listen = gateway.listen

def interrupted(address, port):
    os.kill(os.getpid(), signal.SIGTERM)
    return listen(address, 0)

gateway.listen = interrupted
sys.exit(gateway.main())
"""
    environment = {"VMT_RUNTIME_DIR": str(tmp_path), "VMT_DATA_DIR": str(tmp_path)}
    done = run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0
