"""The boxes of a document's fields, made anew only for the fields that changed. Pure."""

from collections.abc import Iterable

from plextera_review.canvas.box import Box, BoxFacts
from plextera_review.domain.projection import ReviewField


class FieldBoxes:
    """Keeps the boxes it made: a field that is the same object as before keeps its boxes, so that telling old from new is cheap."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[ReviewField, tuple[Box, ...]]] = {}

    def of(self, fields: Iterable[ReviewField]) -> list[Box]:
        """One box for every place of every field, in the order of the fields."""
        before = self._made
        made: dict[str, tuple[ReviewField, tuple[Box, ...]]] = {}
        found: list[Box] = []
        for each in fields:
            known = before.get(each.path)
            if known is None or known[0] is not each:
                known = each, _boxes(each)
            made[each.path] = known
            found += known[1]
        self._made = made
        return found

    def renewed(self, fields: Iterable[ReviewField]) -> list[Box] | None:
        """The boxes of all fields after these, which were there before, changed; None when their boxes are as they were."""
        same = True
        for each in fields:
            known = self._made.get(each.path)
            if known is None or known[0] is each:
                continue
            now = _boxes(each)
            same &= now == known[1]
            self._made[each.path] = each, known[1] if now == known[1] else now
        if same:
            return None
        return [box for _, boxes in self._made.values() for box in boxes]


def _boxes(field: ReviewField) -> tuple[Box, ...]:
    if not field.placements:
        return ()
    original = field.original_value if field.original_value != field.shown_value else ""
    sentences = tuple(each.sentence for each in field.reasons)
    facts = BoxFacts(field.shown_value, original, sentences, field.field.confidence)
    count = len(field.placements)
    return tuple(
        Box(field.path, placement, field.mark, field.field.title, facts, at, count)
        for at, placement in enumerate(field.placements)
    )
