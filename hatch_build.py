"""Compiles the modules of the engine while the project is built or installed.

A module with a `.pxd` file beside it is compiled: that file gives Cython the types,
and the module stays plain Python, which runs uncompiled with the same results. So a
machine without a compiler gets a project that works, slowly.

`python hatch_build.py` compiles in place, for those who change the engine; what has
not changed since is left alone.
"""

import os
import shutil
import sys
import sysconfig
from contextlib import chdir
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand
    BuildHookInterface = object

SUFFIX: str = sysconfig.get_config_var("EXT_SUFFIX")
SHARED = "vmt._cyutility"
"""The module with what Cython needs in each of ours, once."""
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
# The rest is for size, and for silence about what Cython writes and does not use.
FLAGS = [
    "-O2",
    "-ffp-contract=off",
    "-fno-strict-aliasing",
    "-fvisibility=hidden",
    "-g0",
    "-Wno-unused-function",
]


class EngineBuildHook(BuildHookInterface):
    """Hatchling's hook: puts the compiled modules into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, or say why not."""
        root = Path(self.root)
        if version == "editable":
            compiled = compile_in_place(root)
        else:
            compiled = compile_modules(root)
            for name, path in compiled.items():
                build_data["force_include"][str(path)] = name
        if compiled:
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def compile_in_place(root: Path) -> bool:
    """Compile, and put the results beside their sources.

    What is there from before and no longer wanted is removed: Python takes a compiled
    module before its source, and they fit together only as a whole.

    Returns
    -------
    bool
        Whether the engine is compiled now.
    """
    source = root / "src"
    compiled = compile_modules(root)
    # Those of another Python are left to it.
    for path in source.rglob(f"*{SUFFIX}"):
        if path.relative_to(source).as_posix() not in compiled:
            path.unlink()
    for name, result in compiled.items():
        path = source / name
        if not path.exists() or path.stat().st_mtime < result.stat().st_mtime:
            # A program may be running the old one: it is replaced, not overwritten.
            beside = path.with_name(path.name + ".new")
            shutil.copyfile(result, beside)
            beside.replace(path)
    return bool(compiled)


def compile_modules(root: Path) -> dict[str, Path]:
    """Compile what has changed, under `build/`.

    Returns
    -------
    dict from str to Path
        The compiled modules: where each belongs in a folder of packages, and where it
        lies now. Empty if it was not possible; why is said on standard error.
    """
    try:
        with chdir(root):
            return {name: root / path for name, path in _compile().items()}
    except ImportError as error:
        reason = f"{error.name} is not installed"
    except Exception as error:  # noqa: BLE001 - whatever it is, uncompiled works
        reason = f"{type(error).__name__}: {error}"
    sys.stderr.write(
        f"the engine is not compiled ({reason}); it works, but about 20 times slower\n"
    )
    return {}


def _compile() -> dict[str, Path]:
    import Cython  # noqa: PLC0415 - may be missing
    from Cython.Build import cythonize  # noqa: PLC0415
    from setuptools import Distribution, Extension  # noqa: PLC0415

    build = Path("build")
    _forget_other_recipes(build, Path(__file__).read_text() + Cython.__version__)
    extensions = cythonize(
        [
            Extension(name, [source], extra_compile_args=FLAGS, extra_link_args=["-s"])
            for name, source in [(SHARED, "src/vmt/_cyutility.c"), *_modules()]
        ],
        build_dir=str(build / "c"),
        compiler_directives=DIRECTIVES,
        include_path=["src"],
        nthreads=os.cpu_count() or 1,
        quiet=True,
        shared_utility_qualified_name=SHARED,
    )
    distribution = Distribution({"name": "vmt", "ext_modules": extensions})
    command = distribution.get_command_obj("build_ext")
    command.build_lib = str(build / f"lib{SUFFIX}")
    command.build_temp = str(build / f"temp{SUFFIX}")
    command.parallel = True
    command.ensure_finalized()
    command.run()
    return {
        command.get_ext_filename(extension.name): Path(
            command.get_ext_fullpath(extension.name)
        )
        for extension in extensions
    }


def _modules() -> list[tuple[str, str]]:
    """Return name and source of the modules that are compiled."""
    return [
        (
            ".".join(path.with_suffix("").parts[1:]),
            path.with_suffix(".py").as_posix(),
        )
        for path in sorted(Path("src").rglob("*.pxd"))
    ]


def _forget_other_recipes(build: Path, recipe: str) -> None:
    """Remove what was compiled in another way than this."""
    said = build / "recipe"
    if said.exists() and said.read_text() == recipe:
        return
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir()
    said.write_text(recipe)


if __name__ == "__main__":
    sys.exit(0 if compile_in_place(Path(__file__).resolve().parent) else 1)
