"""What the programs remember from one time to the next."""

from PyQt5.QtCore import QSettings


def open_settings(program: str) -> QSettings:
    """Return what a program remembers; written to the user's folder of settings."""
    return QSettings(QSettings.IniFormat, QSettings.UserScope, "vmt", program)
