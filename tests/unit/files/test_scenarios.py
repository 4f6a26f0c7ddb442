"""A scenario appears when the launcher can run it."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from file_desk import Desk, problem
from gateways import serving, settings_in
from vmt_desktop.files import scenarios
from vmt_desktop.files.refusal import Refusal

REPOSITORY = Path(__file__).resolve().parents[3]
GOOD = (REPOSITORY / "scenarios" / "teaching" / "first_market.yaml").read_bytes()
SECRETS = {"VMT_PASSWORD": "hunter2", "VMT_PASSWORD_FILE": "/nowhere"}


def refusal_by(program: str, folder: Path) -> dict[str, Any]:
    """Return what is answered when a program of the test's own checks a file."""
    (folder / scenarios.CHECKER).write_text(program)
    file = folder / "x.yaml"
    file.write_bytes(GOOD)
    with file.open("rb") as opened, pytest.raises(Refusal) as caught:
        scenarios.check(opened.fileno(), file.name, folder)
    answer = caught.value.response()
    assert answer.status_code == 422
    content: dict[str, Any] = json.loads(answer.body)
    return content


def test_a_good_scenario_appears(desk: Desk) -> None:
    """Also in a folder, where others do not need to be scenarios."""
    assert desk.put("scenarios/good.yaml", GOOD).status_code == 201
    assert desk.put("scenarios/notes.txt", b"agents: two").status_code == 201
    assert desk.put("scenarios/mine?folder").status_code == 201
    assert desk.put("scenarios/mine/good.yml", GOOD).status_code == 201
    assert desk.put("logs/notes.yaml", b"agents: two").status_code == 201
    assert (desk.data / "scenarios" / "mine" / "good.yml").read_bytes() == GOOD


@pytest.mark.parametrize("name", ["wrong.yaml", "wrong.yml", "wrong.YAML"])
def test_a_wrong_one_is_refused_with_its_mistakes(desk: Desk, name: str) -> None:
    """Each with line and column, under the name that the user knows."""
    answer = desk.put(f"scenarios/{name}", b"name: x\nagents: two\nvision: 3\n")

    assert answer.status_code == 422
    details = answer.json()["details"]
    assert f"{len(details)} mistakes" in problem(answer)
    assert any(line.startswith(f"{name}:2:1: agents must be") for line in details)
    assert any(line.startswith(f"{name}:3:1: unknown key") for line in details)
    assert not any("vmt-part" in line or "/dev/" in line for line in details)
    assert name not in desk.names("scenarios")
    assert not list((desk.data / "scenarios").glob(".vmt-part-*"))


@pytest.mark.parametrize("path", [".mine.yaml", ".folder/mine.yaml"])
def test_one_that_would_not_be_listed_is_refused(desk: Desk, path: str) -> None:
    """Hidden files are no scenarios to the launcher, so the upload would be in vain."""
    answer = desk.put(f"scenarios/{path}", GOOD)
    assert answer.status_code == 400
    assert "hidden" in problem(answer)


def test_a_wrong_one_does_not_replace_a_good_one(desk: Desk) -> None:
    """What was there stays."""
    desk.put("scenarios/kept.yaml", GOOD)
    assert desk.put("scenarios/kept.yaml?replace", b"x: [").status_code == 422
    assert (desk.data / "scenarios" / "kept.yaml").read_bytes() == GOOD


def test_text_that_is_not_utf8_is_refused_with_its_place(desk: Desk) -> None:
    """Line and column count from one."""
    answer = desk.put("scenarios/latin.yaml", "name: x\ndescription: é\n".encode("l1"))
    assert answer.status_code == 422
    assert answer.json()["details"][0].startswith("latin.yaml:2:14: this is not UTF-8")


def test_a_scenario_that_is_too_large_is_refused_before_it_comes(desk: Desk) -> None:
    """With the limit, which the page can ask for."""
    size = scenarios.LARGEST_BYTES + 1
    answer = desk.put("scenarios/large.yaml", bytes(size))
    assert answer.status_code == 413
    assert "1,048,576" in problem(answer)
    told = desk.get("scenarios/large.yaml?received").json()
    assert told["largest"] == scenarios.LARGEST_BYTES


@pytest.mark.parametrize(
    "program",
    [
        "import signal; signal.pause()",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    ],
)
def test_a_check_that_does_not_end_well_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    """And the file is refused."""
    monkeypatch.setattr(scenarios, "PATIENCE_SECONDS", 0.2)
    refusal = refusal_by(program, tmp_path)
    assert "the check was ended" in refusal["details"][0]


def test_a_check_that_takes_all_memory_is_stopped(tmp_path: Path) -> None:
    """What it says last is told."""
    refusal = refusal_by("held = bytearray(3 << 30)", tmp_path)
    assert refusal["details"] == ["MemoryError"]


def test_a_check_learns_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the password nor where it lies."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    refusal = refusal_by(
        "import os, sys; print(*os.environ, file=sys.stderr); sys.exit(2)", tmp_path
    )
    assert "PATH" in refusal["details"][0]
    assert not any(name in refusal["details"][0] for name in SECRETS)


def test_a_thousand_mistakes_are_told_in_a_hundred_lines(tmp_path: Path) -> None:
    """And a last one that says how many more there are."""
    refusal = refusal_by(
        "import sys\n"
        "for n in range(1000): print(f'/dev/stdin:{n}:1: wrong', file=sys.stderr)\n"
        "sys.exit(2)",
        tmp_path,
    )
    assert refusal["problem"].startswith("x.yaml has 1000 mistakes")
    assert len(refusal["details"]) == 101
    assert refusal["details"][0] == "x.yaml:0:1: wrong"
    assert refusal["details"][-1] == "and 900 more"


def test_a_checkout_of_ours_checks_with_its_own_packages(tmp_path: Path) -> None:
    """What is mounted decides, not what the desktop came with."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "older.py").write_text("TOLD = '/dev/stdin:1:1: too new'")
    (tmp_path / "entrypoints").mkdir()
    (tmp_path / "entrypoints" / scenarios.CHECKER).write_text(
        "import older, sys; print(older.TOLD, file=sys.stderr); sys.exit(2)"
    )
    with Path("/dev/null").open("rb") as file, pytest.raises(Refusal) as caught:
        scenarios.check(file.fileno(), "x.yaml", tmp_path)
    assert b"x.yaml:1:1: too new" in caught.value.response().body


def test_a_foreign_vmt_gets_files_as_they_are(
    tmp_path: Path,
) -> None:
    """It has another format, and no program that checks it."""
    (tmp_path / "app").mkdir()
    (tmp_path / "data" / "scenarios").mkdir(parents=True)
    settings = settings_in(tmp_path, VMT_APP_DIR=str(tmp_path / "app"))
    with serving(settings) as gateway, gateway.logged_in() as client:
        client.headers["Origin"] = gateway.url.rstrip("/")
        desk = Desk(gateway, client, tmp_path / "data")
        assert desk.put("scenarios/theirs.yaml", b"anything").status_code == 201
        assert desk.put("scenarios/latin.yaml", b"\xff").status_code == 422


def test_every_page_is_told_of_a_change(desk: Desk) -> None:
    """After an upload, a new folder and a deletion; with the folder, and not before."""
    gateway = desk.gateway
    cookie = f"{gateway.cookie}={desk.client.cookies[gateway.cookie]}"
    told: list[str] = []
    here = threading.Event()

    with connect(
        f"ws://{gateway.host}/events",
        origin=gateway.url.rstrip("/"),
        additional_headers={"Cookie": cookie},
        proxy=None,
    ) as events:

        def listen() -> None:
            for text in events:
                event = json.loads(text)
                here.set()
                if event["event"] == "files":
                    told.append(event["path"])

        listener = threading.Thread(target=listen)
        listener.start()
        assert here.wait(20)
        assert desk.put("scenarios/told.yaml", b"x: [").status_code == 422
        assert desk.put("scenarios/told.yaml", GOOD).status_code == 201
        assert desk.put("logs/told?folder").status_code == 201
        assert desk.put("logs/told/run", b"1").status_code == 201
        assert desk.delete("logs/told?all").status_code == 204
        while len(told) < 4:
            pass
    listener.join()
    assert told == ["scenarios", "logs", "logs/told", "logs"]
