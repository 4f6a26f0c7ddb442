"""A gateway with a data folder, and the visitor who looks through it."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from file_desk import Desk
from gateways import serving, settings_in

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDERS = itertools.count()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a logged-in visitor of a desktop with the real launcher's folder."""
    home = tmp_path_factory.mktemp("files")
    for name in ("logs", "scenarios"):
        (home / "data" / name).mkdir(parents=True)
    app = str(REPOSITORY / "entrypoints")
    with (
        serving(settings_in(home, VMT_APP_DIR=app)) as gateway,
        gateway.logged_in() as client,
    ):
        client.headers["Origin"] = gateway.url.rstrip("/")
        yield Desk(gateway, client, home / "data")


@pytest.fixture
def folder(desk: Desk) -> Path:
    """Make a folder for one test; its path below the data folder is its name."""
    path = desk.data / f"folder{next(FOLDERS)}"
    path.mkdir()
    return path
