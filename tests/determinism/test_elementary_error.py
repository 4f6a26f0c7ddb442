"""The error bound of our elementary functions, on a million points each."""

import pytest

from elementary_error import largest_error
from elementary_sample import economic


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ["exp", "log", "power"])
def test_a_million_results_are_within_0_501_units_of_the_truth(name: str) -> None:
    """At most one in a hundred thousand is not the nearest double."""
    error = largest_error(name, economic(name, 1_000_000))
    print(f"{name}: {error}")

    assert error.worst <= 0.501, error
    assert error.misrounded <= 10, error
