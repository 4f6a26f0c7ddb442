"""What a recording says about the program that made it."""

import subprocess
from collections.abc import Iterator

import pytest

from vmt.telemetry import provenance
from vmt.telemetry.reader import open_database


@pytest.fixture(autouse=True)
def ask_again() -> Iterator[None]:
    """Forget the revision that was found before, and after."""
    provenance.git_revision.cache_clear()
    yield
    provenance.git_revision.cache_clear()


def test_revision_is_that_of_the_checkout(monkeypatch) -> None:
    """In a git checkout the revision is its commit, marked if it was changed."""
    monkeypatch.delenv(provenance.GIT_REVISION, raising=False)
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"],
        cwd=provenance.SOURCE,
        capture_output=True,
        text=True,
        check=False,
    )
    revision = provenance.git_revision()
    if done.returncode == 0:
        assert revision
        assert revision.removesuffix("-dirty") == done.stdout.strip()
    else:
        assert revision is None


def test_source_without_a_checkout_has_no_revision(tmp_path, monkeypatch) -> None:
    """A copy inside somebody else's checkout does not take that one's commit."""
    monkeypatch.delenv(provenance.GIT_REVISION, raising=False)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    installed = tmp_path / "site-packages"
    installed.mkdir()
    monkeypatch.setattr(provenance, "SOURCE", installed)
    assert provenance.git_revision() is None


def test_named_revision_and_image_are_recorded(monkeypatch, start) -> None:
    """What the environment says about the program lies in the recording."""
    monkeypatch.setenv(provenance.GIT_REVISION, "abc123")
    monkeypatch.setenv(provenance.IMAGE_DIGEST, "sha256:def")
    recorder, _ = start()
    recorder.finish("finished")
    with open_database(recorder.path) as database:
        (run,) = database.runs()
    assert (run.git_revision, run.image_digest) == ("abc123", "sha256:def")
