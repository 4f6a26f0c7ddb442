"""What is uploaded to the desktop is shown by its launcher at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from file_desk import Desk
from gateways import serving, settings_in
from vmt.qt.launcher.window import LauncherWindow

Launcher = Callable[..., LauncherWindow]
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a visitor of the desktop whose data folder is the launcher's."""
    settings = settings_in(
        tmp_path, VMT_DATA_DIR=str(home), VMT_APP_DIR=str(REPOSITORY / "entrypoints")
    )
    with serving(settings) as gateway, gateway.logged_in() as client:
        client.headers["Origin"] = gateway.url.rstrip("/")
        yield Desk(gateway, client, home)


def labels(window: LauncherWindow) -> list[str]:
    """Return the scenarios that are shown."""
    return [each.label for each in window.picker.shown]


def test_an_upload_is_shown_and_a_deletion_too(
    qtbot: QtBot, desk: Desk, write_scenario: Callable[..., Path], launcher: Launcher
) -> None:
    """Also in folders that are made for it; a wrong one is never seen."""
    content = write_scenario().read_bytes()
    window = launcher()
    assert labels(window) == ["tiny.yaml"]

    assert desk.put("scenarios/wrong.yaml", b"agents: two").status_code == 422
    assert desk.put("scenarios/one.yaml", content).status_code == 201
    qtbot.waitUntil(lambda: labels(window) == ["one.yaml", "tiny.yaml"])

    for folder in ("mine", "mine/more"):
        assert desk.put(f"scenarios/{folder}?folder").status_code == 201
    assert desk.put("scenarios/mine/more/two.yaml", content).status_code == 201
    both = ["mine/more/two.yaml", "one.yaml", "tiny.yaml"]
    qtbot.waitUntil(lambda: labels(window) == both)

    renamed = content.replace(b"name: Tiny market", b"name: Another one")
    assert desk.put("scenarios/one.yaml?replace", renamed).status_code == 200
    qtbot.waitUntil(
        lambda: "Another one" in [each.title for each in window.picker.shown]
    )

    assert desk.delete("scenarios/mine?all").status_code == 204
    assert desk.delete("scenarios/one.yaml").status_code == 204
    qtbot.waitUntil(lambda: labels(window) == ["tiny.yaml"])

    assert desk.put("scenarios/mine?folder").status_code == 201
    assert desk.put("scenarios/mine/again.yaml", content).status_code == 201
    qtbot.waitUntil(lambda: labels(window) == ["mine/again.yaml", "tiny.yaml"])


def test_what_comes_before_a_new_folder_is_watched_is_shown(
    qtbot: QtBot,
    home: Path,
    write_scenario: Callable[..., Path],
    launcher: Launcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between looking into it and watching it there is time for an upload."""
    content = write_scenario().read_bytes()
    window = launcher()
    qtbot.waitUntil(lambda: not window.list.is_settling)
    folder = home / "scenarios" / "mine"
    catalogue = window.list._catalogue
    read = catalogue.read

    def read_and_write() -> list:
        found = read()
        if folder.exists() and not list(folder.iterdir()):
            (folder / "late.yaml").write_bytes(content)
        return found

    monkeypatch.setattr(catalogue, "read", read_and_write)
    folder.mkdir()

    qtbot.waitUntil(lambda: labels(window) == ["mine/late.yaml", "tiny.yaml"])
