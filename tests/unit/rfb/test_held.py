"""Keys and buttons that a browser left down."""

from hypothesis import given
from hypothesis import strategies as st

from rfb_peers import key, pointer
from vmt_desktop.rfb.held import Held

SHIFT, CONTROL = 0xFFE1, 0xFFE3


def test_what_is_down_comes_up_the_last_first() -> None:
    """Keys in the reverse of the order they were pressed in, then the buttons."""
    held = Held()
    for message in (
        key(CONTROL, down=True),
        key(SHIFT, down=True),
        key(0x61, down=True),
        key(0x61, down=False),
        pointer(1, 300, 200),
    ):
        held.follow(message)

    assert held.release() == (
        key(SHIFT, down=False) + key(CONTROL, down=False) + pointer(0, 300, 200)
    )
    assert held.release() == b""


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans())))
def test_nothing_stays_down(presses: list[tuple[int, bool]]) -> None:
    """Exactly the keys whose last message was a press are released."""
    held = Held()
    for keysym, down in presses:
        held.follow(key(keysym, down=down))

    down_now = {keysym for keysym, down in dict(presses).items() if down}
    released = held.release()
    assert {released[i : i + 8] for i in range(0, len(released), 8)} == {
        key(keysym, down=False) for keysym in down_now
    }
