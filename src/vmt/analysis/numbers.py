"""Numbers as people read them."""

import math


def number(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return _minus(f"{value:.{digits}g}")


def percent(fraction: float) -> str:
    """Return a fraction in per cent; not 100 % where it is less, nor 0 % if more."""
    if not math.isfinite(fraction):
        return "–"
    text = f"{100.0 * fraction:.1f}"
    if text == "100.0" and fraction < 1.0 - 1e-9:
        text = "> 99.9"
    return _minus(f"{text} %")


def _minus(text: str) -> str:
    return text.replace("-", "−")
