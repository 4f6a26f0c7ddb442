"""The front of the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from vmt import __version__
from vmt.cli.main import COMMANDS, main


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_help_begins_with_an_example_and_fits_a_screen(arguments, capsys) -> None:
    """The first thing in a help text is a command that works."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Example:"
    assert lines[1].startswith("  vmt ")
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_help_lists_the_commands(capsys) -> None:
    """``vmt --help`` tells of each command."""
    with pytest.raises(SystemExit):
        main(["--help"])
    output = capsys.readouterr().out
    for name, does in COMMANDS.items():
        assert name in output
        assert does in output


@pytest.mark.parametrize("arguments", [["--version"], ["run", "--version"]])
def test_version_is_printed(arguments, capsys) -> None:
    """The version is on stdout, alone."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"VMT {__version__}\n"


def test_nothing_shows_the_help_as_a_mistake(capsys) -> None:
    """``vmt`` alone does nothing, says what it could do, and exits with 2."""
    assert main([]) == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert messages.startswith("Example:")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rum"], "vmt: there is no command 'rum'; did you mean run?"),
        (["run", "x", "--sed", "1"], "there is no option --sed; did you mean --seed?"),
        (["run", "x", "--tick=1"], "there is no option --tick; did you mean --ticks?"),
        (["--bogus"], "vmt: there is no option --bogus"),
        (["run", "x", "y"], "vmt run: what is 'y' for?"),
        (["run"], "vmt run: the following arguments are required: SCENARIO"),
    ],
)
def test_mistyped_names_get_the_nearest(arguments, message, capsys) -> None:
    """A mistake on the command line gives one message and exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert message in messages
    assert len(messages.splitlines()) == 2


def test_module_is_the_command(repository: Path) -> None:
    """``python -m vmt`` works."""
    done = subprocess.run(
        [sys.executable, "-m", "vmt", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"VMT {__version__}\n"


@pytest.mark.parametrize(
    ("program", "command"),
    [("main.py", "run"), ("launcher.py", "launcher"), ("view_logs.py", "logs")],
)
def test_programs_are_commands(repository, tmp_path, program, command) -> None:
    """The three programs work by path from any folder, under their own names."""
    done = subprocess.run(
        [sys.executable, repository / "entrypoints" / program, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert f"usage: {program} " in done.stdout
    assert COMMANDS[command].capitalize() in done.stdout


def test_main_program_runs_from_any_folder(repository, market, tmp_path) -> None:
    """``main.py SCENARIO`` finds a scenario beside where it is called."""
    done = subprocess.run(
        [
            sys.executable,
            repository / "entrypoints" / "main.py",
            market.name,
            "--ticks=3",
            "--no-db",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=market.parent,
    )
    assert done.stdout.startswith("Small market: seed 42, rules v2, 3 ticks")
    assert done.stderr == ""


def test_reader_that_went_away_ends_the_program_quietly(market) -> None:
    """``vmt run ... | head -0`` leaves no traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vmt", "run", market, "--ticks=3", "--no-db"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 1
