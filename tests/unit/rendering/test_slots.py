"""The window's memory in a worker: mapped once, let go when others are used, not found once it was given up."""

from pathlib import Path

import pytest

from plextera_review.rendering import slot, slots
from plextera_review.rendering.slot import make_slot, map_slot
from plextera_review.rendering.slots import Slots


@pytest.fixture(params=["memory files", "shared memory"])
def made(request, monkeypatch):
    monkeypatch.setattr(slot, "MEMORY_FILES", slot.MEMORY_FILES and request.param == "memory files")
    memories = [make_slot(4096) for _ in range(slots._MOST + 1)]
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


def test_a_slot_is_mapped_once_and_the_least_used_ones_are_let_go(made) -> None:
    kept = Slots()
    first = kept.memory(made[0].name)
    for each in made[:-1]:
        assert kept.memory(each.name) is not None
    assert kept.memory(made[0].name) is first
    assert kept.memory(made[-1].name) is not None  # instead of the second one
    names = [each.name for each in made]
    for each in made:
        each.close()  # the window gives them up: what is mapped can be drawn into, though nobody looks
    made.clear()
    assert kept.memory(names[0]) is first
    assert kept.memory(names[1]) is None


@pytest.mark.skipif(not slot.MEMORY_FILES, reason="memory files")
def test_another_file_under_the_number_of_a_slot_is_not_drawn_into(tmp_path: Path) -> None:
    given_up = make_slot(4096)
    process, number, label = given_up.name.split("/")
    precious = tmp_path / "journal"
    precious.write_bytes(b"verdicts")
    with precious.open("r+b") as file:
        for each in (f"{process}/{file.fileno()}/{label}", f"{process}/{number}/slot-of-another-time"):
            with pytest.raises(FileNotFoundError):
                map_slot(each)
            assert Slots().memory(each) is None
    assert precious.read_bytes() == b"verdicts"
    map_slot(given_up.name).close()
    given_up.close()
    with pytest.raises(FileNotFoundError):
        map_slot(given_up.name)
