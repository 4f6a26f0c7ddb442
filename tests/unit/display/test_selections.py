"""The clipboard among programs of X: what it offers, and what it bears with."""

from collections.abc import Callable, Iterator

import pytest
from Xlib import X, Xatom
from Xlib.protocol import event

from gateways import RunningGateway
from visiting import Visit
from x_program import XProgram
from x_server import XServer

TEXT = "π ≈ 3.14"
LONG = "経済" * 100_000


@pytest.fixture
def visitor(
    serve: Callable[..., RunningGateway], visit: Callable[[RunningGateway], Visit]
) -> Visit:
    """Give somebody who is logged in."""
    return visit(serve())


@pytest.fixture
def program(x_server: XServer) -> Iterator[XProgram]:
    """Give a program of X."""
    program = XProgram(x_server.name)
    yield program
    program.close()


def put(visitor: Visit, text: str) -> None:
    """Put a text into the clipboard as the page does."""
    assert visitor.client.put("/api/clipboard", content=text).status_code == 204


def test_the_targets_name_what_is_answered(visitor: Visit, program: XProgram) -> None:
    """Each text target that is listed gives the text; STRING only where it can."""
    put(visitor, "Ökonomie")
    program.ask("TARGETS")
    targets = [program.connection.get_atom_name(atom) for atom in program.read()]

    assert targets[:3] == ["TARGETS", "MULTIPLE", "TIMESTAMP"]
    texts = {name: program.ask(name) and program.read() for name in targets[3:]}
    assert texts.pop("STRING") == "Ökonomie".encode("latin-1")
    assert set(texts) == {
        "UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT",
    }  # fmt: skip
    assert set(texts.values()) == {"Ökonomie".encode()}


def test_latin_1_gets_question_marks(visitor: Visit, program: XProgram) -> None:
    """A program that knows no Unicode gets what it can have, unasked for by us."""
    put(visitor, TEXT)
    program.ask("TARGETS")
    targets = list(program.read())

    program.ask("STRING")

    assert program.read() == b"? ? 3.14"
    assert program.atom("STRING") not in targets


def test_what_is_not_offered_is_refused(visitor: Visit, program: XProgram) -> None:
    """A program that asks for a picture learns that there is none."""
    put(visitor, TEXT)

    assert program.ask("image/png").property == X.NONE


def test_several_targets_are_answered_at_once(
    visitor: Visit, program: XProgram
) -> None:
    """MULTIPLE tells by a missing property which of them could not be answered."""
    put(visitor, TEXT)
    names = ["UTF8_STRING", "A", "image/png", "B", "TIMESTAMP", "C"]
    pairs = [program.atom(name) for name in names]
    program.window.change_property(
        program.atom("PLACE"), program.atom("ATOM_PAIR"), 32, pairs
    )

    program.ask("MULTIPLE")

    assert list(program.read()) == [*pairs[:3], X.NONE, *pairs[4:]]
    assert program.read("A") == TEXT.encode()
    assert program.read("C")[0] > 0


def test_a_program_that_leaves_amid_a_long_text_harms_nobody(
    visitor: Visit, program: XProgram, x_server: XServer
) -> None:
    """The next one gets the whole text."""
    put(visitor, LONG)
    leaver = XProgram(x_server.name)
    leaver.ask("UTF8_STRING")
    assert leaver.type_of() == "INCR"
    leaver.close()

    program.ask("UTF8_STRING")

    assert whole_of(program) == LONG.encode()


def whole_of(program: XProgram) -> bytes:
    """Take a text that comes in chunks."""
    assert program.type_of() == "INCR"
    place = program.atom("PLACE")
    program.window.delete_property(place)
    text = b""
    while True:
        news = program.next(event.PropertyNotify)
        if (news.atom, news.state) != (place, X.PropertyNewValue):
            continue
        chunk = program.read()
        program.window.delete_property(place)
        if not chunk:
            return text
        text += chunk


def test_an_owner_that_never_answers_is_left_behind(
    visitor: Visit, program: XProgram, x_server: XServer
) -> None:
    """What another program copies meanwhile is heard, what a browser puts is taken."""
    news = visitor.news()
    program.own()
    program.next(event.SelectionRequest)  # and no answer, ever

    put(visitor, TEXT)
    other = XProgram(x_server.name)
    other.ask("UTF8_STRING")
    assert other.read() == TEXT.encode()
    program.own()
    program.next(event.SelectionRequest)
    other.own()
    answer(other, b"from another program")

    told = news.wait_for("clipboard", lambda event: "text" in event)
    assert told["text"] == "from another program"
    other.close()


def answer(program: XProgram, text: bytes, kind: str = "UTF8_STRING") -> None:
    """Answer the next request that asks for this target; refuse those before."""
    while True:
        request = program.next(event.SelectionRequest)
        fits = request.target == program.atom(kind)
        if fits:
            request.requestor.change_property(request.property, request.target, 8, text)
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=request.property if fits else X.NONE,
            )
        )
        program.connection.flush()
        if fits:
            return


def test_latin_1_is_taken_where_there_is_nothing_else(
    visitor: Visit, program: XProgram
) -> None:
    """A program from the time before Unicode can copy, too."""
    news = visitor.news()
    program.own()

    answer(program, "Ökonomie".encode("latin-1"), "STRING")

    told = news.wait_for("clipboard", lambda event: "text" in event)
    assert told["text"] == "Ökonomie"


def test_what_is_no_text_is_no_news(visitor: Visit, program: XProgram) -> None:
    """A picture that is copied leaves no old text behind, and tells nothing."""
    put(visitor, TEXT)
    news = visitor.news()
    program.own()
    for target in ("UTF8_STRING", "STRING"):
        request = program.next(event.SelectionRequest)
        assert request.target == program.atom(target)
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=X.NONE,
            )
        )
    program.own()
    answer(program, b"a text again")

    told = news.wait_for("clipboard", lambda event: "text" in event)
    assert told["text"] == "a text again"


def test_a_mark_stays_a_mark(visitor: Visit, program: XProgram) -> None:
    """PRIMARY, which a click with the middle button pastes, keeps its owner."""
    program.window.set_selection_owner(Xatom.PRIMARY, X.CurrentTime)

    put(visitor, TEXT)

    assert program.connection.get_selection_owner(Xatom.PRIMARY) == program.window
