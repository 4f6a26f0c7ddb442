"""What the public program had of bargaining rules that it did not write."""

from typing import ClassVar

from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Refusal,
    Traits,
)


class Stub(Bargaining):
    """Never agrees: stands for a rule that a rule set knows by its name only."""

    name: ClassVar[str] = "stub"
    version: ClassVar[str] = "2026-11-24"
    description: ClassVar[str] = "Never agrees."
    traits: ClassVar[Traits] = Traits(
        uses_random=False,
        individually_rational=True,
        symmetric=True,
        sees_utilities=False,
        local=True,
    )
    source: ClassVar[str] = "The public VMT of November 2025."

    def negotiate(self, view: BargainingView) -> Block | Refusal:
        """Return the refusal that the public program recorded."""
        del view
        return Refusal("not_implemented")
