"""Every protocol passes the checks of its category."""

from pathlib import Path
from typing import Any

import pytest

from protocol_harness import CHECKS, Check, agrees_on_feasible_blocks, check_protocol
from vmt.engine.protocols import registry
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.contract import BargainingView, Block, Refusal

CASES = [
    pytest.param(check, name, id=f"{name}-{check.__name__}")
    for category in registry.CATEGORIES
    for name in registry.names(category)
    for check in CHECKS[category]
]


@pytest.mark.parametrize(("check", "name"), CASES)
def test_a_protocol_holds_what_all_have_to(check: Check, name: str) -> None:
    """The check's own sentence says what."""
    check(name)


PAGE = Path(__file__).resolve().parents[4] / "docs" / "adding-protocols.md"


def test_the_example_of_the_docs_is_a_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be registered as it stands, and passes all checks."""
    monkeypatch.setitem(
        registry._known, "bargaining", {**registry._known["bargaining"]}
    )
    code = PAGE.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"__name__": "playground.swaps"}
    exec(compile(code, PAGE.name, "exec"), names)  # noqa: S102 - it is our own page

    check_protocol("bargaining", "even_swap")
    assert registry.make_bargaining("even_swap", {"steps": 2}).steps == 2


class Generous(CompensatingBlock):
    """Agrees as the compensating block does, and pays one minor unit more."""

    name = "generous"

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return a block whose gains are not those that it states."""
        block = super().negotiate(view)
        if isinstance(block, Refusal):
            return block
        return Block(
            block.giver,
            block.receiver,
            block.dA,
            block.dB + 1,
            block.quoted_price,
            block.giver_gain,
            block.receiver_gain,
        )


def test_the_harness_finds_a_protocol_that_misstates_gains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A check that nothing could fail would be worth nothing."""
    monkeypatch.setitem(registry._known["bargaining"], "generous", Generous)

    with pytest.raises(AssertionError):
        agrees_on_feasible_blocks("generous")
