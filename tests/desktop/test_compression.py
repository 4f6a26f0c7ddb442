"""Compression: what x11vnc is loaded with makes streams that every browser reads."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from running import REPOSITORY

pytestmark = pytest.mark.desktop

LIBRARY = REPOSITORY / "desktop" / "preload" / "x11vnc.so"

COMPRESS = """
import hashlib, json, random, zlib

random.seed(7)

def piece(size):  # as indices of few colours are
    colours, run, out = random.choice((2, 16, 96)), random.choice((1, 4, 30)), b""
    while len(out) < size:
        out += bytes([random.randrange(colours)]) * random.randint(1, run)
    return out[:size]

def compressed(window, told):
    stream = zlib.compressobj(1, zlib.DEFLATED, window)
    reader = zlib.decompressobj(window)
    for size in [1, 12, 700, 5000, 70_000] * 12:
        data = piece(size)
        sent = stream.compress(data) + stream.flush(random.choice(FLUSHES))
        assert reader.decompress(sent) == data
        told.update(sent)
        yield len(sent)
    sent = stream.flush()
    assert reader.decompress(sent) == b"" and reader.eof
    told.update(sent)
    yield len(sent)

FLUSHES = zlib.Z_SYNC_FLUSH, zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH
found = {}
for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS, 16 + zlib.MAX_WBITS):
    told = hashlib.sha256()
    size = sum(compressed(window, told))
    found[window] = {"size": size, "digest": told.hexdigest()}
assert zlib.decompress(zlib.compress(b"abc" * 999)) == b"abc" * 999
print(json.dumps(found))
"""
"""Compresses pieces, reads them again, and prints what came of each kind of stream."""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Return what came of it, by zlib alone and with the library before it."""
    result = {}
    for name, more in (("zlib", {}), ("ours", {"LD_PRELOAD": str(LIBRARY)})):
        done = subprocess.run(
            [sys.executable, "-c", COMPRESS],
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        result[name] = json.loads(done.stdout)
    return result


def test_what_is_compressed_is_read_again_and_no_larger(found: dict[str, Any]) -> None:
    """Piece by piece, with and without what came before; it is not zlib's own work."""
    ours, zlib = found["ours"]["15"], found["zlib"]["15"]
    assert ours["digest"] != zlib["digest"]
    assert ours["size"] < 1.1 * zlib["size"]


@pytest.mark.parametrize("window", ["-15", "31"], ids=["raw", "gzip"])
def test_other_streams_are_left_to_zlib(found: dict[str, Any], window: str) -> None:
    """They are the same to the last byte."""
    assert found["ours"][window] == found["zlib"][window]
