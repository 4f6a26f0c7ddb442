"""What plots know of the runs that are looked at side by side."""

from collections.abc import Sequence

from PyQt5.QtCore import QObject, pyqtSignal

from vmt.qt.logviewer.comparison import Compared, Comparison
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.need import Need, Wanted
from vmt.qt.logviewer.plots.study import Study


class Studies(QObject):
    """A study of each run, in their order."""

    changed = pyqtSignal()
    """Sent when more is known of one of them."""
    failed = pyqtSignal(str)
    """Sent when one of them cannot be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: list[Study] = []

    @property
    def known(self) -> list[Known]:
        """What is known of each."""
        return [study.known for study in self._studies]

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return any(study.is_busy for study in self._studies)

    def problem(self, need: Need) -> str:
        """Return why what a figure needs cannot be read; empty if it can."""
        found = dict.fromkeys(study.problem(need) for study in self._studies)
        return " ".join(filter(None, found))

    def look_at(self, comparison: Comparison) -> None:
        """Look at other runs; what was read of those that stay is kept."""
        kept = {study.known.run.key: study for study in self._studies}
        self._studies = [
            kept.pop(run.key) if run.key in kept else self._begin(run, comparison)
            for run in comparison.runs
        ]
        self._drop(list(kept.values()))
        for study, run in zip(self._studies, comparison.runs, strict=True):
            study.take_over(run)

    def want(self, wanted: Wanted) -> None:
        """Have read what a figure needs, and nothing else any more."""
        for study in self._studies:
            study.want(wanted)

    def stop(self) -> None:
        """Read nothing more; what was read is kept."""
        for study in self._studies:
            study.stop()

    def let_go(self) -> bool:
        """Keep nothing that takes up much; tell whether there was something."""
        had_much = [study.let_go() for study in self._studies]
        return any(had_much)

    def forget(self) -> None:
        """Look at no run."""
        self._drop(self._studies)
        self._studies = []

    def _begin(self, run: Compared, comparison: Comparison) -> Study:
        study = Study(run, comparison.computing.of(run.path), self)
        study.changed.connect(self.changed)
        study.failed.connect(self.failed)
        return study

    def _drop(self, studies: Sequence[Study]) -> None:
        for study in studies:
            study.stop()
            study.deleteLater()
