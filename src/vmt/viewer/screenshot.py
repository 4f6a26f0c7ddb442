"""Saving what is seen as a picture."""

import re
from io import BytesIO
from itertools import count
from pathlib import Path

import pygame

from vmt.errors import UserError
from vmt.paths import data_dir

_FOLDER = "pictures"


def save(surface: pygame.Surface, scenario_name: str, seed: int, tick: int) -> Path:
    """Save a surface as PNG into the user's folder of pictures; never over another.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    UserError
        It cannot be written.
    """
    folder = data_dir() / _FOLDER
    word = re.sub(r"[^\w-]+", "_", scenario_name).strip("_") or "run"
    picture = BytesIO()
    pygame.image.save(surface, picture, "picture.png")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _create(folder, f"{word[:60]}-seed{seed}-tick{tick}", picture.getvalue())
    except OSError as error:
        raise UserError(
            f"The picture cannot be saved in {folder}: {error}. Make room there, or"
            f" set VMT_DATA_DIR to another folder."
        ) from error


def _create(folder: Path, stem: str, content: bytes) -> Path:
    """Write a file under the first name that is free."""
    for number in count(1):
        path = folder / (f"{stem}-{number}.png" if number > 1 else f"{stem}.png")
        try:
            stream = path.open("xb")
        except FileExistsError:
            continue
        try:
            with stream:
                stream.write(content)
        except OSError:
            path.unlink(missing_ok=True)  # half a picture is none
            raise
        break
    return path
