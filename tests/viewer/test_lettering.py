"""Text is rendered once while it is shown, and then forgotten."""

from weakref import ref

from vmt.viewer.lettering import Lettering
from vmt.viewer.recent import Recent

INK = (0, 0, 0)


def test_what_is_asked_for_is_computed_once() -> None:
    """Also across a `forget`, as long as it is asked for in between."""
    computed = []

    def square(number: int) -> int:
        computed.append(number)
        return number**2

    recent = Recent(square)
    for _ in range(4):
        assert (recent(3), recent(3)) == (9, 9)
        recent.forget()
    assert computed == [3]


def test_what_nobody_asks_for_any_more_is_forgotten() -> None:
    """After two calls of `forget`; then it is computed anew."""
    recent = Recent(lambda number: [number])
    kept = recent(1)
    recent.forget()
    assert recent(1) is kept
    recent.forget()
    recent.forget()
    assert recent(1) is not kept


def test_a_window_keeps_the_texts_that_it_shows_alone() -> None:
    """Of 5,000 pictures, each with a number of its own, not many are kept."""
    lettering = Lettering()
    label = lettering.render("Tick", 14, INK)
    rendered = []
    for tick in range(5000):
        lettering.begin_picture()
        rendered.append(ref(lettering.render(f"{tick}", 14, INK)))
        assert lettering.render("Tick", 14, INK) is label
    assert sum(text() is not None for text in rendered) < 150
