"""Real proxies, run with the configurations that docs/exposing.md shows."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from running import REPOSITORY
from vmt_desktop.display.probes import wait_until

DOCUMENT = REPOSITORY / "docs" / "exposing.md"

NGINX = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site;
}}
"""

CADDY = """
{
    admin off
    auto_https disable_redirects
    skip_install_trust
}
"""


def recipe(language: str, name: str) -> str:
    """Return a configuration out of the document."""
    text = DOCUMENT.read_text("utf-8")
    match = re.search(rf"^```{language} {name}\n(.*?)^```", text, re.M | re.S)
    assert match, f"{DOCUMENT} has no ```{language} {name}"
    return match[1]


class Proxy:
    """A proxy on a free port in front of a desktop on another one.

    Parameters
    ----------
    language, name : str
        Which of the document's configurations.
    folder : Path
        Where it keeps what it writes.
    certificate, key : Path
        Of its HTTPS.
    port : int
        The desktop's.
    """

    def __init__(
        self, language: str, name: str, folder: Path, tls: tuple[Path, Path], port: int
    ) -> None:
        program = found(language)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        text = recipe(language, name)
        for shown, real in (
            ("127.0.0.1:6080", f"127.0.0.1:{port}"),
            ("/etc/ssl/desktop.crt", str(tls[0])),
            ("/etc/ssl/desktop.key", str(tls[1])),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("desktop.example {", f"https://localhost:{self.port} {{"),
        ):
            text = text.replace(shown, real)
        with (folder / "stderr").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(program, text, folder),
                env={**os.environ, "HOME": str(folder)},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        assert wait_until(self._listens, 20), (folder / "stderr").read_text("utf-8")

    def _command(self, program: str, text: str, folder: Path) -> list[str]:
        if program.endswith("nginx"):
            (folder / "site").write_text(text, "utf-8")
            main = folder / "nginx.conf"
            main.write_text(NGINX.format(folder=folder), "utf-8")
            return [program, "-c", str(main), "-p", str(folder)]
        main = folder / "Caddyfile"
        main.write_text(CADDY + text, "utf-8")
        return [program, "run", "--config", str(main), "--adapter", "caddyfile"]

    def _listens(self) -> bool:
        assert self._process.poll() is None, "the proxy has ended"
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)


def found(program: str) -> str:
    """Return where a program is; skip the test without it, or fail it in CI."""
    # nginx is where other users than root do not look.
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing, and CI=true")
        pytest.skip(f"{program} is missing")
    return path
