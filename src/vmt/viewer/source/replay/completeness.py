"""Whether enough of a run is recorded to be played, and what is missing."""

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.records import Run


def require_agents(recorded: RecordedRun) -> None:
    """Refuse a run that does not tell where agents are.

    Raises
    ------
    TelemetryError
        The message says why, and what to do.
    """
    run = recorded.run
    if run.agent_snapshot_frequency != 0:
        return
    why = (
        f"at log level {run.log_level}, which has"
        if run.log_level == "minimal"
        else "with"
    )
    raise TelemetryError(
        f"{recorded.path}: run {run.run_id} was recorded {why} nothing of where agents"
        " are, so it cannot be played; 'vmt run' and 'vmt view' with the same scenario"
        f" and --seed {run.seed} repeat it; at --log-level standard all is recorded"
    )


def gaps(run: Run) -> str | None:
    """Return what is not recorded in each tick of a run, in a sentence."""
    agents, resources = run.agent_snapshot_frequency, run.resource_snapshot_frequency
    seldom = []
    if agents > 1:
        seldom.append(f"agents are recorded in every {_ordinal(agents)} tick only")
    if resources == 0:
        seldom.append("resources are not recorded")
    elif resources > 1 and agents > 1:
        seldom.append(f"resources in every {_ordinal(resources)}")
    elif resources > 1:
        every = _ordinal(resources)
        seldom.append(f"resources are recorded in every {every} tick only")
    text = ", ".join(seldom)
    return f"{text[:1].upper()}{text[1:]}." if text else None


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    end = "th" if number % 100 in {11, 12, 13} else ends.get(number % 10, "th")
    return f"{number}{end}"
