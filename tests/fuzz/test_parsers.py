"""Bytes that nobody would think of, for everything that the gateway parses itself."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("parsers.py")
SECONDS = 30

EXAMPLES = (
    *(b"localhost:6080", b"[::1]:80", b"localhost:1\nhttp://localhost:1"),
    *(b"br, gzip;q=0.5, *;q=0", b"password=a%20b&token=", b"A" * 75),
    *(b'{"visitor":"a","width":1,"height":2}', b'{"do":"ping","id":7}', b"[" * 4000),
    *(
        b"logs/run%20one.db",
        b"..%2f..%2fetc",
        b"\0\0\1\0bytes=0-9",
        b"10\nbytes 0-9/10",
    ),
    *(b"\2\0\0\1\0\0\0\0", b"\4\1\0\0\0\0\0a", b"\6\0\0\0\xff\xff\xff\xfeab"),
    *(b"https://lab.example:8443/vmt/", b"127.0.0.1,fd00::/8", b"::ffff:192.0.2.7"),
)
"""What the parsers are meant for; the fuzzer changes it bit by bit."""


@pytest.mark.slow
def test_no_bytes_upset_a_parser(tmp_path: Path) -> None:
    """Half a minute of them, led by what they reach in the code."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris has no wheel for this machine")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, example in enumerate(EXAMPLES):
        for parser in range(16):
            (corpus / f"{number}-{parser}").write_bytes(bytes([parser]) + example)
    done = subprocess.run(
        [
            *(sys.executable, str(PROGRAM), f"-max_total_time={SECONDS}"),
            *("-max_len=4096", "-timeout=10", str(corpus)),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=SECONDS + 60,
    )
    crashes = {file.name: file.read_bytes() for file in tmp_path.glob("crash-*")}
    assert done.returncode == 0, f"{crashes}\n{done.stdout}\n{done.stderr[-4000:]}"
    # It has run, and long enough to find something.
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert runs is not None
    print(f"{runs[1]} inputs")
    assert int(runs[1]) > 1000
