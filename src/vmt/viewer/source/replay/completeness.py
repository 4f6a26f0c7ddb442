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
        " are, so it cannot be played; without --replay, vmt view with this file makes"
        " the same run once more and shows that"
    )


def gaps(run: Run) -> str | None:
    """Return what is not recorded in each tick of a run, in a sentence."""
    agents, resources = run.agent_snapshot_frequency, run.resource_snapshot_frequency
    seldom = []
    if agents > 1:
        seldom.append(f"agents are recorded every {agents} ticks only")
    if resources == 0:
        seldom.append("resources are not recorded")
    elif resources > 1:
        seldom.append(f"resources are recorded every {resources} ticks only")
    text = ", ".join(seldom)
    return f"{text[:1].upper()}{text[1:]}." if text else None
