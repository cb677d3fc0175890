"""The window's shared memory in a worker: mapped once, let go when it is given up."""

from multiprocessing.shared_memory import SharedMemory

import pytest

from plextera_review.rendering import slots
from plextera_review.rendering.slots import Slots


@pytest.fixture
def made():
    memories = [SharedMemory(create=True, size=4096) for _ in range(slots._MOST + 1)]
    yield memories
    for each in memories:
        each.close()


def test_what_is_written_is_in_the_windows_memory(made) -> None:
    kept = Slots()
    for number, each in enumerate(made):
        memory = kept.memory(each.name)
        assert memory is not None
        memory[0] = number + 1
        assert each.buf[0] == number + 1
        each.unlink()


def test_a_slot_is_mapped_once_and_the_least_used_ones_are_let_go(made) -> None:
    kept = Slots()
    first = kept.memory(made[0].name)
    for each in made[:-1]:
        assert kept.memory(each.name) is not None
    assert kept.memory(made[0].name) is first
    assert kept.memory(made[-1].name) is not None  # instead of the second one
    for each in made:
        each.unlink()  # the window gives them up: what is mapped can be drawn into, though nobody looks
    assert kept.memory(made[0].name) is first
    assert kept.memory(made[1].name) is None


def test_there_is_no_slot_that_was_given_up(made) -> None:
    name = made[0].name
    for each in made:
        each.unlink()
    assert Slots().memory(name) is None
