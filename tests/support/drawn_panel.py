"""A panel on a surface, with what was written on it; and pictures to compare it to."""

from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels.panel import Panel
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status
from vmt.viewer.theme import LIGHT, Theme

OUTSIDE = (255, 0, 255)
SQUARE = 16  # pixels
TOLERANCE = 12.0  # of 255


class ReadLettering(Lettering):
    """Remembers what was written, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        draw = self.render

        def render(text: str, *more: object, **options: object) -> pygame.Surface:
            self.texts.append(text)
            return draw(text, *more, **options)

        self.render = render


class DrawnPanel:
    """A drawn panel.

    Attributes
    ----------
    surface : pygame.Surface
    parts : Arrangement
    links : list of Link
    texts : list of str
        What is written on it, piece by piece.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        size: tuple[int, int] = (1024, 768),
        theme: Theme = LIGHT,
        *,
        selected: int | None = None,
        pointer: tuple[int, int] | None = None,
        panel: Panel | None = None,
        now: float = 0.0,
        paused: bool = True,
    ) -> None:
        self.surface = pygame.Surface(size, depth=32)
        self.surface.fill(OUTSIDE)
        self.parts = Arrangement.of(size, timeline=snapshot.span is not None)
        lettering = ReadLettering()
        canvas = Canvas(self.surface, self.parts, theme, lettering)
        panel = Panel() if panel is None else panel
        status = Status("Drawn", paused=paused, theme=theme, selected=selected)
        panel.draw(canvas, snapshot, status, now)
        panel.draw_hint(canvas, pointer)
        self.links = canvas.links
        self.texts = lettering.texts

    @property
    def text(self) -> str:
        """All that is written, in one line."""
        return " ".join(self.texts)

    @property
    def picture(self) -> pygame.Surface:
        """The panel alone."""
        return self.surface.subsurface(self.parts.panel)


def assert_looks_like(picture: pygame.Surface, reference: Path, scratch: Path) -> None:
    """Assert that a picture is that of a file, but for how letters are smoothed.

    Compared are the mean colours of squares: letters that are a pixel off still pass,
    and a thin line that is missing does not.

    Parameters
    ----------
    picture : pygame.Surface
    reference : Path
        A PNG.
    scratch : Path
        A folder for a picture that differs.
    """
    found = scratch / reference.name
    pygame.image.save(picture, found)
    accept = f"if it is right: cp {found} {reference}"
    assert reference.is_file(), f"there is no {reference}; {accept}"
    wanted = pygame.image.load(reference)
    assert picture.get_size() == wanted.get_size(), f"it has another size; {accept}"
    difference = np.abs(_squares(picture) - _squares(wanted)).mean(axis=2)
    worst = np.unravel_index(difference.argmax(), difference.shape)
    at = tuple(int(k) * SQUARE for k in worst)
    assert difference.max() <= TOLERANCE, f"it differs at {at}; {accept}"


def _squares(picture: pygame.Surface) -> NDArray[np.float64]:
    """Return the mean colours of squares, float64[across, down, 3]."""
    pixels = pygame.surfarray.array3d(picture).astype(np.float64)
    across, down = pixels.shape[0] // SQUARE, pixels.shape[1] // SQUARE
    whole = pixels[: across * SQUARE, : down * SQUARE]
    squares: NDArray[np.float64] = whole.reshape(across, SQUARE, down, SQUARE, 3).mean(
        axis=(1, 3)
    )
    return squares
