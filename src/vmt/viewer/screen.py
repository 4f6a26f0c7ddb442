"""The whole picture: a moment of a run on a surface, with or without a window."""

import numpy as np
import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels import buttons, frame, overlays
from vmt.viewer.panels.buttons import Button
from vmt.viewer.panels.hover import draw_hover
from vmt.viewer.panels.links import Link
from vmt.viewer.panels.panel import Panel
from vmt.viewer.panels.timeline import draw_timeline
from vmt.viewer.scene.arrows import draw_arrows
from vmt.viewer.scene.bodies import draw_bodies
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.ground import Ground
from vmt.viewer.scene.motion import Motion
from vmt.viewer.scene.pairings import draw_pairings
from vmt.viewer.scene.picking import agent_at
from vmt.viewer.scene.placement import Placement
from vmt.viewer.scene.selection import draw_selection
from vmt.viewer.scene.stage import Stage
from vmt.viewer.scene.trades import draw_trades
from vmt.viewer.scene.trails import Trails
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.source.source import Abilities
from vmt.viewer.status import Status


class Screen:
    """Draws snapshots, and remembers what saves work for the next one.

    `pygame.font.init` has been called.

    Attributes
    ----------
    camera : Camera
        Of the picture that was drawn last, and so on:
    placement : Placement
        Where the agents are [px].
    parts : Arrangement
        How the window is divided.
    buttons : list of Button
    links : list of Link
        What can be clicked in the panels.
    """

    def __init__(self) -> None:
        self.camera = Camera.fit(pygame.Rect(0, 0, 0, 0), 1)
        self.placement = Placement(np.zeros(0), np.zeros(0), np.zeros(0))
        self.parts = Arrangement.of((0, 0))
        self.buttons: list[Button] = []
        self.links: list[Link] = []
        self._lettering = Lettering()
        self._ground = Ground(self._lettering)
        self._motion = Motion()
        self._trails = Trails()
        self._panel = Panel()

    def draw(
        self,
        surface: pygame.Surface,
        snapshot: Snapshot,
        status: Status,
        now: float,
        *,
        pointer: tuple[int, int] | None = None,
        abilities: Abilities = Abilities(),  # noqa: B008 - it is frozen
    ) -> None:
        """Draw everything.

        Parameters
        ----------
        surface : pygame.Surface
            Of any size.
        snapshot : Snapshot
        status : Status
        now : float
            Seconds of a clock that only goes forward.
        pointer : (int, int), optional
            Where the mouse is [px].
        abilities : Abilities
            What the source can do; there is no button for what it cannot.
        """
        surface.fill(status.theme.page)
        self._lettering.begin_picture()
        self.look(surface, snapshot, status)
        parts = self.parts
        self._draw_world(surface, snapshot, status, now, pointer)
        canvas = Canvas(surface, parts, status.theme, self._lettering)
        self.links = canvas.links
        self.buttons = buttons.arrange(parts, abilities)
        self._panel.draw(canvas, snapshot, status, now)
        frame.draw_bars(canvas, snapshot, status, self.buttons, pointer)
        draw_timeline(canvas, snapshot, pointer)
        frame.draw_notice(canvas, snapshot, status)
        self._panel.draw_hint(canvas, pointer)
        draw_hover(canvas, snapshot, self.camera, pointer)
        frame.draw_tip(canvas, self.buttons, pointer)
        if status.help:
            overlays.draw_help(canvas)
        if status.prompt is not None:
            overlays.draw_prompt(canvas, status.prompt)

    def look(
        self, surface: pygame.Surface, snapshot: Snapshot, status: Status
    ) -> Camera:
        """Return the camera of the next picture, without drawing it."""
        self.parts = Arrangement.of(
            surface.get_size(),
            panel=status.panel,
            timeline=snapshot.span is not None,
            text_scale=status.text_scale,
        )
        size = snapshot.configuration.grid_size
        self.camera = status.viewpoint.camera(self.parts.world, size)
        return self.camera

    def is_moving(self, now: float) -> bool:
        """Return whether the next frame would differ although nothing has happened."""
        return self._motion.is_gliding(now)

    def _draw_world(
        self,
        surface: pygame.Surface,
        snapshot: Snapshot,
        status: Status,
        now: float,
        pointer: tuple[int, int] | None,
    ) -> None:
        camera = self.camera
        placement = self._motion.at(now, snapshot, status.speed).seen_by(camera)
        self.placement = placement
        self._ground.draw(
            surface,
            snapshot,
            camera,
            status.theme,
            grid=status.grid,
            homes=status.homes,
        )
        stage = Stage(
            surface=surface,
            snapshot=snapshot,
            placement=placement,
            camera=camera,
            theme=status.theme,
            lettering=self._lettering,
            speed=status.speed,
        )
        surface.set_clip(camera.sight)
        self._trails.remember(snapshot)
        self._trails.draw(stage, status.selected, everybody=status.trails)
        if status.partners:
            draw_pairings(stage)
        draw_arrows(stage, status.arrows, status.selected)
        draw_bodies(stage)
        hovered = None
        if pointer is not None and camera.sight.collidepoint(pointer):
            hovered = agent_at(placement, pointer)
        draw_selection(stage, status.selected, hovered)
        draw_trades(stage)
        surface.set_clip(None)
