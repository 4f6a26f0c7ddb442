"""Every colour of the viewer, by meaning, for a light and a dark room."""

from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, int, int]

CLASS_COLOURS: tuple[Colour, ...] = (
    (0, 158, 115),  # bluish green
    (204, 121, 167),  # reddish purple
    (240, 228, 66),  # yellow
    (86, 180, 233),  # sky blue
    (230, 159, 0),  # orange
    (0, 114, 178),  # blue
    (213, 94, 0),  # vermilion
)
"""Preference classes: the palette of Okabe and Ito (2008), which stays apart under
every form of colour blindness. The last two are last because the goods use them."""

_NO = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True, eq=False)  # pictures are kept by it: a quick hash
class Theme:
    """The colours of one theme, red, green and blue from 0 to 255.

    Attributes
    ----------
    page, panel : Colour
        Behind everything; behind the text.
    field, grid : Colour
        The cells of the world and the lines between them.
    text, quiet, accent : Colour
        Ordinary text; labels and hints; what to look at first.
    good_a, good_b : Colour
        A full cell of the good.
    outline : Colour
        Around an agent.
    link, idle, home : Colour
        Partners; the ring of an idle agent; home markers.
    to_trade, to_forage, to_home : Colour
        Arrows to where an agent is heading.
    flash, flash_text : Colour
        A trade that was just made.
    error, error_text : Colour
        A sentence about what went wrong.
    """

    name: str
    page: Colour
    panel: Colour
    field: Colour
    grid: Colour
    text: Colour
    quiet: Colour
    accent: Colour
    good_a: Colour
    good_b: Colour
    outline: Colour
    link: Colour
    idle: Colour
    home: Colour
    to_trade: Colour
    to_forage: Colour
    to_home: Colour
    flash: Colour
    flash_text: Colour
    error: Colour
    error_text: Colour


LIGHT = Theme(
    name="light",
    page=(233, 236, 240),
    panel=(250, 251, 252),
    field=(255, 255, 255),
    grid=(229, 233, 238),
    text=(28, 35, 41),
    quiet=(92, 104, 116),
    accent=(22, 98, 128),
    good_a=(244, 170, 128),
    good_b=(138, 183, 232),
    outline=(28, 35, 41),
    link=(28, 35, 41),
    idle=(120, 60, 60),
    home=(120, 132, 144),
    to_trade=(0, 110, 80),
    to_forage=(176, 98, 0),
    to_home=(58, 110, 165),
    flash=(28, 35, 41),
    flash_text=(255, 255, 255),
    error=(150, 32, 32),
    error_text=(255, 255, 255),
)

DARK = Theme(
    name="dark",
    page=(21, 24, 28),
    panel=(30, 35, 40),
    field=(36, 41, 48),
    grid=(50, 57, 65),
    text=(232, 236, 239),
    quiet=(158, 170, 181),
    accent=(118, 196, 222),
    good_a=(178, 92, 48),
    good_b=(52, 106, 168),
    outline=(14, 16, 19),
    link=(222, 228, 233),
    idle=(235, 150, 150),
    home=(128, 140, 152),
    to_trade=(80, 210, 165),
    to_forage=(245, 180, 70),
    to_home=(130, 185, 240),
    flash=(255, 255, 255),
    flash_text=(20, 24, 28),
    error=(196, 60, 60),
    error_text=(255, 255, 255),
)


def choose(environment: Mapping[str, str]) -> Theme:
    """Return the theme that the environment asks for, or the light one.

    ``VMT_FORCE_LIGHT_THEME`` with any value gives the light theme, otherwise
    ``VMT_FORCE_DARK_THEME`` the dark one, unless its value means no.
    """
    if "VMT_FORCE_LIGHT_THEME" in environment:
        return LIGHT
    dark = environment.get("VMT_FORCE_DARK_THEME", "").strip().lower()
    return LIGHT if dark in _NO else DARK


def class_colour(preference: int) -> Colour:
    """Return the colour of the agents of a preference class."""
    return CLASS_COLOURS[preference % len(CLASS_COLOURS)]


def blend(below: Colour, above: Colour, share: float) -> Colour:
    """Return `above` laid over `below` with opacity `share`, from 0 to 1."""
    red, green, blue = (
        round(b + (a - b) * share) for b, a in zip(below, above, strict=True)
    )
    return red, green, blue


def readable_on(background: Colour) -> Colour:
    """Return near-black or white, whichever reads better on a colour."""
    red, green, blue = background
    luminance = 0.299 * red + 0.587 * green + 0.114 * blue
    return (20, 24, 28) if luminance > 128 else (255, 255, 255)
