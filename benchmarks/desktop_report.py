"""What was measured of the desktops, as a table, as JSON, and held against the bars."""

from dataclasses import asdict
from typing import Any

from benchmarks.desktop_figures import QUANTITIES, ROUND_TRIPS, Measured, Quantity
from benchmarks.report import Bar, bar, table

OURS, PLAIN, XVNC = "ours", "plain", "xvnc"
PEERS = (PLAIN, XVNC)
HEADINGS = ("", *(OURS, PLAIN, XVNC), "ours : plain", "ours : xvnc")
_EXPLANATION = """\
Of each: the median, (p95) of single answers and frames, [lowest to highest round].
ours: Dockerfile.desktop. plain: Xvfb, fluxbox and x11vnc with its defaults; xvnc:
TigerVNC's Xvnc and openbox; both with Debian's noVNC and websockify, without the app in
their images. Rounds: {rounds}, the desktops in turn. Load of the machine in the minute
before: {load:.1f}; whatever else runs makes times longer and frames fewer."""
_SINGLE = ("key", "click", "age")
"""What begins so has a figure for each answer or frame, and not one a round."""


class DesktopReport(Measured):
    """What was measured of ours and its peers."""

    def bars(self) -> list[Bar]:
        """Return the bars, with what was found."""
        return [
            *self._answer_bars(),
            *self._frame_bars(),
            *self._round_trip_bars(),
            *self._byte_bars(),
            *self._cost_bars(),
            *self._watcher_bars(),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {**super().as_json(), "bars": [asdict(held) for held in self.bars()]}

    def as_text(self) -> str:
        """Return it all for a reader."""
        measured = [q for q in QUANTITIES if self._is_measured(q)]
        parts = [
            _EXPLANATION.format(rounds=self.rounds, load=self.load),
            table(HEADINGS, [self._row(quantity) for quantity in measured]),
        ]
        if self.notes:
            parts.append("\n".join(dict.fromkeys(self.notes)))
        verdicts = [(b.name, b.wanted, b.found, b.verdict) for b in self.bars()]
        return "\n\n".join((*parts, table(("bar", "wanted", "found", ""), verdicts)))

    def _is_measured(self, quantity: Quantity) -> bool:
        return any(self.figures.has(quantity.name, d) for d in (OURS, *PEERS))

    def _row(self, quantity: Quantity) -> list[str]:
        ratios = [self.figures.ratio(quantity.name, OURS, peer) for peer in PEERS]
        return [
            quantity.label,
            *(self._cell(quantity, desktop) for desktop in (OURS, *PEERS)),
            *("-" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
        ]

    def _cell(self, quantity: Quantity, desktop: str) -> str:
        name, form = quantity.name, quantity.form
        median = self.figures.median(name, desktop)
        p95 = self.figures.p95(name, desktop)
        spread = self.figures.spread(name, desktop)
        if median is None or p95 is None or spread is None:
            return "-"
        parts = [format(median, form)]
        if name.startswith(_SINGLE):
            parts.append(f"({p95:{form}})")
        if spread[0] != spread[1]:
            parts.append(f"[{spread[0]:{form}} to {spread[1]:{form}}]")
        return " ".join(parts)

    def _answer_bars(self) -> list[Bar]:
        found = []
        for name, what in (
            ("key", "key, at rest"),
            ("click", "click, at rest"),
            ("key_animated", "key, animated"),
            ("click_animated", "click, animated"),
        ):
            for share, word in ((50, "median"), (95, "p95")):
                for peer, most in ((XVNC, 1.0), (PLAIN, 0.5)):
                    ratio = self.figures.ratio(name, OURS, peer, share)
                    label = f"{what} → pixel, {word}, ours : {peer}"
                    found.append(bar(label, f"<= {most}", ratio, ".2f"))
        return found

    def _frame_bars(self) -> list[Bar]:
        def frames(name: str, what: str, peer: str, least: float) -> Bar:
            ratio = self.figures.ratio(name, OURS, peer)
            return bar(f"frames/s, {what}, ours : {peer}", f">= {least}", ratio, ".2f")

        def age(name: str, what: str, peer: str) -> Bar:
            ratio = self.figures.ratio(name, OURS, peer)
            return bar(f"frame age, {what}, ours : {peer}", "<= 1", ratio, ".2f")

        return [
            frames("frames", "1280×800", XVNC, 1),
            frames("frames", "1280×800", PLAIN, 1.5),
            *(age("age", "1280×800", peer) for peer in (XVNC, PLAIN)),
            frames("frames_large", "1920×1080", XVNC, 1),
            frames("frames_viewer", "viewer", XVNC, 1),
        ]

    def _round_trip_bars(self) -> list[Bar]:
        without = self.figures.median("frames", OURS)
        found = []
        for milliseconds in ROUND_TRIPS:
            with_it = self.figures.median(f"frames_{milliseconds}", OURS)
            ratio = with_it / without if with_it is not None and without else None
            name = f"frames/s, {milliseconds} ms round trip : none"
            found.append(bar(name, ">= 0.9", ratio, ".2f"))
        return found

    def _byte_bars(self) -> list[Bar]:
        """Return those of bytes, and that the picture is not worse for them.

        Who shows a fifth of the frames sends less a second: beside `plain` it is the
        bytes of a frame that are compared.
        """
        ours = self.figures.median("psnr", OURS)
        theirs = [self.figures.median("psnr", peer) for peer in PEERS]
        worse = None
        if ours is not None and all(one is not None for one in theirs):
            worse = ours - min(one for one in theirs if one is not None)
        by_second = self.figures.ratio("kilobytes", OURS, XVNC)
        by_frame = [
            self.figures.ratio("kilobytes_a_frame", OURS, peer) for peer in PEERS
        ]
        return [
            bar("bytes/s, ours : xvnc", "<= 1", by_second, ".2f"),
            *(
                bar(f"bytes a frame, ours : {peer}", "<= 1", ratio, ".2f")
                for peer, ratio in zip(PEERS, by_frame, strict=True)
            ),
            bar("PSNR, ours above the lower of theirs, dB", ">= 0", worse, "+.1f"),
        ]

    def _cost_bars(self) -> list[Bar]:
        def ours(what: str, wanted: str, name: str, form: str) -> Bar:
            return bar(what, wanted, self.figures.median(name, OURS), form)

        start = self.figures.ratio("start", OURS, PLAIN)
        return [
            ours("CPU at rest, % of a core", "< 1", "cpu_at_rest", ".2f"),
            ours("docker run → launcher, s", "< 3", "start_launcher", ".2f"),
            bar("docker run → picture, ours : plain", "<= 0.6", start, ".2f"),
            ours("dropped → live picture, s", "< 1", "reconnect", ".2f"),
            ours("memory without the app, MB", "< 120", "memory", ".0f"),
            ours("image, MB", "<= 330", "image", ".0f"),
            ours("image, headless, MB", "<= 200", "image_headless", ".0f"),
        ]

    def _watcher_bars(self) -> list[Bar]:
        slowest = self.figures.median("watcher_slowest", OURS)
        chromium = self.figures.median("watcher_frames", OURS)
        watched = self.figures.median("key_watched", OURS)
        alone = self.figures.median("key_alone", OURS)
        ratio = watched / alone if watched is not None and alone else None
        return [
            bar("updates/s of the slowest watcher", ">= 10", slowest, ".1f"),
            bar("frames/s of a watching Chromium", ">= 10", chromium, ".1f"),
            bar("key → pixel, thirty watchers : none", "<= 2", ratio, ".2f"),
        ]
