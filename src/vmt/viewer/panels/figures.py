"""Numbers that may be negative, for people."""

from vmt.viewer.status import number

MINUS = "−"


def figure(value: float | None) -> str:
    """Return a number with four significant digits, a dash where there is none."""
    return number(value).replace("-", MINUS)


def signed(value: float) -> str:
    """Return a change with its sign."""
    text = figure(value)
    return f"+{text}" if value > 0 and text[0].isdigit() else text
