"""Slots from the window's side: a picture stays in its slot, which is used again when nothing looks into it, and given up when a worker may
still draw into it."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.rendering import slot, slot_pool
from plextera_review.rendering.slot import map_slot
from plextera_review.rendering.slot_pool import SlotPool

LARGE = 1 << 20


@pytest.fixture(params=["memory files", "shared memory"])
def pool(request, monkeypatch):
    monkeypatch.setattr(slot, "MEMORY_FILES", slot.MEMORY_FILES and request.param == "memory files")
    made = SlotPool()
    yield made
    made.close()


def exists(name: str) -> bool:
    try:
        map_slot(name).close()
    except FileNotFoundError:
        return False
    return True


def drawn(pool: SlotPool, value: int, size: int = LARGE) -> memoryview:
    """A picture of bytes of that value, as a worker draws it."""
    taken = pool.take(size)
    taken.buf[:size] = bytes([value]) * size
    return pool.picture(taken, size)


def test_the_smallest_free_slot_that_fits_is_used_again(pool: SlotPool) -> None:
    large, small = pool.take(LARGE), pool.take(LARGE // 2)
    assert pool.take(LARGE // 2) not in {large, small}
    pool.put_back(large)
    pool.put_back(small)
    assert pool.take(LARGE // 2) is small
    assert pool.take(LARGE // 2) is large
    pool.put_back(large)
    assert pool.take(LARGE // 4) is not large, "the picture would hold memory that it does not need"


def test_a_picture_stays_where_it_was_drawn_and_cannot_be_written_to(pool: SlotPool) -> None:
    taken = pool.take(LARGE)
    taken.buf[:3] = b"abc"
    picture = pool.picture(taken, LARGE - 8)
    assert (len(picture), bytes(picture[:3])) == (LARGE - 8, b"abc")
    with pytest.raises(TypeError):
        picture[0] = 1
    if taken.keeps_pictures:
        taken.buf[:3] = b"xyz"
        assert bytes(picture[:3]) == b"xyz", "nothing was copied"


def test_a_small_picture_holds_no_slot(pool: SlotPool) -> None:
    taken = pool.take(LARGE)
    taken.buf[:3] = b"abc"
    picture = pool.picture(taken, 3)
    assert pool.take(LARGE) is taken
    taken.buf[:3] = b"xyz"
    assert bytes(picture) == b"abc"


def test_a_slot_is_used_again_when_the_last_view_of_its_picture_is_gone(pool: SlotPool) -> None:
    picture = drawn(pool, 1)
    tile = picture[1000:2000]  # as a tile looks into the block it is a part of
    del picture
    other = drawn(pool, 2)
    assert bytes(tile) == bytes([1]) * 1000
    del tile
    count = len(pool._all)
    third = drawn(pool, 3)
    assert len(pool._all) == count
    assert (other[0], third[0]) == (2, 3)


def test_views_may_go_in_any_thread(pool: SlotPool) -> None:
    pictures = [drawn(pool, number) for number in range(4)]
    thread = threading.Thread(target=pictures.clear)
    thread.start()
    thread.join()
    pool.tidy()
    assert len(pool._all) == len(pool._free)


def test_a_slot_that_may_be_drawn_into_is_not_used_again(pool: SlotPool) -> None:
    taken = pool.take(5000)
    name = taken.name
    pool.put_back(taken, drawn=False)
    assert not exists(name)
    assert pool.take(5000) is not taken


def test_few_free_slots_are_kept_and_the_memory_of_others_goes_at_once(pool: SlotPool) -> None:
    pictures = [drawn(pool, number) for number in range(8)]
    mapped = [map_slot(each.name) for each in pool._all]  # as a worker has them
    files = [os.dup(int(each.name.split("/")[1])) for each in pool._all if each.keeps_pictures]
    pictures.clear()
    pool.tidy()
    assert len(pool._all) == len(pool._free) <= slot_pool._MOST_FREE
    assert sum(os.fstat(each).st_size > 0 for each in files) <= slot_pool._MOST_FREE
    for each in mapped:
        each.close()
    for file in files:
        os.close(file)


def test_nothing_is_left_after_the_end_but_what_is_looked_into(pool: SlotPool) -> None:
    used, free = pool.take(5000), pool.take(5000)
    picture = drawn(pool, 7)
    names = [each.name for each in pool._all]
    pool.put_back(free)
    pool.close()
    assert not any(map(exists, names))
    assert (picture[0], picture[-1]) == (7, 7)
    pool.put_back(used)  # its order ended after the service


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 1_500_000)), max_size=20))
def test_no_living_picture_ever_changes(steps: list[tuple[int, int]]) -> None:
    pool = SlotPool()
    living: dict[int, tuple[memoryview, bytes]] = {}
    for number, (place, size) in enumerate(steps):
        living[place] = drawn(pool, number, size), bytes([number]) * size
        assert all(picture == as_drawn for picture, as_drawn in living.values())
    pool.close()
    assert all(picture == as_drawn for picture, as_drawn in living.values())
