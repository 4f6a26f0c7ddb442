"""The page of the bargaining: what was tried in negotiations, and why it failed."""

from typing import Any

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.recorded_columns import of, worded
from vmt.qt.logviewer.recording import Recording
from vmt.qt.tables import Column
from vmt.telemetry.records import AttemptRecord


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("bargaining", text))


RESULTS = {"success": "agreed", "fail": "failed"}
REASONS = {
    "utility_improves_both": "both gain",
    "both_utility_no_improvement": "neither would gain",
    "buyer_utility_no_improvement": "the buyer would not gain",
    "seller_utility_no_improvement": "the seller would not gain",
    "buyer_insufficient_B": "the buyer has too little B",
    "seller_insufficient_A": "the seller has too little A",
    "dB_nonpositive": "the payment rounds to nothing",
    "no_overlap": "no price suits both: the ask is above the bid",
    "no_feasible_trade": "no quantity and price let both gain",
    "not_implemented": "this bargaining protocol never agrees",
}
"""What the words stand for that are recorded."""


class BargainingPage(ListingPage):
    """All blocks that were tried; recorded at log level debug only.

    Parameters
    ----------
    chosen : Filter
    """

    def __init__(self, chosen: Filter) -> None:
        super().__init__(
            name=tr("Attempts"),
            nothing="",
            record=AttemptRecord,
            columns=attempt_columns(),
            chosen=chosen,
        )

    def show_recording(self, recording: Recording) -> None:
        """Show what the filter wants; where there is nothing, say why."""
        runs = [run.run for run in recording.comparison.runs]
        if any(run.log_level == "debug" for run in runs):
            self.table.empty = tr(
                "Nobody negotiates here. Only agents meet for it whose quotes overlap:"
                " the page Decisions tells whom each one considered."
            )
        elif any(run.is_public for run in runs):
            self.table.empty = tr("What was tried is not recorded in this file.")
        else:
            self.table.empty = tr(
                "What was tried is not recorded in this run. It is in those made by:"
                " vmt run --log-level debug"
            )
        super().show_recording(recording)


def attempt_columns() -> list[Column[Any]]:
    """Return the columns of attempts."""
    return [
        of("tick", tr("Tick"), letters=5),
        of("buyer_id", tr("Buyer"), tr("Would receive A and pay B"), letters=5),
        of("seller_id", tr("Seller"), tr("Would give A and receive B"), letters=5),
        _worded("result", tr("Result"), RESULTS, 7),
        _worded("result_reason", tr("Why"), REASONS, 30),
        of("dA_attempted", "dA", tr("Units of A that were tried"), letters=5),
        of("dB_calculated", "dB", tr("Units of B that would be paid")),
        of("price", tr("Price"), tr("That was tried, in B per A; nothing: none was")),
        of("buyer_bid", tr("Buyer's bid"), tr("Pays at most this, in B per A")),
        of("seller_ask", tr("Seller's ask"), tr("Sells from this on, in B per A")),
        of("surplus", tr("Overlap"), tr("The bid less the ask, in B per A")),
        _gain("buyer", tr("Buyer's gain")),
        _gain("seller", tr("Seller's gain")),
        of("buyer_A_init", tr("Buyer's A"), tr("Its holding before, in units")),
        of("buyer_B_init", tr("Buyer's B"), tr("Its holding before, in units")),
        of("seller_A_init", tr("Seller's A"), tr("Its holding before, in units")),
        of("seller_B_init", tr("Seller's B"), tr("Its holding before, in units")),
    ]


def _worded(field: str, title: str, words: dict[str, str], letters: int) -> Column[Any]:
    told = {word: tr(meaning) for word, meaning in words.items()}
    recorded = "\n".join(f"{meaning}: {word}" for word, meaning in told.items())
    help_ = tr("As it is recorded, and as conditions have it:\n{0}").format(recorded)
    return worded(field, title, told, help_, letters=letters)


def _gain(side: str, title: str) -> Column[Any]:
    before, after = f"{side}_U_init", f"{side}_U_final"

    def gain(attempt: AttemptRecord) -> float | None:
        then: float | None = getattr(attempt, after)
        return None if then is None else then - float(getattr(attempt, before))

    help_ = tr("Of utility, in utils; nothing: one of them does not have the goods")
    return Column(title, gain, help_)
