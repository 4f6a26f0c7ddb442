"""The image, built once, and containers of it."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator

import pytest

from containers import Container, build, docker

IMAGE = "vmt-desktop:test"


@pytest.fixture(scope="session")
def image() -> str:
    """Build the image from Dockerfile.desktop, as a user does by hand."""
    if shutil.which("docker") is None or docker("info", check=False).returncode != 0:
        message = "no Docker engine answers"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{message}, and CI=true")
        pytest.skip(message)
    build(IMAGE)
    return IMAGE


@pytest.fixture(scope="session")
def headless_image(image: str) -> str:
    """Build the headless image, whose layers are there when `image` is."""
    tag = f"{image}-headless"
    build(tag, "--target", "headless")
    return tag


@pytest.fixture
def start_container(
    image: str, free_port: Callable[[], int]
) -> Iterator[Callable[..., Container]]:
    """Start containers; they are removed with the test."""
    names: list[str] = []

    def start(*command: str, options: tuple[str, ...] = ()) -> Container:
        name = f"vmt-test-{uuid.uuid4().hex[:12]}"
        names.append(name)
        return Container.start(name, free_port(), *options, image, *command)

    yield start
    for name in names:
        docker("rm", "--force", "--volumes", name, check=False)
