"""SECURITY.md speaks of tests that are there."""

import re

from running import REPOSITORY


def test_every_test_that_it_names_exists() -> None:
    """In the file that it names."""
    text = (REPOSITORY / "SECURITY.md").read_text("utf-8")
    named = re.findall(r"`((?:tests/\S+/)?test_\w+\.py)::(test_\w+)`", text)
    assert len(named) > 40
    for file, test in named:
        path = file if "/" in file else f"tests/unit/gateway/{file}"
        content = (REPOSITORY / path).read_text("utf-8")
        assert f"def {test}(" in content, (file, test)
    assert text.count("::test_") == len(named)
