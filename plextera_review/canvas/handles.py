"""The handles of the selected box: eight points that pull its edges. Pure."""

from dataclasses import dataclass

from plextera_review.canvas.layout import ViewRect

SIDE = 7.0
"""Side of a drawn handle in logical pixels."""
_REACH = 7.0
_LEAST = 8.0  # drawn boxes stand out by 2 on each side: something must be left between
_LEAST_FOR_MIDDLES = 28.0


@dataclass(frozen=True, slots=True)
class Handle:
    """Which edges it pulls: -1 left or top, 1 right or bottom, 0 neither."""

    across: int
    down: int


_CORNERS = tuple(Handle(across, down) for down in (-1, 1) for across in (-1, 1))
_ACROSS = (Handle(-1, 0), Handle(1, 0))
_DOWN = (Handle(0, -1), Handle(0, 1))


def handles(rect: ViewRect) -> tuple[Handle, ...]:
    """The handles of a box of that size: small ones have no room for those at the middles of their sides."""
    found = _CORNERS
    if rect.height >= _LEAST_FOR_MIDDLES:
        found += _ACROSS
        if rect.width >= _LEAST_FOR_MIDDLES:
            found += _DOWN
    return found


def place(rect: ViewRect, handle: Handle) -> tuple[float, float]:
    """The middle of a handle."""
    return rect.x + rect.width * (handle.across + 1) / 2, rect.y + rect.height * (handle.down + 1) / 2


def handle_at(rect: ViewRect, x: float, y: float) -> Handle | None:
    """The handle of a box at a point, corners first."""
    for each in handles(rect):
        at_x, at_y = place(rect, each)
        if abs(x - at_x) <= _REACH and abs(y - at_y) <= _REACH:
            return each
    return None


def pulled(rect: ViewRect, handle: Handle, x: float, y: float, within: ViewRect) -> ViewRect:
    """The box with the edges of ``handle`` at a point, never off the page ``within`` and never turned inside out."""
    x, y = min(max(x, within.x), within.right), min(max(y, within.y), within.bottom)
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    if handle.across < 0:
        left = min(x, right - _LEAST)
    elif handle.across > 0:
        right = max(x, left + _LEAST)
    if handle.down < 0:
        top = min(y, bottom - _LEAST)
    elif handle.down > 0:
        bottom = max(y, top + _LEAST)
    return ViewRect(left, top, right - left, bottom - top)
