"""What text and frames are drawn on and with."""

from dataclasses import dataclass

import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.lettering import Lettering
from vmt.viewer.theme import Theme


@dataclass(frozen=True, slots=True)
class Canvas:
    """A surface, how it is divided, and what belongs to its look."""

    surface: pygame.Surface
    parts: Arrangement
    theme: Theme
    lettering: Lettering
