"""Pictures that the user saves."""

from pathlib import Path

import pygame
import pytest

from vmt.errors import UserError
from vmt.viewer import screenshot


@pytest.fixture
def surface() -> pygame.Surface:
    """Return a picture with a colour of its own in a corner."""
    made = pygame.Surface((40, 30), depth=32)
    made.set_at((3, 4), (10, 200, 30))
    return made


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a folder of this test for what is saved."""
    monkeypatch.setenv("VMT_DATA_DIR", str(tmp_path))
    return tmp_path


def test_picture_is_saved_pixel_by_pixel(
    surface: pygame.Surface, data_folder: Path
) -> None:
    """The PNG holds what was seen, under a name that tells run and tick apart."""
    path = screenshot.save(surface, "Ökonomie / one: two", 42, 120)

    assert path == data_folder / "pictures" / "Ökonomie_one_two-seed42-tick120.png"
    saved = pygame.image.load(path)
    assert saved.get_size() == (40, 30)
    assert saved.get_at((3, 4))[:3] == (10, 200, 30)


def test_no_picture_is_written_over_another(surface: pygame.Surface) -> None:
    """The same moment, saved twice, gives two files."""
    first = screenshot.save(surface, "Market", 1, 2)
    before = first.read_bytes()
    surface.fill((255, 0, 0))

    second = screenshot.save(surface, "Market", 1, 2)

    assert second.name == "Market-seed1-tick2-2.png"
    assert first.read_bytes() == before != second.read_bytes()


def test_name_that_is_no_name_gives_a_picture_all_the_same(
    surface: pygame.Surface,
) -> None:
    """A scenario may be called anything; names of files have an end."""
    assert screenshot.save(surface, "../..", 1, 2).name == "run-seed1-tick2.png"
    assert len(screenshot.save(surface, "x" * 500, 1, 2).name) < 100


def test_folder_that_cannot_be_made_is_told_of_in_a_sentence(
    surface: pygame.Surface, data_folder: Path
) -> None:
    """What is in the way, and what to do."""
    (data_folder / "pictures").write_text("in the way")

    with pytest.raises(UserError, match=r"cannot be saved in .*pictures.*VMT_DATA_DIR"):
        screenshot.save(surface, "Market", 1, 2)


def test_full_disk_leaves_no_half_of_a_picture(
    surface: pygame.Surface, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails is told of, and nothing is left behind."""
    folder = data_folder / "pictures"
    folder.mkdir()
    # What is written there finds no room, as on a full disk.
    (folder / "Market-seed1-tick2.png").symlink_to("/dev/full")
    real_open = Path.open

    def open_full(path: Path, mode: str = "r") -> object:
        return real_open(path, "wb" if path.is_symlink() else mode)

    monkeypatch.setattr(Path, "open", open_full)

    with pytest.raises(UserError, match="No space left"):
        screenshot.save(surface, "Market", 1, 2)

    assert list(folder.iterdir()) == []
