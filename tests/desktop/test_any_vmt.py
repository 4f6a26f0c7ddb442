"""Another VMT in the place of the built-in one, unmodified."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from foreign import FOREIGN, RETURN, press, use
from running import REPOSITORY, Desktop
from visiting import Visit
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.desktop


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the foreign program to where it may be written to."""
    return shutil.copytree(FOREIGN, tmp_path / "foreign")


@pytest.fixture
def sealed(checkout: Path) -> Iterator[Path]:
    """Give its folder as a read-only mount of it."""
    mount = ["mount", "--bind", "-o", "ro", str(checkout), str(checkout)]
    if os.getuid() == 0:
        done = subprocess.run(mount, capture_output=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"no read-only mounts here: {done.stderr.decode().strip()}")
        yield checkout
        subprocess.run(["umount", "--lazy", str(checkout)], check=True)
        return
    folders = [path for path in (checkout, *checkout.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    yield checkout
    for folder in folders:
        folder.chmod(0o755)


def runs_in(file: Path) -> list[tuple[str, int]]:
    """Return the runs that the foreign program recorded."""
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return list(connection.execute("SELECT * FROM runs"))


def test_all_three_programs_run_in_their_own_folder(
    checkout: Path, start_desktop: Callable[..., Desktop]
) -> None:
    """Launcher, the viewer it starts, the log viewer; logs beside the program."""
    desktop = start_desktop(VMT_APP_DIR=str(checkout))

    use(desktop.link, desktop.windows)

    [(scenario, ticks)] = runs_in(checkout / "logs" / "telemetry.db")
    assert scenario == "scenarios/two_traders.yaml"
    assert ticks > 0
    assert not (desktop.data_dir / "app").exists()


def test_what_it_writes_is_kept_when_its_folder_is_read_only(
    sealed: Path, start_desktop: Callable[..., Desktop]
) -> None:
    """It works in a likeness of its folder below the data."""
    desktop = start_desktop(VMT_APP_DIR=str(sealed))

    use(desktop.link, desktop.windows)

    assert not (sealed / "logs").exists()
    [(_, ticks)] = runs_in(desktop.data_dir / "app" / "logs" / "telemetry.db")
    assert ticks > 0


def headless(folder: Path, data: Path, *arguments: str, cwd: Path) -> str:
    """Run main.py as the image does, and return what it prints."""
    bin_folder = Path(sys.executable).parent
    done = subprocess.run(
        [REPOSITORY / "entrypoints" / "container", "main.py", *arguments],
        env={
            **os.environ,
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "VMT_APP_DIR": str(folder),
            "VMT_HOME": str(REPOSITORY),
            "VMT_DATA_DIR": str(data),
        },
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_its_main_program_runs_without_a_desktop(sealed: Path, tmp_path: Path) -> None:
    """Files are named as from its own folder, and what it records is kept."""
    data = tmp_path / "data"
    arguments = ("scenarios/two_traders.yaml", "--seed", "20", "--ticks", "3")

    said = headless(sealed, data, *arguments, cwd=sealed)

    assert said == "holdings 37 33\n"
    recorded = runs_in(data / "app" / "logs" / "telemetry.db")
    assert recorded == [("scenarios/two_traders.yaml", 3)]


def test_whoever_goes_elsewhere_names_files_from_there(
    sealed: Path, tmp_path: Path
) -> None:
    """As with `docker run --workdir`."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "mine.yaml").write_text("first: 1\nsecond: 1\n", "utf-8")

    said = headless(sealed, tmp_path / "data", "mine.yaml", "--ticks", "1", cwd=work)

    assert said == "holdings 42 2\n"
    assert runs_in(work / "logs" / "telemetry.db") == [("mine.yaml", 1)]


def test_a_folder_without_programs_is_refused_with_one_line(
    tmp_path: Path, start_desktop: Callable[..., Desktop]
) -> None:
    """The line names the folder, the file and the variable."""
    desktop = start_desktop(VMT_APP_DIR=str(tmp_path))

    assert desktop.end() == 1
    [line] = desktop.output.lines
    assert line.startswith(f"vmt-desktop: {tmp_path} has no launcher.py")
    assert "VMT_APP_DIR" in line


@pytest.mark.slow
def test_an_older_release_of_ours_runs_with_its_own_packages(
    tmp_path: Path, start_desktop: Callable[..., Desktop]
) -> None:
    """Its launcher starts its own viewer, though a newer VMT is installed."""
    old = tmp_path / "old"
    for folder in ("entrypoints", "src/vmt", "scenarios"):
        shutil.copytree(
            REPOSITORY / folder, old / folder, ignore=shutil.ignore_patterns("*.so")
        )
    witness = tmp_path / "witness"
    package = old / "src" / "vmt" / "__init__.py"
    note = f"import sys\nprint(*sys.orig_argv, file=open({str(witness)!r}, 'a'))\n"
    package.write_text(package.read_text("utf-8") + note, "utf-8")
    desktop = start_desktop(VMT_APP_DIR=str(old))
    with Visit(desktop.link) as visit:
        desktop.wait_for_window("VMT Launcher")
        press(visit, RETURN)

    def was_started(command: str) -> bool:
        return f" {command}" in witness.read_text("utf-8")

    assert wait_until(lambda: was_started("-m vmt view"), 60)
    assert was_started(str(old / "entrypoints" / "launcher.py"))
    assert "usage: " in headless(old, tmp_path, "--help", cwd=old)
    assert was_started(str(old / "entrypoints" / "main.py"))
