"""One line in the list of runs: what was started here, what is recorded, or both."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QDateTime, QLocale

from vmt.qt.launcher.programs import LaunchedRun
from vmt.qt.launcher.recordings import Recording, output_of
from vmt.qt.processes import last_lines

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("RunRow", text))


@dataclass(frozen=True, slots=True)
class Check:
    """What came of verifying a recording.

    Attributes
    ----------
    text : str
        In a word or two.
    is_good : bool or None
        None while it goes on.
    said : str
        The whole sentence of the program.
    """

    text: str
    is_good: bool | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list.

    Attributes
    ----------
    path : Path
        The file it is recorded in, which may not be there yet.
    recording : Recording or None
        What is known of the file.
    launched : LaunchedRun or None
        The program, where it was started from this launcher.
    check : Check or None
    """

    path: Path
    recording: Recording | None = None
    launched: LaunchedRun | None = None
    check: Check | None = None

    @property
    def name(self) -> str:
        """What the scenario is called; the file where that is not known."""
        if self.recording and self.recording.run:
            return self.recording.run.scenario_name
        return self.launched.name if self.launched else self.path.name

    @property
    def seed(self) -> int | None:
        """The seed, where it is known."""
        if self.recording and self.recording.run:
            seed = self.recording.run.seed
            return seed if seed >= 0 else None
        return self.launched.seed if self.launched else None

    @property
    def ticks(self) -> int | None:
        """Ticks that are recorded."""
        run = self.recording and self.recording.run
        return run.total_ticks if run else None

    @property
    def trades(self) -> int | None:
        """Trades that are recorded."""
        return self.recording.trades if self.recording and self.recording.run else None

    @property
    def rules(self) -> str | None:
        """The rule set."""
        run = self.recording and self.recording.run
        return run.rule_set if run else None

    @property
    def when(self) -> str:
        """When it began: UTC, ISO 8601."""
        run = self.recording and self.recording.run
        return run.start_time if run else ""

    @property
    def began(self) -> float:
        """When it began, in seconds; a run that has no file yet comes last of all."""
        if self.recording is None:
            return math.inf
        run = self.recording.run
        when = _moment(run.start_time) if run else None
        return when.timestamp() if when else self.recording.stamp[0] / 1e9

    @property
    def is_running(self) -> bool:
        """Whether it goes on, wherever it was started."""
        if self.launched is not None:
            return self.launched.process.is_running
        return self.recording is not None and self.recording.is_running

    @property
    def can_be_stopped(self) -> bool:
        """Whether it goes on and was started here."""
        return self.launched is not None and self.launched.process.is_running

    @property
    def is_readable(self) -> bool:
        """Whether there is a recording that can be looked at."""
        return self.recording is not None and self.recording.run is not None

    @property
    def can_be_repeated(self) -> bool:
        """Whether the recording holds what its run was made from."""
        run = self.recording and self.recording.run
        return bool(run and run.scenario_yaml is not None)

    @property
    def progress(self) -> float | None:
        """How much of what was planned is done, from 0 to 1, while it goes on."""
        run = self.recording and self.recording.run
        if not self.is_running or not run or not run.planned_ticks:
            return None
        return min(1.0, run.total_ticks / run.planned_ticks)

    @property
    def said(self) -> str:
        """What its program said last, or why its file cannot be read."""
        if self.launched is not None:
            tail = self.launched.process.tail()
        else:
            tail = last_lines(output_of(self.path))
        if tail and not (self.check and self.check.said):
            return tail
        if self.recording is not None and self.recording.error:
            return self.recording.error
        run = self.recording and self.recording.run
        parts = [run.message if run else "", self.check.said if self.check else ""]
        return "\n".join(part for part in parts if part)

    @property
    def state(self) -> str:
        """How it is doing, or how it ended, in a few words."""
        launched, recording = self.launched, self.recording
        run = recording.run if recording else None
        if self.is_running:
            if launched and launched.process.is_stopping:
                return launched.state
            return self._pace()
        outcome = launched.process.outcome if launched else None
        if outcome is not None and (outcome.is_failure or run is None):
            return str(outcome)
        if recording is None or run is None:
            return tr("cannot be read")
        if recording.was_killed:
            return tr("ended by force")
        words = {
            "finished": tr("finished"),
            "interrupted": tr("interrupted"),
            "failed": tr("failed"),
        }
        return words.get(run.status, run.status)

    @property
    def icon(self) -> str:
        """The name of the icon for its state."""
        launched, recording = self.launched, self.recording
        if self.is_running:
            return "running"
        outcome = launched.process.outcome if launched else None
        if (outcome is not None and outcome.is_failure) or (
            self.check and self.check.is_good is False
        ):
            return "failed"
        run = recording.run if recording else None
        if run is None:
            return "stopped" if recording is None else "warning"
        if run.status == "failed":
            return "failed"
        return "ended" if run.status == "finished" else "stopped"

    @property
    def details(self) -> str:
        """What else is worth a line: seed, ticks, trades, rules and time."""
        parts = []
        if self.recording is not None and self.recording.error:
            # Its name stands above.
            return self.recording.error.removeprefix(f"{self.path}: ")
        if self.seed is not None:
            parts.append(tr("seed {0}").format(self.seed))
        run = self.recording.run if self.recording else None
        if run is not None:
            parts.append(tr("{0} ticks").format(run.total_ticks))
            parts.append(tr("{0} trades").format(self.trades))
            parts.append(run.rule_set)
            if run.overrides:
                parts.append(tr("{0} changed").format(len(run.overrides)))
            # First, because the end is what a narrow window cuts off.
            parts.insert(0, moment(run.start_time))
        if self.check is not None:
            parts.insert(0, self.check.text)
        return " · ".join(filter(None, parts))

    @property
    def about(self) -> str:
        """Everything that is known of it, as lines."""
        run = self.recording.run if self.recording else None
        lines = [f"{self.name}: {self.state}", self.details, str(self.path)]
        if run is not None:
            changed = [f"{key}: {text}" for key, text in run.overrides.items()]
            lines += [tr("changed: {0}").format(each) for each in changed]
        lines += self.said.splitlines()[-6:]
        return "\n".join(filter(None, lines))

    def _pace(self) -> str:
        """Return how far a run is that goes on."""
        run = self.recording.run if self.recording else None
        if run is None:
            return tr("starting …")
        if not run.planned_ticks:
            return tr("running, tick {0}").format(run.total_ticks)
        share = f"{100 * run.total_ticks // run.planned_ticks} %"
        begun = _moment(run.start_time)
        if begun is None or not run.total_ticks:
            return share
        spent = (datetime.now(UTC) - begun).total_seconds()
        left = spent / run.total_ticks * (run.planned_ticks - run.total_ticks)
        return tr("{0}, {1} left").format(share, duration(left))


def duration(seconds: float) -> str:
    """Return a time in words that are as exact as an estimate is."""
    if seconds < 1:
        return tr("less than 1 s")
    if seconds < 1.5 * _MINUTE:
        return tr("about {0} s").format(round(seconds))
    if seconds < 1.5 * _HOUR:
        return tr("about {0} min").format(round(seconds / _MINUTE))
    if seconds < 2 * _DAY:
        return tr("about {0} h").format(round(seconds / _HOUR))
    return tr("about {0} days").format(round(seconds / _DAY))


def moment(text: str) -> str:
    """Return a time as people of the place write it; of today, without the day."""
    when = _moment(text)
    if when is None:
        return ""
    local = QDateTime.fromSecsSinceEpoch(round(when.timestamp()))
    is_today = local.date() == QDateTime.currentDateTime().date()
    this_year = local.date().year() == QDateTime.currentDateTime().date().year()
    day = tr("d MMM") if this_year else tr("d MMM yyyy")
    clock = tr("HH:mm")
    return str(QLocale().toString(local, clock if is_today else f"{day} {clock}"))


def _moment(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    # The public program wrote the time of its place.
    return when if when.tzinfo else when.astimezone()
