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
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(DOCUMENT)),
            *("--url", url, "--header", f"Origin: {url}"),
            *("--max-time", str(SECONDS), "--max-examples", "100000"),
            *("--workers", "4"),
            *("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"),
            *("--generation-database", "none", "--no-color"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=SECONDS + 60,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    print(re.search(r"Test cases:\n.*", done.stdout)[0])
    assert "Traceback" not in "\n".join(desktop.output.lines)
    assert wait_until(lambda: is_healthy(desktop), 60)


def is_healthy(desktop: Desktop) -> bool:
    """Ask as the container's health check does."""
    command = [*desktop.command, "health"]
    environment = desktop.environment
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0
