"""HTTPS with certificate files of the user's own."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx
import pytest

from certificates import make_certificate
from vmt_desktop.errors import SettingsError
from vmt_desktop.gateway import certificate as certificate_module
from vmt_desktop.gateway.certificate import Certificate

Start = Callable[..., "Popen[str]"]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Give a certificate and its key."""
    return make_certificate(tmp_path)


def variables(pair: tuple[Path, Path]) -> dict[str, str]:
    """Return the variables that name a certificate and its key."""
    return {"VMT_TLS_CERT": str(pair[0]), "VMT_TLS_KEY": str(pair[1])}


def served_certificate(port: int) -> str:
    """Return the certificate that a new visitor is shown, as PEM."""
    return ssl.get_server_certificate(("127.0.0.1", port), timeout=20)


def test_the_desktop_is_served_encrypted(
    program: Start, free_port: int, pair: tuple[Path, Path]
) -> None:
    """The printed link is https, and what it opens is marked for encryption only."""
    process = program(free_port, **variables(pair))
    assert process.stdout is not None
    link = process.stdout.readline().split()[1]
    assert link.startswith(f"https://localhost:{free_port}/?token=")
    trust = ssl.create_default_context(cafile=str(pair[0]))
    with httpx.Client(verify=trust, timeout=20) as client:
        answer = client.get(link)
        assert 'id="desktop"' in answer.text
        assert "; Secure" in answer.headers["set-cookie"]
        assert "SameSite=strict" in answer.headers["set-cookie"]
        # For localhost it would forbid other programs' pages without encryption.
        assert "strict-transport-security" not in answer.headers
        answer = client.get(link, headers={"Host": "desktop.example"})
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_without_a_certificate_nothing_speaks_of_encryption(gateway: Any) -> None:
    """A browser would keep no Secure cookie, and HSTS would be a promise."""
    with gateway.logged_in() as client:
        answer = client.get("/", headers={"Host": "desktop.example"})
        assert "secure" not in answer.headers["set-cookie"].lower()
        assert "strict-transport-security" not in answer.headers


def test_health_is_asked_by_https(
    program: Start, free_port: int, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """`vmt-desktop health` gets an answer, whatever name the certificate is for."""
    other = make_certificate(tmp_path, "other", host="desktop.example")
    process = program(free_port, **variables(other))
    assert process.stdout is not None
    process.stdout.readline()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("VMT_")}
    done = subprocess.run(
        [sys.executable, "-m", "vmt_desktop.cli", "health"],
        env=kept | variables(other) | {"VMT_PORT": str(free_port)},
        capture_output=True,
        text=True,
        check=False,
    )
    # It was asked, and says what is true: there is no X server here.
    assert done.returncode == 1
    assert done.stderr == "vmt-desktop: no answer from xvfb, x11vnc\n"


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_old_versions_are_refused(
    serve: Callable[..., Any], pair: tuple[Path, Path], version: str
) -> None:
    """TLS 1.2 is the least."""
    gateway = serve(**variables(pair))
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.minimum_version = getattr(ssl.TLSVersion, version)
        client.maximum_version = getattr(ssl.TLSVersion, version)
    address = ("127.0.0.1", gateway.settings.port)
    with (
        socket.create_connection(address, 20) as connection,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        client.wrap_socket(connection)


def test_a_new_pair_is_taken_without_a_restart(
    serve: Callable[..., Any],
    pair: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The next visitor is shown it; a pair that does not fit changes nothing."""
    monkeypatch.setattr(certificate_module, "LOOK_SECONDS", 0)
    gateway = serve(**variables(pair))
    port = gateway.settings.port
    first = served_certificate(port)
    new_certificate, new_key = make_certificate(tmp_path, "new")

    shutil.copy(new_certificate, pair[0])
    assert served_certificate(port) == first
    told = capfd.readouterr().err
    assert told.startswith(f"gateway: VMT_TLS_KEY is '{pair[1]}', which is not the key")
    assert "the certificate from before stays in use" in told
    assert told.count("\n") == 1

    pair[1].unlink()
    assert served_certificate(port) == first
    assert "No such file" in capfd.readouterr().err

    shutil.copy(new_key, pair[1])
    assert served_certificate(port) == new_certificate.read_text("ascii")
    assert "new certificate taken" in capfd.readouterr().err


def broken(pair: tuple[Path, Path], how: str) -> tuple[str, Path]:
    """Break the files; return the variable and the file that are to be named."""
    certificate, key = pair
    match how:
        case "no certificate":
            certificate.unlink()
        case "a folder":
            certificate.unlink()
            certificate.mkdir()
        case "no PEM":
            certificate.write_bytes(b"\x30\x82\x01\xff")
        case "a key as certificate":
            shutil.copy(key, certificate)
        case "no key":
            key.unlink()
            return "VMT_TLS_KEY", key
        case "another key":
            make_certificate(key.parent, "another")
            shutil.copy(key.parent / "another.key", key)
            return "VMT_TLS_KEY", key
        case "an encrypted key":
            command = ["openssl", "pkey", "-aes128", "-passout", "pass:secret"]
            plain = key.read_bytes()
            done = subprocess.run(command, input=plain, capture_output=True, check=True)
            key.write_bytes(done.stdout)
            return "VMT_TLS_KEY", key
        case "a damaged key":
            key.write_text(
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            )
            return "VMT_TLS_KEY", key
    return "VMT_TLS_CERT", certificate


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("no certificate", "No such file"),
        ("a folder", "Is a directory"),
        ("no PEM", "no PEM file"),
        ("a key as certificate", "holds no certificate"),
        ("no key", "No such file"),
        ("another key", "not the key of the first certificate"),
        ("an encrypted key", "openssl pkey -in desktop.key -out plain.pem"),
        ("a damaged key", "holds no key that fits"),
    ],
)
def test_files_that_cannot_be_used_stop_the_start_with_one_line(
    program: Start, free_port: int, pair: tuple[Path, Path], how: str, what: str
) -> None:
    """It names the variable, the file and the reason, and asks for no passphrase."""
    variable, file = broken(pair, how)
    _, err = program(free_port, **variables(pair)).communicate(timeout=20)
    assert err.startswith(f"gateway: {variable} is {str(file)!r}")
    assert what in err
    assert err.count("\n") == 1


def test_a_certificate_that_ends_soon_is_told_of(tmp_path: Path) -> None:
    """It is served, with one sentence about when it ends."""
    told: list[str] = []
    Certificate(*make_certificate(tmp_path, "long", days=90), told.append)
    assert told == []
    soon = make_certificate(tmp_path, "soon", days=3)
    Certificate(*soon, told.append)
    [sentence] = told
    assert str(soon[0]) in sentence
    assert "in 2 days" in sentence


def test_an_expired_certificate_is_served_with_a_warning(tmp_path: Path) -> None:
    """A browser lets its user decide; so does the desktop."""
    certificate, key = make_certificate(tmp_path)
    command = ["openssl", "x509", "-in", certificate, "-signkey", key, "-days", "-1"]
    done = subprocess.run(command, capture_output=True, check=True)
    certificate.write_bytes(done.stdout)
    told: list[str] = []
    Certificate(certificate, key, told.append)
    [sentence] = told
    assert sentence.endswith("browsers will warn of: certificate has expired")


def test_a_key_is_never_guessed_at(tmp_path: Path) -> None:
    """Two files that fit in the wrong order are told apart."""
    certificate, key = make_certificate(tmp_path)
    with pytest.raises(SettingsError, match=r"VMT_TLS_CERT is .* holds no certificate"):
        Certificate(key, certificate)
