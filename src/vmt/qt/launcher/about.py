"""What a scenario says of itself, or what is wrong with it, as HTML."""

from html import escape

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtGui import QFontDatabase

from vmt.engine.configuration import PreferenceShare
from vmt.qt import theme
from vmt.qt.description import as_table, describe, paragraphs, preference
from vmt.qt.launcher.catalogue import Listed
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.run_row import duration
from vmt.qt.world.preview import Preview
from vmt.scenario import Scenario
from vmt.scenario.fields import default_of
from vmt.scenario.model import Params
from vmt.scenario.resolved import resolved

USUAL_TICKS = 200
"""What a headless run makes where nothing says how many."""
_PARAMS = "params."


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("about", text))


def about(
    listed: Listed,
    scenario: Scenario,
    options: RunOptions,
    made: Preview | None,
) -> str:
    """Return what there is to know of a scenario before it runs.

    Parameters
    ----------
    listed : Listed
        The file.
    scenario : Scenario
        What runs: the file with what the user has changed.
    options : RunOptions
        What the user has changed.
    made : Preview or None
        None: it is not known yet.
    """
    colours = theme.current()
    parts = [f"<h3 style='margin-bottom: 2px'>{escape(scenario.name)}</h3>"]
    parts += [
        f'<p style="color: {colours.warning}">⚠ {escape(str(warning))}</p>'
        for warning in scenario.warnings
    ]
    parts.append(paragraphs(scenario.description))
    for title, text in (
        (tr("What to look for"), scenario.look_for),
        (tr("Question"), scenario.question),
    ):
        if text.strip():
            parts.append(
                f'<p style="color: {colours.accent}; margin-bottom: 0">'
                f"<b>{escape(title)}</b></p>{paragraphs(text)}"
            )
    parts.append("<p></p>")
    sections = {"": describe(scenario.configuration)}
    if changed := _not_default(scenario):
        sections[tr("Other than by default")] = changed
    if options.is_changed:
        sections[tr("Changed for the next runs")] = _changed(listed, options)
    sections[tr("Running it")] = [
        (tr("Without a window"), [_time(scenario, options, made)]),
        (tr("File"), [listed.label]),
    ]
    table = as_table(sections, label_colour=colours.quiet)
    parts.append(_with_marks(table, scenario.configuration.population))
    return "".join(parts)


def broken(title: str, error: str) -> str:
    """Return what is wrong with a scenario."""
    fixed = QFontDatabase.systemFont(QFontDatabase.FixedFont).family()
    lines = "".join(f"<p>{escape(line)}</p>" for line in error.splitlines())
    return (
        f'<h3 style="color: {theme.current().error}">{escape(title)}</h3>'
        f'<div style="font-family: {fixed}">{lines}</div>'
    )


def mark_name(number: int) -> str:
    """Return what the picture of a preference class is called in the text."""
    return f"class:{number}"


def _with_marks(table: str, classes: tuple[PreferenceShare, ...]) -> str:
    """Put the mark of each preference class before the line that tells of it."""
    place = 0
    for number, share in enumerate(classes):
        line = escape(f"{100 * share.weight:.3g} % {preference(share)}")
        place = table.find(line, place)
        if place < 0:
            break
        picture = f'<img src="{mark_name(number)}" style="vertical-align: middle"> '
        table = f"{table[:place]}{picture}{table[place:]}"
        place += len(picture) + len(line)
    return table


def _not_default(scenario: Scenario) -> list[tuple[str, list[str]]]:
    """Return the parameters that differ from their defaults, with these."""
    rows = []
    for value in resolved(scenario.model):
        key = value.path.removeprefix(_PARAMS)
        if value.path.startswith(_PARAMS) and not value.is_default:
            field = Params.model_fields[key]
            if value.shown != default_of(field) and value.value != field.default:
                shown = tr("{0} (default {1})").format(value.shown, default_of(field))
                rows.append((key, [shown]))
    return rows


def _changed(listed: Listed, options: RunOptions) -> list[tuple[str, list[str]]]:
    """Return what the user has changed, with what the file says."""
    before = {}
    if listed.scenario is not None:
        before = {each.path: each.shown for each in resolved(listed.scenario.model)}
    rows = [
        (key, [tr("{0} (the file: {1})").format(text, before.get(key, "–"))])
        for key, text in options.overrides.items()
    ]
    if options.ticks is not None:
        rows.append((tr("ticks"), [str(options.ticks)]))
    if options.rules != RunOptions().rules:
        rows.append((tr("rules"), [options.rules]))
    return rows


def _time(scenario: Scenario, options: RunOptions, made: Preview | None) -> str:
    ticks = options.ticks or scenario.max_ticks or USUAL_TICKS
    if made is None:
        return tr("{0} ticks").format(ticks)
    return tr("{0} for {1} ticks").format(duration(made.seconds(ticks)), ticks)
