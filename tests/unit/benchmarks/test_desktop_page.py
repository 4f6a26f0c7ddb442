"""The Chromium in which desktops are measured."""

import subprocess
import sys
from pathlib import Path

from running import REPOSITORY

LOOKS_AT_A_PAGE = """
import functools, http.server, pathlib, sys, threading

sys.path[:0] = [".", "tests/support"]
from benchmarks.desktop_page import chromium

class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass

folder = pathlib.Path(sys.argv[1])
(folder / "index.html").write_text("<p>a page</p>")
handler = functools.partial(Quiet, directory=folder)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
heard = []
with chromium() as browser:
    page = browser.new_page()
    page.on("request", lambda request: heard.append(request))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    print(page.inner_text("p"), len(heard))
"""


def test_what_a_page_receives_is_not_told_to_whoever_measures_it(
    tmp_path: Path,
) -> None:
    """Else the pictures of a desktop pass through three more programs."""
    done = subprocess.run(
        [sys.executable, "-c", LOOKS_AT_A_PAGE, tmp_path],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[-2:] == ["a page 0", ""], done.stderr
