"""Requests that nobody would think of, for all that the gateway says it takes."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from starlette.routing import Route

from gateways import settings_in
from running import REPOSITORY, Desktop
from vmt_desktop.display.probes import wait_until
from vmt_desktop.gateway.application import create_rooms

DOCUMENT = REPOSITORY / "docs" / "gateway.openapi.yaml"
SECONDS = 30
N_CLIENTS = 2
"""At the same time. Each a process with one thread: in Python 3.11 before its fifth
release, threads that parse Python at once, as Hypothesis does, end with a SystemError
(CPython's issue 106905)."""

CHECKS = "status_code_conformance,response_schema_conformance"
"""503 is told of where it may be; any other error of ours is not."""


def test_the_document_tells_of_every_route_and_of_no_other(tmp_path: Path) -> None:
    """What is added to the gateway is fuzzed by being told of."""
    told = {
        (method.upper(), path)
        for path, item in yaml.safe_load(DOCUMENT.read_text("utf-8"))["paths"].items()
        for method in item
        if method != "parameters"
    }
    routes = create_rooms(settings_in(tmp_path)).routes
    there = {
        (method, re.sub(r":\w+\}", "}", route.path))
        for route in routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert told == there


@pytest.mark.slow
def test_no_request_is_answered_otherwise_than_the_document_says(
    start_desktop: Callable[..., Desktop], tmp_path: Path
) -> None:
    """Half a minute of odd requests, and no error of ours; the desktop lives on."""
    desktop = start_desktop(VMT_AUTH="none")
    url = desktop.link.rstrip("/")
    assert wait_until(lambda: is_healthy(desktop), 60)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(DOCUMENT)),
        *("--url", url, "--header", f"Origin: {url}", "--workers", "1"),
        *("--max-time", str(SECONDS), "--max-examples", "100000"),
        *("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"),
        *("--generation-database", "none", "--no-color"),
    ]
    files = [tmp_path / f"client-{k}" for k in range(N_CLIENTS)]
    clients = [start_client(command, file) for file in files]
    for client, file in zip(clients, files, strict=True):
        status, printed = client.wait(SECONDS + 60), file.read_text("utf-8")
        assert status == 0, printed[-10000:]
        print(re.search(r"Test cases:\n.*", printed)[0])
    assert "Traceback" not in "\n".join(desktop.output.lines)
    assert wait_until(lambda: is_healthy(desktop), 60)


def start_client(command: list[str], printed: Path) -> subprocess.Popen[bytes]:
    """Start it in a folder of its own, for what it keeps."""
    folder = printed.with_suffix(".folder")
    folder.mkdir()
    with printed.open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=file, cwd=folder)


def is_healthy(desktop: Desktop) -> bool:
    """Ask as the container's health check does."""
    command = [*desktop.command, "health"]
    environment = desktop.environment
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0
