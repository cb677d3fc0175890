"""Slots from the window's side: used again when they are free, given up when a worker may still draw into them."""

import pytest

from plextera_review.rendering.slot import map_slot
from plextera_review.rendering.slot_pool import SlotPool


@pytest.fixture
def pool():
    made = SlotPool()
    yield made
    made.close()


def exists(name: str) -> bool:
    try:
        map_slot(name).close()
    except FileNotFoundError:
        return False
    return True


def test_the_smallest_free_slot_that_fits_is_used_again(pool: SlotPool) -> None:
    large, small = pool.take(1 << 20), pool.take(1 << 16)
    assert pool.take(1 << 16) not in {large, small}
    pool.put_back(large)
    pool.put_back(small)
    assert pool.take(5000) is small
    assert pool.take(5000) is large


def test_a_slot_that_may_be_drawn_into_is_not_used_again(pool: SlotPool) -> None:
    slot = pool.take(5000)
    name = slot.name
    pool.put_back(slot, drawn=False)
    assert not exists(name)
    assert pool.take(5000) is not slot


def test_nothing_is_left_after_the_end() -> None:
    pool = SlotPool()
    used, free = pool.take(5000), pool.take(5000)
    names = used.name, free.name
    pool.put_back(free)
    pool.close()
    assert not any(map(exists, names))
    pool.put_back(used)  # its order ended after the service
