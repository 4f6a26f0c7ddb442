"""The letters by which preference classes are told apart."""

from collections import Counter

from vmt.engine.configuration import Configuration, PreferenceKind, PreferenceShare

_LETTERS = {
    PreferenceKind.CES: "C",
    PreferenceKind.LINEAR: "L",
    PreferenceKind.QUADRATIC: "Q",
    PreferenceKind.TRANSLOG: "T",
    PreferenceKind.STONE_GEARY: "S",
}
_COBB_DOUGLAS = "D"


def class_letters(configuration: Configuration) -> tuple[str, ...]:
    """Return a letter for each entry of the population mix, by index.

    Where several entries have the same family of utility functions, they are numbered.
    """
    letters = [_letter(share) for share in configuration.population]
    count = Counter(letters)
    return tuple(
        f"{letter}{letters[: k + 1].count(letter)}" if count[letter] > 1 else letter
        for k, letter in enumerate(letters)
    )


def _letter(share: PreferenceShare) -> str:
    if share.kind is PreferenceKind.CES and share.parameters.get("rho") == 0:
        return _COBB_DOUGLAS
    return _LETTERS[share.kind]
