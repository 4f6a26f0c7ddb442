"""The best of trade and forage, as far as the next cell."""

from typing import ClassVar

from vmt.engine.protocols.search.distance_discounted import DistanceDiscounted


class Myopic(DistanceDiscounted):
    """As `DistanceDiscounted`, by an agent that sees one cell far."""

    name: ClassVar[str] = "myopic"
    description: ClassVar[str] = (
        "As distance_discounted, but agents see no farther than the next cell."
    )
    source: ClassVar[str] = (
        "The public VMT of 2025, which ran its default search with a vision of 1."
    )
    vision: ClassVar[int | None] = 1
