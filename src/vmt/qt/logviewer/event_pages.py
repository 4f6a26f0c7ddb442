"""The pages of the log viewer that list what happened, and what there is."""

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer import columns
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.telemetry.records import (
    HarvestRecord,
    PreferenceRecord,
    ResourceSnapshot,
    TradeRecord,
)


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("event_pages", text))


def trades_page(chosen: Filter) -> ListingPage:
    """Return the page of the trades."""
    return ListingPage(
        name=tr("Trades"),
        nothing=tr("No trades here. What was tried is on the page Bargaining."),
        record=TradeRecord,
        columns=columns.trade_columns(),
        chosen=chosen,
    )


def preferences_page(chosen: Filter) -> ListingPage:
    """Return the page of the partners that agents ranked."""
    return ListingPage(
        name=tr("Rankings"),
        nothing=tr(
            "No rankings here. Runs are recorded with them at log level debug, or with"
            " log_preferences in the scenario."
        ),
        record=PreferenceRecord,
        columns=columns.preference_columns(),
        chosen=chosen,
    )


def harvests_page(chosen: Filter) -> ListingPage:
    """Return the page of the harvests."""
    return ListingPage(
        name=tr("Harvests"),
        nothing=tr("Nothing is harvested here."),
        record=HarvestRecord,
        columns=columns.harvest_columns(),
        chosen=chosen,
    )


def resources_page(chosen: Filter) -> ListingPage:
    """Return the page of what lies on the ground."""
    return ListingPage(
        name=tr("Resources"),
        nothing=tr("Nothing at this tick."),
        record=ResourceSnapshot,
        columns=columns.resource_columns(),
        chosen=chosen,
        key=lambda cell: (cell.x, cell.y),
        is_snapshot=True,
    )
