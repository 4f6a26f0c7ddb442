"""Smooth lines and arrows."""

import math

import pygame

from vmt.viewer.theme import Colour

Point = tuple[float, float]


def line(
    surface: pygame.Surface, colour: Colour, start: Point, end: Point, width: float
) -> None:
    """Draw a line with smooth edges, `width` pixels wide."""
    length = math.dist(start, end)
    if length == 0:
        return
    if width <= 1:
        pygame.draw.aaline(surface, colour, start, end)
        return
    across_x = (end[1] - start[1]) / length * width / 2
    across_y = (start[0] - end[0]) / length * width / 2
    corners = [
        (start[0] + across_x, start[1] + across_y),
        (end[0] + across_x, end[1] + across_y),
        (end[0] - across_x, end[1] - across_y),
        (start[0] - across_x, start[1] - across_y),
    ]
    pygame.draw.polygon(surface, colour, corners)
    pygame.draw.aalines(surface, colour, closed=True, points=corners)


def dashed(
    surface: pygame.Surface,
    colour: Colour,
    ends: tuple[Point, Point],
    width: float,
    dash: float,
) -> None:
    """Draw a line of dashes of `dash` pixels, with gaps a little shorter."""
    start, end = ends
    length = math.dist(start, end)
    if length == 0:
        return
    at = 0.0
    while at < length:
        until = min(at + dash, length)
        line(
            surface,
            colour,
            along(start, end, at / length),
            along(start, end, until / length),
            width,
        )
        at = until + dash * 0.8


def arrow_head(
    surface: pygame.Surface, colour: Colour, start: Point, tip: Point, size: float
) -> None:
    """Draw the head of an arrow from `start` that ends in `tip`."""
    direction = math.atan2(tip[1] - start[1], tip[0] - start[0])
    barbs = []
    for turn in (2.6, -2.6):  # radians: a slender head
        x = tip[0] + size * math.cos(direction + turn)
        y = tip[1] + size * math.sin(direction + turn)
        barbs.append((x, y))
    pygame.draw.polygon(surface, colour, [tip, *barbs])
    pygame.draw.aalines(surface, colour, closed=True, points=[tip, *barbs])


def along(start: Point, end: Point, share: float) -> Point:
    """Return the point that lies `share`, from 0 to 1, of the way."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )
