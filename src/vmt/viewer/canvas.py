"""What text and frames are drawn on and with."""

from dataclasses import dataclass, field

import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels.links import Link
from vmt.viewer.theme import Theme


@dataclass(frozen=True, slots=True)
class Canvas:
    """A surface, how it is divided, and what belongs to its look.

    Attributes
    ----------
    surface : pygame.Surface
    parts : Arrangement
    theme : Theme
    lettering : Lettering
    links : list of Link
        What was drawn that can be clicked; who draws adds to it.
    """

    surface: pygame.Surface
    parts: Arrangement
    theme: Theme
    lettering: Lettering
    links: list[Link] = field(default_factory=list)
