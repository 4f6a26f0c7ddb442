"""The clipboard's client of the X server: offers one text, hears of all others."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.ext import xfixes
from Xlib.protocol import event

from vmt_desktop.display.clipboard.fetch import Fetch, TooLong
from vmt_desktop.display.clipboard.offer import Offer

PAUSE_SECONDS = 0.1
"""Between two texts that are fetched: a program may copy as often as it likes."""

ALL_CHANGES = (
    xfixes.XFixesSetSelectionOwnerNotifyMask
    | xfixes.XFixesSelectionWindowDestroyNotifyMask
    | xfixes.XFixesSelectionClientCloseNotifyMask
)


class Agent:
    """Client of a `DisplayThread`.

    Parameters
    ----------
    hears : bool
        Whether texts that are copied in the desktop are asked for at all.
    heard : callable
        Called in the thread with each of them, or with a `TooLong`.

    Attributes
    ----------
    text : str or None
        What is in the clipboard, as far as it is known; may be read in any thread.
    """

    def __init__(self, heard: Callable[[str | TooLong], None], *, hears: bool) -> None:
        self._heard = heard
        self._hears = hears
        self.text: str | None = None
        self._claims: list[Future[None]] = []
        self._wants_since: int | None = None  # an owner that was not asked yet
        self._next_fetch = 0.0
        self._tells = True

    # ---- as the thread asks ------------------------------------------------------

    def connected(self, connection: Display) -> None:
        """Follow the clipboard; offer the text again if its owner is gone."""
        self._connection = connection
        self._clipboard = connection.intern_atom("CLIPBOARD")
        self._claim = connection.intern_atom("_VMT_CLIPBOARD_CLAIM")
        self._window = connection.screen().root.create_window(
            *(-1, -1, 1, 1, 0),
            X.CopyFromParent,
            X.InputOnly,
            event_mask=X.PropertyChangeMask,
        )
        self._offer = Offer(connection)
        self._fetch = Fetch(connection, self._window, self._clipboard, self._fetched)
        self._wants_since = None
        connection.xfixes_query_version()
        connection.xfixes_select_selection_input(
            self._window, self._clipboard, ALL_CHANGES
        )
        owner = connection.get_selection_owner(self._clipboard)
        if owner == X.NONE or self._claims:
            self._offer_again()
        elif self._hears:
            # It was copied before we came, perhaps long ago: known, but no news.
            self._tells = False
            self._fetch.begin(X.CurrentTime)

    def handle(self, news: Any) -> None:
        """Act on an event of the X server."""
        match news:
            case xfixes.SelectionNotify():
                self._owner_changed(news)
            case event.SelectionRequest():
                self._offer.answer(news)
            case event.SelectionNotify():
                self._fetch.answered(news)
            case event.DestroyNotify():
                self._offer.window_gone(news)
            case event.PropertyNotify(window=self._window, atom=self._claim):
                self._take_ownership(news.time)
            case event.PropertyNotify(window=self._window):
                self._fetch.property_changed(news)
            case event.PropertyNotify(state=X.PropertyDelete):
                self._offer.property_deleted(news)

    def next_due(self) -> float | None:
        """Do what is due."""
        due = [self._offer.next_due(), self._fetch.next_due()]
        if self._wants_since is not None:
            if self._next_fetch <= time.monotonic():
                self._next_fetch = time.monotonic() + PAUSE_SECONDS
                self._fetch.begin(self._wants_since)
                self._wants_since = None
                due.append(self._fetch.next_due())
            else:
                due.append(self._next_fetch)
        return min((moment for moment in due if moment is not None), default=None)

    # ---- from a browser ----------------------------------------------------------

    def put(self, text: str) -> Future[None]:
        """Own the clipboard with this text; done when programs can paste it."""
        claimed: Future[None] = Future()
        if text == self.text:
            # Whoever owns it has it, perhaps in more formats than we could offer. A
            # browser tells us, too, what it has just been told.
            claimed.set_result(None)
        else:
            self.text = text
            self._claims.append(claimed)
            self._offer_again()
        return claimed

    def _offer_again(self) -> None:
        if self.text is not None:
            # Owning takes a time of the X server's clock, which comes with the event.
            self._window.change_property(self._claim, Xatom.INTEGER, 8, b"")

    def _take_ownership(self, now: int) -> None:
        if self.text is None:
            return
        self._fetch.give_up()
        self._wants_since = None
        self._offer.renew(self.text, now)
        self._window.set_selection_owner(self._clipboard, now)
        self._connection.sync()
        while self._claims:
            claimed = self._claims.pop()
            if claimed.set_running_or_notify_cancel():
                claimed.set_result(None)

    # ---- from a program ----------------------------------------------------------

    def _owner_changed(self, news: Any) -> None:
        if news.owner == self._window:
            return
        was_asked = self._fetch.busy or self._wants_since is not None
        self._fetch.give_up()
        self._wants_since = None
        if news.owner.id == X.NONE:
            cleared = news.sub_code == xfixes.XFixesSetSelectionOwnerNotify
            if cleared or was_asked:
                self.text = None
            else:  # the program was closed; what was copied in it is still wanted
                self._offer_again()
        elif self._hears:
            self._tells = True
            self._wants_since = news.selection_timestamp
        else:
            self.text = None

    def _fetched(self, outcome: str | TooLong | None) -> None:
        self.text = outcome if isinstance(outcome, str) else None
        if outcome is not None and self._tells:
            self._heard(outcome)
