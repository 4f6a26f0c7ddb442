"""Which program, on what, made a recording."""

import os
import platform
import subprocess
from functools import cache
from pathlib import Path

import numpy as np

import vmt
from vmt import engine

GIT_REVISION = "VMT_GIT_REVISION"
"""Variable that names the commit where the source is not a git checkout."""
IMAGE_DIGEST = "VMT_IMAGE_DIGEST"
"""Variable that names the system image the programs run in."""
SOURCE = Path(__file__).resolve().parents[3]
"""The checkout, where this is one."""


def versions() -> dict[str, str | None]:
    """Return the columns of ``simulation_runs`` that say what made the run."""
    compiled = "compiled" if engine.is_compiled() else "uncompiled"
    return {
        "vmt_version": vmt.__version__,
        "engine_version": f"{engine.VERSION}, {compiled}",
        "git_revision": git_revision(),
        "image_digest": os.environ.get(IMAGE_DIGEST) or None,
        "python_version": platform.python_version(),
        "numpy_version": np.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }


@cache
def git_revision() -> str | None:
    """Return the commit of the source, or None where it is not known.

    ``-dirty`` behind it says that the source differs from the commit.
    """
    if given := os.environ.get(GIT_REVISION):
        return given
    # An installed copy may lie inside somebody else's checkout.
    if not (SOURCE / ".git").exists():
        return None
    describe = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(
            describe,
            cwd=SOURCE,
            # Asking must not touch the index of the checkout.
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
