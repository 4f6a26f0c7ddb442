"""How a paper names a run: in a sentence, and as BibTeX."""

import re
import unicodedata
from datetime import datetime

from vmt.report.words import protocol, title
from vmt.telemetry.records import Run

AUTHORS = "The VMT Desktop developers"
SOFTWARE = "VMT Desktop"

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_KEY_LENGTH = 8  # of the part of a hash in a key
_LATEX = {
    "\\": r"\textbackslash{}",
    # Escaped by a backslash they would still count when BibTeX matches braces.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "“": "``",
    "”": "''",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def as_text(run: Run) -> str:
    """Return a paragraph that says what is needed to repeat a run.

    What the recording does not tell is named as such.
    """
    return (
        f"{_what(run)} It was made with {_software(run)}{_when(run)}."
        f" Digest of the run: {run.final_digest or 'not recorded'}."
    )


def as_bibtex(run: Run) -> str:
    """Return a BibTeX entry for a run, and one for the program where it is this one.

    The entries are ``@misc``, which every style knows; other letters than ASCII stay
    as they are, in UTF-8.
    """
    when = _date(run)
    entry = {
        # Whoever made the run is not recorded; this stands where an author would.
        "key": latex(_program(run)),
        "title": f"{{{latex(title(run))}: a run of {latex(_program(run))}}}",
        "year": f"{when.year}" if when else "",
        "month": _MONTHS[3 * when.month - 3 : 3 * when.month] if when else "",
        "howpublished": "Recorded simulation run",
        "note": latex(f"{_what(run)} Made with {_software(run)}. {_digest(run)}"),
    }
    entries = [_entry(key(run), entry)]
    if not run.is_public:
        entry = {
            "author": f"{{{AUTHORS}}}",
            "title": f"{{{SOFTWARE}}}",
            "year": f"{when.year}" if when else "",
            "howpublished": "Computer program",
            "note": latex(f"Version {run.vmt_version}, source {_source(run)}"),
        }
        revision = (run.git_revision or "")[:_KEY_LENGTH]
        name = f"vmt-desktop-{_slug(f'{run.vmt_version} {revision}')}"
        entries.append(_entry(name, entry))
    return "\n\n".join(entries)


def key(run: Run) -> str:
    """Return the BibTeX key of a run: the same for the same run, wherever it lies."""
    mark = run.final_digest or run.scenario_sha256 or re.sub(r"\D", "", run.start_time)
    seed = f"-seed{run.seed}" if run.seed >= 0 else ""
    return f"vmt-{_slug(run.scenario_name) or 'run'}{seed}-{mark[:_KEY_LENGTH]}"


def latex(text: str) -> str:
    """Return text with what means something to LaTeX escaped, on one line."""
    return " ".join("".join(_LATEX.get(sign, sign) for sign in text).split())


def _what(run: Run) -> str:
    sha256 = run.scenario_sha256 or "not recorded"
    seed = str(run.seed) if run.seed >= 0 else "not recorded"
    protocols = ", ".join(
        f"{what} {protocol(name, parameters) or 'not recorded'}"
        for what, name, parameters in (
            ("search", run.search_protocol, run.search_params),
            ("matching", run.matching_protocol, run.matching_params),
            ("bargaining", run.bargaining_protocol, run.bargaining_params),
        )
    )
    return (
        f"Scenario “{title(run)}” (SHA-256 {sha256}){_overrides(run)}, seed {seed},"
        f" rule set {run.rule_set}, {protocols}, {_ticks(run)}."
    )


def _overrides(run: Run) -> str:
    # Protocols are named anyway.
    told = [
        f"{key}={text}"
        for key, text in run.overrides.items()
        if not key.endswith("_protocol")
    ]
    return f" with {', '.join(told)} in place of its own values" if told else ""


def _ticks(run: Run) -> str:
    ticks = f"{run.total_ticks} ticks"
    if run.planned_ticks and run.planned_ticks != run.total_ticks:
        ticks += f" of {run.planned_ticks} planned"
    return ticks if run.is_complete else f"{ticks} ({run.status})"


def _program(run: Run) -> str:
    return run.vmt_version if run.is_public else f"{SOFTWARE} {run.vmt_version}"


def _software(run: Run) -> str:
    engine = run.engine_version or "not recorded"
    image = run.image_digest or "not recorded"
    return f"{_program(run)} (engine {engine}; source {_source(run)}; image {image})"


def _source(run: Run) -> str:
    return run.git_revision or "not recorded"


def _digest(run: Run) -> str:
    return f"Digest {run.final_digest}" if run.final_digest else "No digest"


def _when(run: Run) -> str:
    when = _date(run)
    return f" on {when:%Y-%m-%d}" if when else ""


def _date(run: Run) -> datetime | None:
    try:
        return datetime.fromisoformat(run.start_time)
    except ValueError:
        return None


def _entry(name: str, fields: dict[str, str]) -> str:
    lines = [
        # The months are macros of BibTeX, not text.
        f"  {field:12} = {text if field == 'month' else f'{{{text}}}'},"
        for field, text in fields.items()
        if text
    ]
    return "\n".join([f"@misc{{{name},", *lines, "}"])


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", plain.lower()).strip("-.")
