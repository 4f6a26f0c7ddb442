"""What a worker and the benchmark tell each other: a line of JSON each way.

A request is ``{"ticks": T, "seconds": S}``: run the economy from its start for T ticks,
and again until it took S seconds of CPU time. The answer is
``{"agent_ticks": n, "cpu": seconds, "state": fingerprint}``.
The construction of an economy is not timed. A worker's first line says that it is
ready, ``{"compiled": true}`` or whatever else there is to tell, or that it cannot:
``{"refusal": why}``.

This module and the workers that import it use nothing but the standard library, so
that any interpreter can run them.
"""

import gc
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, Protocol

AgentState = tuple[int, int, int, int, int, int]
"""Id, x, y, A and B in ten-thousandths, and the partner or -1."""


class Run(Protocol):
    """A run of an economy, before its first tick."""

    def go(self, ticks: int) -> int:
        """Do the ticks, and return how many agent-ticks they were."""

    def state(self) -> Iterable[AgentState] | None:
        """Return where the agents are, or None where it compares with nothing."""


def serve(start: Callable[[], Run], **told: Any) -> None:
    """Answer requests on standard input until it ends."""
    # What a program prints must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(**content: Any) -> None:
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    answer(**told)
    for line in sys.stdin:
        request = json.loads(line)
        answer(**_measured(start, request["ticks"], request["seconds"]))


def refuse(why: str) -> NoReturn:
    """Tell that this program cannot be measured, and end."""
    sys.stdout.write(json.dumps({"refusal": why}) + "\n")
    sys.exit(0)


def _measured(
    start: Callable[[], Run], ticks: int, seconds: float
) -> dict[str, int | float | str | None]:
    cpu, agent_ticks, run = 0.0, 0, None
    while run is None or cpu < seconds:
        run = start()
        gc.collect()
        began = time.process_time()
        agent_ticks += run.go(ticks)
        cpu += time.process_time() - began
    return {"agent_ticks": agent_ticks, "cpu": cpu, "state": _fingerprint(run.state())}


def _fingerprint(agents: Iterable[AgentState] | None) -> str | None:
    if agents is None:
        return None
    text = repr([tuple(agent) for agent in agents])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
