"""The random primitives against recorded numbers and against numpy."""

import numpy as np
import pytest

from vmt.engine.random_stream import RandomStream, cumulative_weights

SEEDS = [0, 1, 42, 999_999_999]


def test_stream_gives_the_recorded_numbers() -> None:
    """Seed 42 gives these doubles and this permutation on every machine."""
    stream = RandomStream(42)
    doubles = [stream.double() for _ in range(3)]
    items = list(range(8))
    stream.shuffle(items)

    assert doubles == [0.7739560485559633, 0.4388784397520523, 0.8585979199113825]
    assert items == [0, 2, 7, 1, 4, 3, 6, 5]


def test_initial_draws_leave_the_recorded_state() -> None:
    """The draws of an 8 x 8 world of 3 agents end where they are known to end."""
    stream = RandomStream(42)
    seeded = [
        (x, y, "A" if stream.double() < 0.5 else "B")
        for x in range(8)
        for y in range(8)
        if stream.double() < 0.05
    ]
    cumulative = cumulative_weights([0.6, 0.4])
    entries = [stream.index(cumulative) for _ in range(3)]
    cells = [(x, y) for x in range(8) for y in range(8)]
    stream.shuffle(cells)

    assert seeded == [(3, 3, "A"), (6, 2, "B")]
    assert entries == [0, 0, 0]
    assert cells[:3] == [(0, 7), (6, 2), (4, 2)]
    assert stream.state() == (
        234046266765299250195303880251453616657,
        332724090758049132448979897138935081983,
        1929992955,
    )


def test_primitives_give_the_recorded_numbers() -> None:
    """Bounded integers, indices and shuffles of seed 42, one after the other."""
    stream = RandomStream(42)
    cumulative = cumulative_weights([0.2, 0.5, 0.3])
    column = memoryview(np.arange(10, dtype=np.int32))
    largest = [stream.at_most(m) for m in (1, 5, 6, 99, 2**31, 2**32 - 1)]
    below = [stream.below(m) for m in (1, 7, 100, 2**31 + 1, 2**32)]
    indices = [stream.index(cumulative) for _ in range(8)]
    stream.shuffle_numbers(column, 10)

    assert largest == [0, 5, 1, 97, 1859786276, 3687649986]
    assert below == [0, 0, 69, 432652533, 404488629]
    assert indices == [2, 2, 2, 0, 1, 1, 2, 1]
    assert column.tolist() == [1, 0, 5, 4, 8, 9, 7, 2, 3, 6]
    assert stream.state() == (
        44425652727544453615989216823320256665,
        332724090758049132448979897138935081983,
        None,
    )


def test_raw_bits_of_numpy_are_the_recorded_ones() -> None:
    """All that a run takes from numpy: the outputs of its PCG64 for a seed."""
    assert np.random.PCG64(42).random_raw(3).tolist() == [
        *(14276969152011380360, 8095878257575067585, 15838336090824644132)
    ]


@pytest.mark.parametrize("drawn", [0, 1, 63, 64, 65, 1000])
def test_state_is_that_of_what_was_drawn(drawn: int) -> None:
    """Raw outputs that are fetched in advance do not show in the state."""
    stream, bits = RandomStream(42), np.random.PCG64(42)
    for _ in range(drawn):
        stream.double()
    bits.random_raw(drawn)

    assert stream.state()[:2] == tuple(bits.state["state"].values())


@pytest.mark.parametrize("length", [0, 1, 2, 100])
def test_a_column_is_shuffled_as_a_list_is(length: int) -> None:
    """Both take the same draws; what lies beyond the count stays."""
    one, other = RandomStream(3), RandomStream(3)
    items = list(range(length))
    column = memoryview(np.arange(length + 2, dtype=np.int32))
    one.shuffle(items)
    other.shuffle_numbers(column, length)

    assert column.tolist() == [*items, length, length + 1]
    assert one.state() == other.state()


@pytest.mark.parametrize("seed", SEEDS)
def test_primitives_equal_those_of_numpy(seed: int) -> None:
    """Doubles, shuffles, weighted choices and bounded integers agree, interleaved."""
    stream, generator = RandomStream(seed), np.random.Generator(np.random.PCG64(seed))
    weights = [0.2, 0.5, 0.3]
    cumulative = cumulative_weights(weights)

    for length in (1, 2, 5, 100):
        ours, theirs = list(range(length)), list(range(length))
        stream.shuffle(ours)
        generator.shuffle(theirs)
        assert theirs == ours
        assert generator.random() == stream.double()
        assert int(generator.integers(0, length)) == stream.below(length)
        assert int(generator.choice(3, p=weights)) == stream.index(cumulative)


def test_further_streams_do_not_shift_the_main_one() -> None:
    """A stream of another key has other numbers, and the same ones each time."""
    main, further, again = (
        RandomStream(7),
        RandomStream(7, key=(1,)),
        RandomStream(7, key=(1,)),
    )
    numbers = [further.double() for _ in range(4)]

    assert numbers == [again.double() for _ in range(4)]
    assert numbers != [main.double() for _ in range(4)]
    assert RandomStream(7, key=(2,)).double() != numbers[0]


def test_further_streams_begin_with_the_recorded_numbers() -> None:
    """A key says which stream it is, whichever others there are."""
    keys: list[tuple[int, ...]] = [(), (1,), (2,), (1, 0)]

    assert [RandomStream(42, key).double() for key in keys] == [
        *(0.7739560485559633, 0.4674907799518424),
        *(0.07123920291270869, 0.5700286821875662),
    ]
    assert [RandomStream(42, key).double() for key in reversed(keys)] == [
        *(0.5700286821875662, 0.07123920291270869),
        *(0.4674907799518424, 0.7739560485559633),
    ]


def test_weights_near_one_are_normalised() -> None:
    """Three weights of 0.3333333 reach the last entry for every double below 1."""
    cumulative = cumulative_weights([0.3333333] * 3)

    assert cumulative[-1] == 1.0
