"""The variables that tell the gateway of the network around it."""

import ipaddress
from pathlib import Path

import pytest

from vmt_desktop.cli import main
from vmt_desktop.errors import SettingsError
from vmt_desktop.exposure import Exposure
from vmt_desktop.settings import Settings


def test_by_default_nothing_is_around() -> None:
    """Plain HTTP on this machine, no proxy, no frame."""
    settings = Settings.from_environment({"VMT_PORT": "6081"})

    assert settings.exposure == Exposure()
    assert settings.url == "http://localhost:6081/"


def test_links_follow_the_address_that_visitors_use() -> None:
    """The public one if it is given, and https if there is a certificate."""
    tls = {"VMT_TLS_CERT": "/c.pem", "VMT_TLS_KEY": "/k.pem"}
    settings = Settings.from_environment(tls)
    assert settings.url == "https://localhost:6080/"
    assert settings.exposure.tls == (Path("/c.pem"), Path("/k.pem"))

    public = {"VMT_PUBLIC_URL": "https://lab.example:8443/vmt"}
    assert Settings.from_environment(public).url == "https://lab.example:8443/vmt/"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://LAB.example/", "lab.example"),
        ("http://lab.example:8080/a/b/", "lab.example"),
        ("http://[fd00::4]:8080/", "[fd00::4]"),
    ],
)
def test_the_public_name_is_served(address: str, host: str) -> None:
    """Beside those of VMT_ALLOWED_HOSTS, and without a login."""
    public = {"VMT_PUBLIC_URL": address}
    assert Settings.from_environment(public).served_hosts is None
    without = Settings.from_environment(public | {"VMT_AUTH": "none"})
    assert without.served_hosts == (host,)
    listed = Settings.from_environment(public | {"VMT_ALLOWED_HOSTS": "other"})
    assert listed.served_hosts == ("other", host)


def test_lists_are_separated_by_commas_or_spaces() -> None:
    """Networks and origins are kept as they are compared."""
    exposure = Exposure.from_values(
        {
            "VMT_TRUSTED_PROXIES": "127.0.0.1, 172.16.0.0/12 fd00::/8",
            "VMT_FRAME_ANCESTORS": "https://Moodle.example,https://*.school.example:444",
        }
    )
    assert exposure.trusted_proxies == tuple(
        ipaddress.ip_network(text)
        for text in ("127.0.0.1", "172.16.0.0/12", "fd00::/8")
    )
    assert exposure.frame_ancestors == (
        "https://moodle.example",
        "https://*.school.example:444",
    )


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("VMT_TLS_CERT", "/c.pem", "VMT_TLS_KEY is not; HTTPS needs both"),
        ("VMT_TLS_KEY", "/k.pem", "VMT_TLS_CERT is not; HTTPS needs both"),
        ("VMT_PUBLIC_URL", "lab.example", "https://desktop.example/"),
        ("VMT_PUBLIC_URL", "ftp://lab.example/", "https://desktop.example/"),
        ("VMT_PUBLIC_URL", "https://user@lab.example/", "without user"),
        ("VMT_PUBLIC_URL", "https://lab.example/?a=b", "without user, query"),
        ("VMT_PUBLIC_URL", "https://lab.example:99999/", "https://desktop.example/"),
        ("VMT_PUBLIC_URL", "https://lab.example/../", "https://desktop.example/"),
        ("VMT_PUBLIC_URL", "https://[fd00::4", "https://desktop.example/"),
        ("VMT_TRUSTED_PROXIES", "nginx", "IP addresses and networks"),
        ("VMT_TRUSTED_PROXIES", "172.16.0.1/12", "has host bits set"),
        ("VMT_TRUSTED_PROXIES", "*", "IP addresses and networks"),
        ("VMT_FRAME_ANCESTORS", "*", "https://moodle.example"),
        ("VMT_FRAME_ANCESTORS", "moodle.example", "https://moodle.example"),
        ("VMT_FRAME_ANCESTORS", "https://m.example/; script-src *", "origins"),
    ],
)
def test_a_bad_value_is_refused_in_one_line(
    variable: str, value: str, allowed: str
) -> None:
    """The line names the variable and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: value})

    message = str(caught.value)
    assert message.startswith(variable)
    assert allowed in message
    assert "\n" not in message


def test_relative_certificate_files_are_refused() -> None:
    """Nobody knows in which folder a service was started."""
    files = {"VMT_TLS_CERT": "c.pem", "VMT_TLS_KEY": "/k.pem"}
    with pytest.raises(SettingsError, match=r"VMT_TLS_CERT is 'c\.pem'; an absolute"):
        Settings.from_environment(files)


@pytest.mark.parametrize(
    ("password", "what"),
    [("\udce9", "not UTF-8"), ("one\ntwo", "several lines")],
)
def test_a_password_that_nobody_could_type_is_refused(password: str, what: str) -> None:
    """The line does not repeat it."""
    with pytest.raises(SettingsError, match=what) as caught:
        Settings.from_environment({"VMT_PASSWORD": password})
    assert password not in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_password(tmp_path: Path) -> None:
    """Some editors begin every file with one."""
    file = tmp_path / "password"
    file.write_bytes("\ufeffPferd\r\n".encode())
    settings = Settings.from_environment({"VMT_PASSWORD_FILE": str(file)})
    assert settings.password == "Pferd"


def test_a_certificate_that_cannot_be_used_stops_the_desktop_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is started, with one line; the code is 2."""
    for name in ("VMT_TLS_CERT", "VMT_TLS_KEY"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("VMT_RUNTIME_DIR", str(tmp_path / "runtime"))

    assert main(["up"]) == 2

    error = capsys.readouterr().err
    assert error.startswith("vmt-desktop: VMT_TLS_CERT is ")
    assert error.count("\n") == 1
    assert not (tmp_path / "runtime").exists()
