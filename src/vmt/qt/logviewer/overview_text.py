"""What a run was and what came out of it, in words."""

from datetime import datetime
from pathlib import Path

from PyQt5.QtCore import QCoreApplication

from vmt.qt.description import Rows, describe, describe_public
from vmt.qt.logviewer.summary import AgentOutcome, TradeSummary
from vmt.qt.tables import NOTHING, exact, shown
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.records import Run
from vmt.telemetry.stored_configuration import from_json


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("overview", text))


def outcome(run: Run, trades: TradeSummary, agents: list[AgentOutcome]) -> Rows:
    """Return what came out of a run, as labels and lines."""
    planned = run.planned_ticks
    ticks = str(run.total_ticks)
    if planned is not None:
        ticks = tr("{0} of {1}").format(ticks, planned)
    gains = [agent.gain for agent in agents if agent.gain is not None]
    rows: Rows = [
        (tr("State"), [_state(run.status)]),
        (tr("Ticks"), [ticks]),
        (tr("Trades"), [str(trades.count)]),
    ]
    if trades.count:
        rows += [
            (
                tr("Mean price"),
                [
                    tr("{0} B per A; weighted by quantity {1}").format(
                        shown(trades.mean_price), shown(trades.weighted_price)
                    )
                ],
            ),
            (
                tr("Prices"),
                [
                    tr("{0} to {1}").format(
                        shown(trades.lowest_price), shown(trades.highest_price)
                    )
                ],
            ),
            (
                tr("Traded"),
                [
                    tr("{0} A for {1} B").format(
                        exact(trades.total_A), exact(trades.total_B)
                    )
                ],
            ),
            (
                tr("First, last trade"),
                [tr("tick {0}, tick {1}").format(trades.first_tick, trades.last_tick)],
            ),
        ]
    if gains:
        mean = shown(sum(gains) / len(gains))
        rows.append((tr("Mean gain"), [tr("{0} utils").format(mean)]))
    return rows


def configuration(run: Run) -> Rows:
    """Return what determined a run, as labels and lines."""
    if run.is_public:
        return describe_public(run)
    try:
        return describe(from_json(run.config_json))
    except TelemetryError as error:
        return [(tr("Unknown"), [str(error)])]


def provenance(run: Run, path: Path) -> Rows:
    """Return when and with what a run was made, as labels and lines."""
    when: Rows = [
        (tr("Seed"), [str(run.seed) if run.seed >= 0 else NOTHING]),
        (tr("Rules"), [run.rule_set]),
        (tr("Started"), [_local(run.start_time)]),
        (tr("Ended"), [_local(run.end_time)]),
    ]
    if run.is_public:
        lacks = tr("neither the scenario nor what was before tick 0")
        return [*when, (tr("Lacks"), [lacks]), (tr("File"), [str(path)])]
    versions = f"VMT {run.vmt_version}, Python {run.python_version}"
    return [
        *when,
        (tr("Versions"), [versions, f"numpy {run.numpy_version}"]),
        (tr("Revision"), [run.git_revision or NOTHING]),
        (tr("System"), [run.platform]),
        (tr("Digest"), [run.final_digest or NOTHING]),
        (tr("File"), [str(path)]),
    ]


def warnings(run: Run) -> list[str]:
    """Return what one should know before one believes what is shown."""
    found = []
    if run.message:
        found.append(run.message)
    if run.status == "running":
        found.append(
            tr("The run goes on, or was killed; what is shown is what was recorded.")
        )
    elif run.planned_ticks is not None and run.total_ticks < run.planned_ticks:
        found.append(
            tr("The run ended after {0} of {1} ticks.").format(
                run.total_ticks, run.planned_ticks
            )
        )
    if run.log_level == "minimal":
        found.append(tr("At log level minimal, only trades and pairings are recorded."))
    elif run.agent_snapshot_frequency > 1:
        found.append(
            tr(
                "Agents are recorded every {0} ticks; between, the last ones stay."
            ).format(run.agent_snapshot_frequency)
        )
    found += [
        tr("Not as the scenario file says: {0} is {1}.").format(key, value)
        for key, value in run.overrides.items()
    ]
    return found


def _state(status: str) -> str:
    words = {
        "running": tr("is being recorded, or was killed"),
        "finished": tr("finished"),
        "interrupted": tr("ended by the user"),
        "failed": tr("failed"),
    }
    return words.get(status, status)


def _local(time: str | None) -> str:
    if time is None:
        return NOTHING
    try:
        return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return time
