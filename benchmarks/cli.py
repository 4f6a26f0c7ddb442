"""``benchmarks/engine``: measures the engine side by side with others."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks import economies, engines, footprint, speed
from benchmarks.command_line import (
    add_json,
    add_require,
    exit_code,
    positive,
    say,
    sizes,
    tell,
)
from benchmarks.economies import Economy
from benchmarks.engines import Engine, Refusal
from benchmarks.report import Report, bars

LARGE_100 = Path("scenarios", "curated", "large_100_agents.yaml")
"""The public VMT's own file, in a checkout of it."""
LARGE_MARKET = engines.ROOT / "scenarios" / "performance" / "large_market.yaml"
"""Ours of the same size, where that is not at hand."""
MESA_AGENTS = 200
"""As many as the example has; with a thousand it ends with an error."""


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/engine",
        description="Measure how fast, how large and how quick to start the engine is:"
        " one core, CPU time, no telemetry, medians of interleaved repetitions.",
    )
    made.add_argument(
        *("--public-vmt", "-p"),
        type=Path,
        metavar="PATH",
        help="measure this checkout of github.com/cmfunderburk/vmt-dev (November"
        " 2025) too; it becomes the baseline",
    )
    made.add_argument(
        "--large-100",
        type=Path,
        metavar="FILE",
        help="the public large_100_agents.yaml (default: the checkout's)",
    )
    made.add_argument(
        "--without-mesa",
        action="store_true",
        help="leave out Mesa, which is installed from PyPI the first time",
    )
    made.add_argument(
        "--sizes",
        type=sizes,
        default=economies.SIZES,
        metavar="N,N",
        help="agents of the synthetic economies (default:"
        f" {','.join(map(str, economies.SIZES))})",
    )
    made.add_argument(
        "--ticks",
        type=positive,
        default=30,
        help="ticks of an economy, from its start (default: 30)",
    )
    made.add_argument(
        "--repeat", type=positive, default=3, help="repetitions (default: 3)"
    )
    made.add_argument(
        "--seconds",
        type=float,
        default=0.2,
        help="CPU time of a repetition at least (default: 0.2)",
    )
    made.add_argument(
        "--speed-only",
        action="store_true",
        help="measure neither memory nor whole runs",
    )
    add_json(made)
    add_require(made)
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    arguments = parser().parse_args(words)
    try:
        with tempfile.TemporaryDirectory() as folder:
            report = _measured(arguments, Path(folder))
    except Refusal as refusal:
        say(str(refusal))
        return 2
    tell(report, arguments.json)
    return exit_code(bars(report), required=arguments.require)


def _measured(arguments: Namespace, folder: Path) -> Report:
    compared: list[Engine] = [
        engines.ours(engines.V2, "v2"),
        engines.ours(engines.NOVEMBER, "november"),
        engines.uncompiled(folder),
    ]
    if arguments.public_vmt is not None:
        compared.append(engines.public_vmt(arguments.public_vmt))
    report = Report(compared[-1].name)
    market = _market(arguments)
    synthetic = [economies.write(n, folder) for n in arguments.sizes]
    for economy in [market, *synthetic]:
        _measure(report, compared, economy, arguments)
    if not arguments.without_mesa:
        _measure_mesa(report, arguments)
    _warn(report)
    if not arguments.speed_only:
        large, one = max(synthetic, key=_n_agents), economies.write(1, folder)
        say(f"memory of {large.name}")
        report.memory = footprint.memory(large, one, arguments.ticks)
        say("whole runs")
        hundred = economies.write(100, folder)
        report.whole_runs = footprint.whole_runs(hundred, 1000, arguments.repeat)
    return report


def _market(arguments: Namespace) -> Economy:
    given = arguments.large_100
    if given is None and arguments.public_vmt is not None:
        given = arguments.public_vmt / LARGE_100
    if given is None:
        return economies.existing(LARGE_MARKET)
    if not given.is_file():
        raise Refusal(f"there is no file {given}; name one by --large-100")
    return economies.existing(given)


def _measure_mesa(report: Report, arguments: Namespace) -> None:
    cache = user_cache_path("vmt", appauthor=False) / "benchmarks"
    say(f"Mesa, installed under {cache}")
    try:
        mesa = engines.mesa(cache)
    except Refusal as refusal:
        say(f"Mesa is not measured: {refusal}")
        return
    economy = Economy("Sugarscape with traders", MESA_AGENTS, Path())
    _measure(report, [mesa], economy, arguments)


def _measure(
    report: Report, compared: list[Engine], economy: Economy, arguments: Namespace
) -> None:
    say(economy.name)
    report.speeds += speed.measure(
        compared,
        economy,
        ticks=arguments.ticks,
        repeat=arguments.repeat,
        seconds=arguments.seconds,
        say=say,
    )


def _warn(report: Report) -> None:
    """Say what makes the figures mean something else than it seems."""
    if any(
        found.engine == engines.V2 and not found.compiled for found in report.speeds
    ):
        say("ours is not compiled here: .venv/bin/python hatch_build.py compiles it")
    for found in report.speeds:
        public = report.speed(engines.PUBLIC, found.economy)
        if found.engine == engines.NOVEMBER and public is not None:
            same = "the same" if found.state == public.state else "DIFFERENT"
            say(
                f"{found.economy}: ours november and the public VMT end in {same} state"
            )


def _n_agents(economy: Economy) -> int:
    return economy.n_agents
