"""The command line in the image: what was recorded in one container, read in others."""

import json
import uuid
from collections.abc import Callable, Iterator

import pytest

from containers import STRICT, docker, run_to_end

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

RUN = "/data/logs/run.db"
Command = Callable[..., str]


@pytest.fixture(scope="module")
def command(image: str) -> Iterator[Command]:
    """Return a function that runs a command of VMT with a volume, and what it says."""
    volume = f"vmt-test-{uuid.uuid4().hex[:12]}"

    def run(*arguments: str) -> str:
        options = ("--network", "none", *STRICT, "-v", f"{volume}:/data")
        done = run_to_end(*options, image, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    # The folder of recordings is made by the first run that needs it.
    run("main.py", "first_market", "--ticks", "2", "--quiet")
    run("main.py", "first_market", "--ticks", "60", "--db", RUN, "--quiet")
    yield run
    docker("volume", "rm", volume)


def test_a_recorded_run_is_verified_in_another_container(command: Command) -> None:
    """The same image repeats the run, tick by tick."""
    assert "60 ticks repeated, all digests are equal" in command("verify", RUN)


def test_tables_are_exported(command: Command) -> None:
    """CSV on stdout has a header and a row for each trade."""
    head, *rows = command("export", RUN, "--table", "trades").splitlines()

    assert head.startswith("tick,seq,x,y,buyer_id,seller_id,dA,dB,price")
    assert (
        len(rows) == json.loads(command("report", RUN, "--json"))["summary"]["trades"]
    )


def test_the_report_is_one_page_in_the_volume(command: Command) -> None:
    """The page stands beside the recording and needs nothing else."""
    command("report", RUN)
    page = command("cat", RUN.replace(".db", ".html"))

    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_the_run_is_cited_and_the_installation_looked_at(command: Command) -> None:
    """`cite` names the digest, `doctor` finds what headless runs need."""
    digest = json.loads(command("report", RUN, "--json"))["run"]["final_digest"]
    doctor = json.loads(command("doctor", "--json"))

    assert digest in command("cite", RUN, "--format", "bibtex")
    assert doctor["headless_runs_work"]


def test_scenarios_are_made_and_checked(command: Command) -> None:
    """A new scenario goes to the user's folder, is valid, and runs by its name."""
    command("scenario", "new", "my_market", "--preset", "minimal", "--seed", "3")

    assert "my_market" in command("scenario", "list")
    command("scenario", "validate", "/data/scenarios/my_market.yaml")
    assert "ticks" in command("run", "my_market", "--ticks", "3")
