"""Queries that are kept by name."""

import json

from PyQt5.QtCore import QCoreApplication, QSettings

_KEY = "queries"


def examples() -> dict[str, str]:
    """Return queries to begin with, by name."""
    tr = QCoreApplication.translate
    return {
        tr("sql", "Trades and mean price by ten ticks"): (
            "SELECT tick / 10 * 10 AS since, count(*) AS trades,\n"
            "       sum(dB) / sum(dA) AS price\n"
            "FROM trades_in_units\nWHERE run_id = 1\nGROUP BY since ORDER BY since"
        ),
        tr("sql", "Who trades with whom"): (
            "SELECT min(buyer_id, seller_id) AS one, max(buyer_id, seller_id) AS other,"
            "\n       count(*) AS trades, sum(dA) AS A, sum(dB) AS B\n"
            "FROM trades_in_units\nWHERE run_id = 1\n"
            "GROUP BY one, other ORDER BY trades DESC"
        ),
        tr("sql", "What buyers and sellers gained"): (
            "SELECT agent, count(*) AS trades, sum(gain) AS gain FROM (\n"
            "    SELECT buyer_id AS agent, buyer_surplus AS gain FROM trades\n"
            "    WHERE run_id = 1\n    UNION ALL\n"
            "    SELECT seller_id, seller_surplus FROM trades WHERE run_id = 1\n"
            ") GROUP BY agent ORDER BY gain DESC"
        ),
        tr("sql", "Why partnerships ended"): (
            "SELECT reason, count(*) AS times, min(tick) AS first, max(tick) AS last\n"
            "FROM pairings\nWHERE run_id = 1 AND event = 'unpair'\n"
            "GROUP BY reason ORDER BY times DESC"
        ),
    }


class SavedQueries:
    """Keeps queries in the settings of the log viewer."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def all(self) -> dict[str, str]:
        """The queries by name, in the order in which they were saved."""
        try:
            found = json.loads(self._settings.value(_KEY) or "{}")
        except (TypeError, ValueError):  # somebody has edited the settings
            return {}
        return {str(name): str(text) for name, text in dict(found).items()}

    def save(self, name: str, query: str) -> None:
        """Keep a query; one of the same name is replaced."""
        self._write({**self.all, name: query})

    def remove(self, name: str) -> None:
        """Forget a query."""
        self._write({n: text for n, text in self.all.items() if n != name})

    def _write(self, queries: dict[str, str]) -> None:
        self._settings.setValue(_KEY, json.dumps(queries, ensure_ascii=False))
        self._settings.sync()
