"""How the runs of a program are to be recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vmt.telemetry.detail import STANDARD, Detail
from vmt.telemetry.errors import RecordingError
from vmt.telemetry.files import new_run_path
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.writer import ScenarioText

if TYPE_CHECKING:
    from vmt.engine.simulation import Simulation


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """Where and how a run is to be recorded.

    Attributes
    ----------
    path : Path
        The new file.
    detail : Detail
    on_error : callable or None
        As of `Recorder`: what is done when the run can no longer be recorded.
    """

    path: Path
    detail: Detail = STANDARD
    on_error: Callable[[RecordingError], None] | None = None

    def start(
        self,
        scenario: ScenarioText | None,
        simulation: "Simulation",
        planned_ticks: int | None = None,
    ) -> Recorder:
        """Return what records a simulation that has not begun.

        Raises
        ------
        TelemetryError
            The file cannot be made; nothing is left behind.
        """
        return Recorder(
            self.path, scenario, simulation, planned_ticks, self.detail, self.on_error
        )

    def again(self, scenario_name: str, seed: int) -> Self:
        """Return the plan of another run, in a new file beside the first one."""
        folder = self.path.absolute().parent
        return replace(self, path=new_run_path(scenario_name, seed, folder))
