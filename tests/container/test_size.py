"""What the images leave out, and that nothing misses it."""

import pytest

from containers import docker, run_to_end

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

MEGABYTE = 1_000_000


def size_of(image: str) -> int:
    """Return the bytes of all layers, uncompressed."""
    return int(docker("image", "inspect", "--format", "{{.Size}}", image).stdout)


def test_the_images_are_small(image: str, headless_image: str) -> None:
    """330 MB with a desktop, 200 MB without, everything that is in them counted."""
    assert size_of(image) <= 330 * MEGABYTE
    assert size_of(headless_image) <= 200 * MEGABYTE


def test_the_list_of_packages_is_whole_and_content(image: str) -> None:
    """Scanners find what there is; apt and dpkg find nothing amiss."""
    asks = "apt-get check && dpkg --audit && dpkg-query -W x11vnc libqt5core5a python3"
    done = run_to_end("--user", "0", "--entrypoint", "sh", image, "-c", asks)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "x11vnc\t" in done.stdout
    assert "libllvm" not in done.stdout


def test_no_library_is_missing(image: str) -> None:
    """Every program and extension finds what it is linked to.

    What wheels bring in *.libs is found by way of the extension that is linked to it.
    """
    asks = (
        "find /usr/bin /usr/lib /opt/vmt/env -xdev -type f"
        " '(' -name '*.so*' -o -name Xvfb -o -name x11vnc -o -name fluxbox ')'"
        " ! -path '*/imlib2/*' ! -path '*/gconv/*' ! -path '*.libs/*' -print0"
        " | xargs -0 ldd 2>/dev/null | grep 'not found' | sort -u"
    )
    done = run_to_end("--user", "0", "--entrypoint", "sh", image, "-c", asks)

    assert done.stdout == ""


def test_names_are_sorted_as_people_sort_them(image: str) -> None:
    """ICU has what it needs of its data: b9 comes before b10, Ä after a."""
    program = """
import functools
from PyQt5.QtCore import QCollator, QLocale, QTextCodec
order = QCollator(QLocale("en_US"))
order.setNumericMode(True)
print(*sorted(["z", "b10", "Ä", "b9", "a"], key=functools.cmp_to_key(order.compare)))
print(QTextCodec.codecForName("UTF-16").name().data().decode())
"""
    done = run_to_end("--entrypoint", "python3", image, "-c", program)

    assert done.stdout.splitlines() == ["a Ä b9 b10 z", "UTF-16"], done.stderr


def test_the_headless_image_says_what_it_has_no_windows_for(
    headless_image: str,
) -> None:
    """It runs, and `view` names what is missing in a sentence."""
    ran = run_to_end(headless_image, "main.py", "first_market", "--ticks", "5")
    viewed = run_to_end(headless_image, "view", "first_market")

    assert ran.returncode == 0, ran.stderr
    assert viewed.returncode != 0
    assert "Traceback" not in viewed.stderr
    assert len(viewed.stderr.splitlines()) == 1
