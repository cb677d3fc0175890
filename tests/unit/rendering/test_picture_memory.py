"""Memory for pictures: what is looked into stays as it is, what is not is used again and given back beyond a bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.rendering import picture_memory
from plextera_review.rendering.picture_memory import PictureMemory

SIZE = 300_000


def filled(value: int, size: int = SIZE) -> memoryview:
    return memoryview(bytes([value]) * size)


def test_a_copy_is_what_it_was_made_from_and_cannot_be_written_to() -> None:
    copy = PictureMemory().copy_of(filled(7))
    assert copy == filled(7)
    with pytest.raises(TypeError):
        copy[0] = 1


def test_memory_is_used_again_when_the_last_view_of_it_is_gone() -> None:
    memory = PictureMemory()
    first = memory.copy_of(filled(1))
    block, tile = memory._blocks[0], first[1000:2000]  # as a tile looks into the block it is a part of
    second = memory.copy_of(filled(2))
    assert (len(memory._blocks), first, second) == (2, filled(1), filled(2))
    del first
    third = memory.copy_of(filled(3))
    assert (len(memory._blocks), tile) == (3, filled(1, 1000))
    del tile
    fourth = memory.copy_of(filled(4))
    assert len(memory._blocks) == 3
    assert memory._blocks[-1] is block
    assert (second, third, fourth) == (filled(2), filled(3), filled(4))


def test_memory_that_is_no_longer_used_is_given_back_beyond_a_bound() -> None:
    memory = PictureMemory()
    copies = [memory.copy_of(filled(number, 3 * 1024 * 1024)) for number in range(5)]
    del copies[1:]
    memory.trim()
    assert sum(map(len, memory._blocks)) <= 3 * 1024 * 1024 + picture_memory._MOST_FREE
    assert copies[0] == filled(0, 3 * 1024 * 1024)
    copies.clear()
    memory.trim(0)
    assert memory._blocks == []


def test_pictures_that_look_the_same_have_memory_of_their_own() -> None:
    memory = PictureMemory()
    pages = [memory.copy_of(filled(255)) for _ in range(4)]
    blocks = {id(each) for each in memory._blocks}
    assert len(blocks) == 4
    pages[2] = memory.copy_of(filled(254))
    pages[1] = memory.copy_of(filled(255))
    assert len({id(each) for each in memory._blocks}) == len(memory._blocks)
    assert pages == [filled(255), filled(255), filled(254), filled(255)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 700_000)), max_size=30))
def test_no_living_picture_ever_changes(steps: list[tuple[int, int]]) -> None:
    memory = PictureMemory()
    living: dict[int, tuple[memoryview, bytes]] = {}
    for number, (place, size) in enumerate(steps):
        pixels = bytes([number]) * size
        living[place] = memory.copy_of(memoryview(pixels)), pixels
        assert all(copy == made_from for copy, made_from in living.values())
