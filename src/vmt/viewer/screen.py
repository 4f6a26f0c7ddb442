"""The whole picture: a moment of a run on a surface, with or without a window."""

import pygame

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels import frame
from vmt.viewer.panels.links import Link
from vmt.viewer.panels.panel import Panel
from vmt.viewer.scene.agents import Stage, draw_agents
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.ground import Ground
from vmt.viewer.scene.motion import Motion
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status


class Screen:
    """Draws snapshots, and remembers what saves work for the next one.

    `pygame.font.init` has been called.

    Attributes
    ----------
    links : list of Link
        What can be clicked in the picture that was drawn last.
    """

    def __init__(self) -> None:
        self.links: list[Link] = []
        self._lettering = Lettering()
        self._ground = Ground(self._lettering)
        self._motion = Motion()

    def draw(
        self,
        surface: pygame.Surface,
        snapshot: Snapshot,
        status: Status,
        now: float,
        *,
        pointer: tuple[int, int] | None = None,
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
        """
        theme, lettering = status.theme, self._lettering
        surface.fill(theme.page)
        parts = Arrangement.of(
            surface.get_size(),
            panel=status.panel,
            timeline=snapshot.span is not None,
        )
        camera = Camera.fit(parts.world, snapshot.configuration.grid_size)
        placement = self._motion.at(now, snapshot, camera, status.speed)
        self._ground.draw(surface, snapshot, camera, theme, grid=status.grid)
        surface.set_clip(parts.world)
        stage = Stage(
            surface=surface,
            snapshot=snapshot,
            placement=placement,
            camera=camera,
            theme=theme,
            lettering=lettering,
            arrows=status.arrows,
            speed=status.speed,
        )
        draw_agents(stage)
        surface.set_clip(None)
        canvas = Canvas(surface, parts, theme, lettering)
        self.links = canvas.links
        if parts.panel.width:
            Panel(canvas).draw(snapshot, status)
        frame.draw_header(canvas, snapshot, status, pointer)
        frame.draw_footer(canvas)
        frame.draw_notice(canvas, snapshot)
        frame.draw_tip(canvas, pointer)
        if status.help:
            frame.draw_help(canvas)

    def is_moving(self, now: float) -> bool:
        """Return whether the next frame would differ although nothing has happened."""
        return self._motion.is_gliding(now)
