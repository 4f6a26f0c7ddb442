"""The desktop's variables: defaults, and one clear line for every bad value."""

from pathlib import Path

import pytest

from vmt_desktop.settings import Settings, SettingsError, unknown_variables


def test_defaults_are_those_of_the_readme() -> None:
    """Without a variable the desktop asks for a token on port 6080 of this machine."""
    settings = Settings.from_environment({"HOME": "/home/student"})

    assert settings.port == 6080
    assert settings.bind == "127.0.0.1"
    assert settings.auth == "token"
    assert settings.password is None
    assert settings.allowed_hosts is None
    assert settings.display_size == (1280, 800)
    assert settings.display_max == (3840, 2160)
    assert settings.clipboard == "both"
    assert settings.data_dir == Path("/home/student/.local/share/vmt")


def test_a_smaller_maximum_bounds_the_default_size() -> None:
    """Who sets VMT_DISPLAY_MAX alone need not set VMT_DISPLAY_SIZE, too."""
    settings = Settings.from_environment({"VMT_DISPLAY_MAX": "1024x1000"})

    assert settings.display_size == (1024, 800)


def test_an_empty_variable_is_no_variable() -> None:
    """compose.yaml hands on variables that are not set as empty text."""
    settings = Settings.from_environment({"VMT_PORT": "", "VMT_ALLOWED_HOSTS": ""})

    assert (settings.port, settings.allowed_hosts) == (6080, None)


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("VMT_PORT", "http", "1 to 65535"),
        ("VMT_PORT", "0", "1 to 65535"),
        ("VMT_PORT", "65536", "1 to 65535"),
        ("VMT_PORT", "٦٠٨٠", "1 to 65535"),
        ("VMT_BIND", "localhost", "IP address"),
        ("VMT_AUTH", "None", "did you mean none?"),
        ("VMT_AUTH", "password", "token or none"),
        ("VMT_DISPLAY_SIZE", "1280", "640x480 to 3840x2160"),
        ("VMT_DISPLAY_SIZE", "320x200", "640x480 to 3840x2160"),
        ("VMT_DISPLAY_SIZE", "1280x800; reboot", "640x480 to 3840x2160"),
        ("VMT_DISPLAY_SIZE", "4096x2160", "3840x2160 (VMT_DISPLAY_MAX)"),
        ("VMT_DISPLAY_MAX", "unlimited", "640x480 to 7680x4320"),
        ("VMT_CLIPBOARD", "Both", "did you mean both?"),
        ("VMT_ALLOWED_HOSTS", "http://lab.example", "without scheme and port"),
        ("VMT_LOG_LEVEL", "verbose", "info or debug"),
        ("VMT_LOG_LEVEL", "DEBUG", "did you mean debug?"),
        ("VMT_DATA_DIR", "data", "absolute path"),
        ("VMT_PASSWORD_FILE", "/nowhere/password", "cannot be read"),
    ],
)
def test_a_bad_value_is_refused_in_one_line(
    variable: str, value: str, allowed: str
) -> None:
    """The line names the variable, the value and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: value})

    message = str(caught.value)
    assert message.startswith(variable)
    assert value.partition(";")[0] in message
    assert allowed in message
    assert "\n" not in message


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    """Editors end a file with a newline; it is not part of the password."""
    file = tmp_path / "password"
    file.write_text("correct horse\nbattery\n", encoding="utf-8")

    settings = Settings.from_environment({"VMT_PASSWORD_FILE": str(file)})

    assert settings.password == "correct horse"


def test_an_empty_password_file_is_refused(tmp_path: Path) -> None:
    """An empty password would let everybody in."""
    file = tmp_path / "password"
    file.write_text("\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="empty"):
        Settings.from_environment({"VMT_PASSWORD_FILE": str(file)})


def test_a_mistyped_variable_is_told_with_the_nearest_name() -> None:
    """A variable that nobody reads is not passed over in silence."""
    sentences = unknown_variables({"VMT_PASWORD": "x", "VMT_PORT": "1", "HOME": "/"})

    assert sentences == [
        "VMT_PASWORD is not a variable of VMT Desktop; did you mean VMT_PASSWORD?"
    ]
