"""Fixed arguments of exp, log and power, and the digests of their results.

As a program it prints a digest for each function and fails where one is not the
recorded one: the bits of a machine, a compiler or an interpreter in a second.
"""

import hashlib
import math
import random
import struct
import sys
from collections.abc import Callable, Iterator

from vmt.economy.elementary import exp, log, power

FUNCTIONS: dict[str, Callable[..., float]] = {"exp": exp, "log": log, "power": power}

SIZE = 50_000
"""Arguments for a digest from each of the two samples."""

DIGESTS = {
    "exp": "5e4b906e48bae31d11ac883d5f4b39b306a9e85cfb5b3ea96468cbffaa075656",
    "log": "db8a728d122d6ffd2ff6003b1ea116700db7ced809371d72f04a66f65adac5b5",
    "power": "b13901bd20149ce75bfcb67440c378a1774a95ee5411329ef9647a8be6f81fbc",
}
"""SHA-256 of the results as little-endian doubles."""

Arguments = tuple[float, ...]


def economic(name: str, size: int) -> Iterator[Arguments]:
    """Yield arguments as an economy has them."""
    stream = random.Random(name)
    for _ in range(size):
        if name == "exp":
            yield (-40.0 + 740.0 * stream.random(),)
        elif name == "log":
            yield (positive(stream, smallest=-12, largest=12),)
        else:
            yield positive(stream, smallest=-4, largest=6), exponent(stream)


def positive(stream: random.Random, *, smallest: int, largest: int) -> float:
    """Draw a quantity with four decimals, a ratio of two, or any number.

    Parameters
    ----------
    smallest, largest : int
        Decimal exponents of the range of "any number".
    """
    kind = int(3 * stream.random())
    if kind == 0:
        return quantity(stream)
    if kind == 1:
        return quantity(stream) / quantity(stream)
    digits = smallest + int((largest - smallest) * stream.random())
    return float(f"{1.0 + 9.0 * stream.random()!r}e{digits}")


def quantity(stream: random.Random) -> float:
    """Draw a multiple of 1e-4 up to 1e6, of any number of digits alike."""
    most = 10 ** (1 + int(10 * stream.random()))
    return (1 + int(most * stream.random())) / 10_000


def exponent(stream: random.Random) -> float:
    """Draw an exponent between -5 and 5; every fourth is a multiple of 1/4."""
    y = -5.0 + 10.0 * stream.random()
    return math.floor(4.0 * y) / 4.0 if stream.random() < 0.25 else y


def whole_range(name: str, size: int) -> Iterator[Arguments]:
    """Yield arguments of every size, subnormal ones and results too."""
    stream = random.Random(f"{name} in its whole range")
    for _ in range(size):
        if name == "exp":
            yield (-760.0 + 1480.0 * stream.random(),)
        elif name == "log":
            yield (of_any_size(stream),)
        else:
            sign = -1.0 if stream.random() < 0.5 else 1.0
            y = sign * math.ldexp(stream.random(), int(24 * stream.random()) - 12)
            yield of_any_size(stream), y


def of_any_size(stream: random.Random) -> float:
    """Draw the bits of a positive finite number."""
    bits = int(2047 * stream.random()) * 2**52 + int(2**52 * stream.random())
    number: float = struct.unpack("<d", struct.pack("<q", max(bits, 1)))[0]
    return number


def digest(name: str) -> str:
    """Return the digest of a function's results."""
    function = FUNCTIONS[name]
    total = hashlib.sha256()
    for sample in (economic, whole_range):
        for arguments in sample(name, SIZE):
            total.update(struct.pack("<d", function(*arguments)))
    return total.hexdigest()


def main() -> int:
    """Print the digests; return 1 if one is not the recorded one."""
    status = 0
    for name, recorded in DIGESTS.items():
        found = digest(name)
        as_recorded = found == recorded
        print(name, found, "as recorded" if as_recorded else "NOT AS RECORDED")
        status = status if as_recorded else 1
    return status


if __name__ == "__main__":
    sys.exit(main())
