"""The facts of a run in words, for people."""

import json
from datetime import datetime

from vmt.analysis.observed import Observed
from vmt.telemetry.records import Run

Facts = list[tuple[str, str, bool]]
"""Label, text, and whether it is a long one."""

_STATUS = {
    "finished": "finished",
    "interrupted": "interrupted: it was ended early",
    "failed": "failed",
    "running": "still running when this page was made, or killed",
}


def facts(observed: Observed) -> Facts:
    """Return what is needed to repeat a run."""
    run = observed.run
    status = _STATUS.get(run.status, run.status)
    ticks = str(observed.last_tick + 1)
    if run.planned_ticks and run.planned_ticks != run.total_ticks:
        ticks += f" of {run.planned_ticks} planned"
    listed: list[tuple[str, str, bool]] = [
        ("Seed", str(run.seed) if run.seed >= 0 else "", False),
        ("Rules", run.rule_set, False),
        ("Ticks", ticks, False),
        ("Agents", str(run.num_agents), False),
        ("Grid", f"{run.grid_size} × {run.grid_size} cells", False),
        ("Status", f"{status}; {run.message}" if run.message else status, False),
        ("Search", protocol(run.search_protocol, run.search_params), False),
        ("Matching", protocol(run.matching_protocol, run.matching_params), False),
        ("Bargaining", protocol(run.bargaining_protocol, run.bargaining_params), False),
        ("Started", _minute(run.start_time), False),
        ("VMT", run.vmt_version, False),
        ("Engine", run.engine_version, False),
        ("Python", run.python_version, False),
        ("numpy", run.numpy_version, False),
        ("Made on", run.platform, False),
        ("Source", run.git_revision or "", True),
        ("Image", run.image_digest or "", True),
        ("Scenario hash", run.scenario_sha256 or "", True),
        ("Digest", run.final_digest or "", True),
    ]
    known = [fact for fact in listed if fact[1]]
    missing = [label.lower() for label, text, _ in listed if not text]
    if missing:
        known.append(("Not recorded", ", ".join(missing), False))
    return known


def protocol(name: str | None, parameters: str | None) -> str:
    """Return a protocol with its parameters, which are JSON."""
    try:
        values = json.loads(parameters or "{}")
    except ValueError:
        values = {}
    if not isinstance(values, dict) or not values:
        return name or ""
    inside = ", ".join(f"{key} {value}" for key, value in values.items())
    return f"{name} ({inside})"


def title(run: Run) -> str:
    """Return the name of the scenario, or what stands for it."""
    return run.scenario_name or "A run without a name"


def _minute(time: str) -> str:
    try:
        return f"{datetime.fromisoformat(time):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return time
