"""What a user is told instead of a traceback."""


class SettingsError(Exception):
    """A variable has a value that is not allowed; the message is one line."""


class StartError(Exception):
    """What is to be started cannot start here; the message is one line."""
