"""Compiles the modules of the engine while the project is built or installed.

A module with a `.pxd` file beside it is compiled: that file gives Cython the types,
and the module stays plain Python, which runs uncompiled with the same results. So a
machine without a compiler gets a project that works, slowly.

`python hatch_build.py` compiles in place, for those who change the engine.
"""

import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand
    BuildHookInterface = object

DIRECTIVES = {
    "language_level": 3,
    # Indices are the engine's own, and never negative.
    "boundscheck": False,
    "wraparound": False,
    "initializedcheck": False,
    # Division is Python's: it rounds down, and raises at zero.
    "cdivision": False,
    "embedsignature": False,
}
# Without -ffp-contract=off a compiler may join a product and a sum into one rounding,
# on the processors that can: results would differ between machines.
FLAGS = ["-O2", "-ffp-contract=off", "-fno-strict-aliasing"]


class EngineBuildHook(BuildHookInterface):
    """Hatchling's hook: compiles in place, and puts the results into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile, or say why not."""
        if self.target_name != "wheel" or not compile_in_place(Path(self.root)):
            return
        build_data["artifacts"] += ["src/vmt/**/*.so", "src/vmt/**/*.pyd"]
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def modules(root: Path) -> list[Path]:
    """Return the modules that are compiled, relative to the root."""
    declarations = sorted((root / "src").rglob("*.pxd"))
    found = (path.with_suffix(".py") for path in declarations)
    return [path.relative_to(root) for path in found]


def compile_in_place(root: Path) -> bool:
    """Compile the modules next to their sources.

    Returns
    -------
    bool
        Whether it was possible; if not, why is said on standard error.
    """
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - may be missing
        from setuptools import Distribution, Extension  # noqa: PLC0415
        from setuptools.errors import BaseError  # noqa: PLC0415
    except ImportError as error:
        _say(f"{error.name} is not installed")
        return False
    extensions = [
        Extension(
            ".".join(path.with_suffix("").parts[1:]),
            [str(path)],
            extra_compile_args=FLAGS,
            extra_link_args=["-s"],
        )
        for path in modules(root)
    ]
    distribution = Distribution(
        {
            "name": "vmt-desktop",
            "package_dir": {"": "src"},
            "ext_modules": cythonize(
                extensions,
                compiler_directives=DIRECTIVES,
                build_dir="build",
                include_path=["src"],
                quiet=True,
            ),
        }
    )
    command = distribution.get_command_obj("build_ext")
    command.inplace = True
    command.parallel = True
    command.ensure_finalized()
    try:
        command.run()
    except BaseError as error:
        _say(str(error))
        return False
    return True


def _say(reason: str) -> None:
    sys.stderr.write(
        f"the engine is not compiled ({reason}); it works, but about 100 times slower\n"
    )


if __name__ == "__main__":
    sys.exit(0 if compile_in_place(Path(__file__).parent) else 1)
