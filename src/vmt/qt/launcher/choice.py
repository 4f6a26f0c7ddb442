"""What would run now: the picked scenario, its options and the seed."""

from collections import OrderedDict
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from vmt.engine.rules import Rules
from vmt.errors import UserError
from vmt.qt.background import Background
from vmt.qt.launcher.catalogue import Listed, as_run
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.world.preview import Preview, preview
from vmt.scenario import Scenario

_KEPT = 64
"""Previews that are kept."""
_LARGEST = 500_000
"""Agents and cells of a world that is tried out here; of a larger one nothing could be
seen, and the memory is needed by its run."""
_SETTLED = 250  # ms without a change of the seed after which a world is made

Key = tuple[object, ...]


class Choice(QObject):
    """Keeps what is chosen, with the options of every scenario of this session.

    Parameters
    ----------
    seed : int
        The first seed.
    parent : QObject, optional
    """

    changed = pyqtSignal()
    """Sent when something else would run, or more is known of it."""

    def __init__(self, seed: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listed: Listed | None = None
        """The picked scenario as its file says it."""
        self.as_run: Listed | None = None
        """The same with its options."""
        self._seed = seed
        self._options: dict[Path, RunOptions] = {}
        self._previews: OrderedDict[Key, Preview | None] = OrderedDict()
        self._background = Background(self)
        self._background.done.connect(self._take)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._look)

    @property
    def options(self) -> RunOptions:
        """The options of the picked scenario."""
        path = self.listed.path if self.listed else None
        return self._options.get(path, RunOptions()) if path else RunOptions()

    @property
    def preview(self) -> Preview | None:
        """What is known of the run before it is started."""
        return self._previews.get(self._key) if self._key else None

    @property
    def error(self) -> str:
        """Why the choice cannot be run."""
        return self.as_run.error if self.as_run else ""

    def pick(self, listed: Listed | None) -> None:
        """Choose a scenario, or the same one as it is now."""
        self.listed = listed
        self._read()

    def set_options(self, options: RunOptions) -> None:
        """Change the options of the picked scenario."""
        if self.listed is not None:
            self._options[self.listed.path] = options
            self._read()

    def set_seed(self, seed: int) -> None:
        """Choose a seed."""
        self._seed = seed
        self._settling.start()

    def read_again(self) -> Listed | None:
        """Return what runs as the file is at this moment."""
        picked = self.listed
        if picked is None:
            return None
        return as_run(picked.path, picked.label, picked.origin, self.options)

    def close_down(self) -> None:
        """Look at nothing more."""
        self._settling.stop()
        self._background.close()

    @property
    def _key(self) -> Key | None:
        """What a preview depends on."""
        scenario = self.as_run.scenario if self.as_run else None
        if scenario is None:
            return None
        options = self.options
        changed = tuple(options.overrides.items())
        return scenario.sha256, self._seed, options.rules, changed

    def _read(self) -> None:
        picked = self.listed
        if picked is None or not self.options.is_changed:
            self.as_run = picked
        else:
            self.as_run = self.read_again()
        self._look()

    def _look(self) -> None:
        """Tell what is known, and have the world made unless it was made before."""
        self.changed.emit()
        key = self._key
        scenario = self.as_run.scenario if self.as_run else None
        if key is None or scenario is None:
            return
        if key in self._previews:
            self._previews.move_to_end(key)
        else:
            work = partial(try_out, scenario, self._seed, self.options.rule_set)
            self._background.ask(key, work)

    def _take(self, key: Key, made: Preview | None) -> None:
        # It may have been asked for twice, before the first answer came.
        self._previews.setdefault(key, made)
        while len(self._previews) > _KEPT:
            self._previews.popitem(last=False)
        self.changed.emit()


def try_out(scenario: Scenario, seed: int, rules: Rules) -> Preview | None:
    """Return what a run will be like; None if it cannot be, or would be too large."""
    configuration = scenario.configuration
    if configuration.n_agents + configuration.grid_size**2 > _LARGEST:
        return None
    try:
        return preview(scenario, seed, rules)
    except UserError:
        return None  # the run itself will say why
