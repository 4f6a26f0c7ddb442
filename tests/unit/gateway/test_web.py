"""The page as it is built."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vmt_desktop
from vmt_desktop.gateway import pages

WEB = Path(vmt_desktop.__file__).parent / "web"


def test_building_again_does_nothing() -> None:
    """What has been built from the same files is left alone, in silence."""
    before = pages.PAGE.stat().st_mtime_ns
    done = subprocess.run(
        [sys.executable, WEB / "build.py"], capture_output=True, check=True
    )
    assert done.stdout == b""
    assert pages.PAGE.stat().st_mtime_ns == before


def test_every_source_of_the_page_makes_it_be_built_anew() -> None:
    """No script and no style is left out of what the built page is compared with."""
    spec = importlib.util.spec_from_file_location("build", WEB / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    inputs = {file for name in build.INPUTS for file in WEB.glob(name)}
    sources = {file for file in WEB.rglob("*.[jc]*s") if "dist" not in file.parts}
    assert len(sources) > 20
    assert sources <= inputs
    names = [WEB / name for name in ("index.html", "package-lock.json", "build.py")]
    assert inputs >= set(names)


def test_every_package_is_pinned_by_its_content() -> None:
    """The lock file has hashes of all, and names no registry."""
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/@novnc/novnc"]["version"] == "1.7.0"
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry
    wanted = json.loads((WEB / "package.json").read_text("utf-8"))
    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_page_names_what_it_contains() -> None:
    """The licences of noVNC and of what noVNC contains come along."""
    page = pages.PAGE.read_text("utf-8")
    for words in (
        "noVNC 1.7.0",
        "Mozilla\nPublic License 2.0",
        "Vitaly Puzrin",
        "Permission is hereby granted, free of charge",
        "Jef Poskanzer",
    ):
        assert words in page


def test_a_page_that_was_not_built_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message has the command that builds it."""
    monkeypatch.setattr(pages, "PAGE", tmp_path / "page.html")
    with pytest.raises(pages.PageError, match=r"build\.py"):
        pages.DesktopPage("token")
