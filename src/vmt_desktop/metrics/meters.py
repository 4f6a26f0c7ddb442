"""All instruments of a gateway, and the text in which Prometheus reads them.

The format is version 0.0.4 of the text-based exposition format,
https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vmt_desktop.metrics.instruments import Counter, Gauge, Histogram, Instrument

PREFIX = "vmt_desktop_"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]


@dataclass
class Family:
    """Instruments of one name.

    Attributes
    ----------
    kind : str
        ``counter``, ``gauge`` or ``histogram``.
    meaning : str
        A sentence.
    members : dict
        Instrument by labels.
    """

    kind: str
    meaning: str
    members: dict[Labels, Instrument] = field(default_factory=dict)


class Meters:
    """The instruments by name and labels.

    Names are given without the prefix that all of them have.
    """

    def __init__(self) -> None:
        self._families: dict[str, Family] = {}

    def counter(self, name: str, meaning: str, **labels: str) -> Counter:
        """Return a new counter; its name ends with ``_total``."""
        counter = Counter()
        self._add(name, "counter", meaning, labels, counter)
        return counter

    def histogram(
        self, name: str, meaning: str, bounds: Sequence[float], **labels: str
    ) -> Histogram:
        """Return a new histogram with these upper bounds."""
        histogram = Histogram(bounds)
        self._add(name, "histogram", meaning, labels, histogram)
        return histogram

    def gauge(
        self, name: str, meaning: str, ask: Callable[[], float], **labels: str
    ) -> None:
        """Have a number asked for whenever somebody wants to know."""
        self._add(name, "gauge", meaning, labels, Gauge(ask))

    def text(self) -> str:
        """Return all there is to read now."""
        lines = []
        for short, family in self._families.items():
            name = PREFIX + short
            lines += [
                f"# HELP {name} {_escaped(family.meaning)}",
                f"# TYPE {name} {family.kind}",
            ]
            for labels, instrument in family.members.items():
                for suffix, more, value in instrument.samples():
                    told = _told({**dict(labels), **more})
                    lines.append(f"{name}{suffix}{told} {value!r}")
        return "\n".join([*lines, ""])

    def _add(
        self,
        name: str,
        kind: str,
        meaning: str,
        labels: dict[str, str],
        instrument: Instrument,
    ) -> None:
        family = self._families.setdefault(name, Family(kind, meaning))
        family.members[tuple(labels.items())] = instrument


def _told(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    pairs = (
        '{}="{}"'.format(name, _escaped(value).replace('"', r"\""))
        for name, value in labels.items()
    )
    return "{" + ",".join(pairs) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")
