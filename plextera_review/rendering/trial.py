"""Tries conventions on one document: where are the boxes, and which words are under them?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from plextera_review.domain.convention import Affine, Convention, RawPlace, Unit, applied
from plextera_review.domain.page_frame import PageFrame
from plextera_review.rendering.hypotheses import Sighting, cost, firmness, hypotheses, measured
from plextera_review.rendering.value_words import Box, Value, WordLike, WordMap, shared

_FITS = 0.6
_SCOUTS = 14
_JUDGES = 40
_FINALISTS = 12
_MOST_PLACES = 6
_MOST_SAMPLES = 400
_MOST_PAGES = 16  # reading the words of a page takes time
_BOX_WEIGHT = 0.15
_OFF_PAGE = 0.3
_LEAST_ON_PAGE = 0.7
_POOR = 0.4
_PERFECT = 0.97
_AS_GOOD = 0.02
_NEXT_ACROSS = 0.005
_NEXT_DOWN = 0.01
_SAME_BOX = 0.7
_SLACK = 0.02


@dataclass(frozen=True, slots=True)
class Sample:
    """One field: the texts its value is known by and its places as sent."""

    texts: tuple[str, ...]
    places: tuple[RawPlace, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    convention: Convention
    fit: float
    score: float


class Trial:
    """One document's samples and words, with everything that is asked more than once kept."""

    def __init__(
        self,
        samples: Sequence[Sample],
        frames: Sequence[PageFrame],
        words_of_page: Callable[[int], Sequence[WordLike]],
        remembered: Convention | None,
    ) -> None:
        self._frames = frames
        self._words_of_page = words_of_page
        self._remembered = remembered
        kept = [replace(each, places=each.places[:_MOST_PLACES]) for each in samples if each.places]
        self._places = [raw for sample in kept for raw in sample.places][: _MOST_SAMPLES * _MOST_PLACES]
        pages = list(dict.fromkeys(sample.places[0].page for sample in kept))[:_MOST_PAGES]
        self._samples = [(Value.of(each.texts), each) for each in kept if each.places[0].page in pages][:_MOST_SAMPLES]
        self._pages: dict[int, WordMap] = {}
        self._targets: dict[tuple[int, int], tuple[list[Box], bool]] = {}
        self._affines: dict[tuple[object, ...], Affine | None] = {}
        self._spread = sorted(range(len(self._samples)), key=lambda each: each * 0.618034 % 1)  # even over the document

    def best(self) -> tuple[Convention | None, float]:
        """The convention whose boxes hold their values' words, and its lead over the next with other boxes."""
        judged = self._judged(turned=False)
        if not judged or judged[0].fit < _POOR:
            judged = sorted([*judged, *self._judged(turned=True)], key=lambda each: -each.score)
        if not judged or judged[0].fit <= 0:
            return None, 0.0
        judged = self._refined(judged)
        best = self._exact(judged)
        others = (each.score for each in judged if not self._same(best.convention, each.convention))
        return best.convention, max(0.0, min(1.0, best.score - max(next(others, 0.0), 0.0)))

    def count(self, convention: Convention) -> tuple[int, int]:
        """Fields whose words are under their boxes, and all fields that can be checked."""
        fits = total = 0
        for index, (_, sample) in enumerate(self._samples):
            fit = self._fit(convention, index)[0] >= _FITS
            fits += fit
            total += fit or any(self._target(index, convention.page_of(raw))[0] for raw in sample.places)
        return fits, total

    def unchecked(self) -> Convention | None:
        """Without words: the remembered convention, fractions, or what is stated, if all boxes then are on their pages."""
        sized = Convention(Unit.GIVEN) if all(raw.page_size for raw in self._places) else None
        for convention in (self._remembered, Convention(), sized):
            if convention and all(self._on_page(convention, raw) for raw in self._places):
                return convention
        return None

    def _judged(self, *, turned: bool) -> list[_Judged]:
        places = self._places[:_MOST_SAMPLES]
        candidates = list(hypotheses(places, self._frames, turned=turned))
        bases = dict.fromkeys(each.page_base for each in candidates)
        scouts = {base: self._scouts(base) for base in bases}
        candidates += self._measured(candidates, scouts)
        if self._remembered is not None and not turned:
            candidates.append(self._remembered)
            scouts.setdefault(self._remembered.page_base, self._scouts(self._remembered.page_base))
        finalists = self._finalists(candidates, scouts)
        judges = self._spread[:_JUDGES]
        return sorted((self._judge(each, judges) for each in finalists), key=lambda each: -each.score)

    def _exact(self, judged: Sequence[_Judged]) -> _Judged:
        """The best, or one of a firmer scale that is as good and next to it: words stand a little lower or higher in their boxes
        than in a server's, and a measured scale follows them.
        """
        best = judged[0]
        if best.convention == self._remembered:
            return best
        firm = [best]
        for each in judged[1:]:
            firmer = firmness(each.convention) > firmness(firm[-1].convention)
            if firmer and each.fit >= best.fit - _AS_GOOD and self._beside(best.convention, each.convention):
                firm.append(each)
        return firm[-1]

    def _beside(self, one: Convention, other: Convention) -> bool:
        """True when the middles of the boxes are next to each other all over the page."""
        for raw in self._places[:_JUDGES]:
            first, second = self._box(one, raw), self._box(other, raw)
            if first is None or second is None or first[0] != second[0]:
                continue
            (x0, y0), (x1, y1) = _middle(first[1]), _middle(second[1])
            if abs(x1 - x0) > _NEXT_ACROSS or abs(y1 - y0) > _NEXT_DOWN:
                return False
        return True

    def _refined(self, judged: list[_Judged]) -> list[_Judged]:
        """Measured once more by the words nearest to the best boxes, where those are nearly right."""
        best = judged[0].convention
        if judged[0].fit > _PERFECT or best == self._remembered or best.unit in {Unit.GIVEN, Unit.NATIVE}:
            return judged
        sightings: list[Sighting] = []
        for index in self._spread[:_JUDGES]:
            raw = self._samples[index][1].places[0]
            placed = self._box(best, raw)
            targets, whole = self._target(index, placed[0]) if placed else ([], False)
            if placed and whole and len(self._samples[index][1].places) == 1:
                at = _middle(placed[1])
                near = min(map(_middle, targets), key=lambda each: abs(each[0] - at[0]) + abs(each[1] - at[1]))
                sightings.append((raw, self._frames[placed[0] - 1], near))
        again = measured(sightings, replace(best, unit=Unit.FRACTION, dpi=None, grid=None))
        refined = (self._judge(each, self._spread[:_JUDGES]) for each in again)
        return sorted([*judged, *refined], key=lambda each: -each.score)

    def _scouts(self, base: int) -> list[int]:
        """The samples that tell most: values that stand in few places on their page, long ones first."""
        convention = Convention(page_base=base)
        ranked: list[tuple[int, int, int]] = []
        for index in self._spread[: 3 * _JUDGES]:
            value, sample = self._samples[index]
            targets, whole = self._target(index, convention.page_of(sample.places[0]))
            if targets:
                ranked.append((len(targets) + (0 if whole else 3), -max(map(len, value.spellings), default=0), index))
        return [index for *_, index in sorted(ranked)[:_SCOUTS]] or self._spread[: _SCOUTS // 2]

    def _measured(self, candidates: Sequence[Convention], scouts: dict[int, list[int]]) -> list[Convention]:
        """Resolutions that only the document itself knows."""
        if not any(raw.unit in {None, Unit.PIXELS} for raw in self._places):
            return []
        found: dict[Convention, None] = {}
        for base in dict.fromkeys(replace(each, unit=Unit.FRACTION, dpi=None) for each in candidates):
            sightings: list[Sighting] = []
            for index in scouts[base.page_base]:
                raw = self._samples[index][1].places[0]
                page = base.page_of(raw)
                targets, whole = self._target(index, page)
                if whole and len(targets) == 1 and len(self._samples[index][1].places) == 1:
                    sightings.append((raw, self._frames[page - 1], _middle(targets[0])))
            found.update(dict.fromkeys(measured(sightings, base)))
        return list(found)

    def _finalists(self, candidates: Sequence[Convention], scouts: dict[int, list[int]]) -> list[Convention]:
        """The best by their boxes alone, one of each effect, the cheapest first."""
        best: dict[tuple[object, ...], tuple[float, float, Convention]] = {}
        for convention in candidates:
            share, effect = self._scouted(convention, scouts[convention.page_base])
            price = -1.0 if convention == self._remembered else cost(convention)
            if effect and (effect not in best or price < best[effect][1]):
                best[effect] = (share, price, convention)
        ranked = sorted(best.values(), key=lambda each: each[1] * 0.004 - each[0])
        return [convention for *_, convention in ranked[:_FINALISTS]]

    def _scouted(self, convention: Convention, scouts: Sequence[int]) -> tuple[float, tuple[object, ...]]:
        """How much the boxes and the values' words share, and what tells this effect from others; no effect off the page."""
        total, seen, on_page = 0.0, 0, 0
        effect: list[object] = []
        for index in scouts:
            best = 0.0
            for raw in self._samples[index][1].places[:2]:
                seen += 1
                placed = self._box(convention, raw)
                if placed is None:
                    continue
                page, box = placed
                on_page += 1
                if len(effect) < 8:
                    effect.append((page, *(round(each, 3) for each in box)))
                for target in self._target(index, page)[0]:
                    best = max(best, shared(box, target))
            total += best
        return (total / len(scouts), tuple(effect)) if seen and on_page >= _LEAST_ON_PAGE * seen else (0.0, ())

    def _judge(self, convention: Convention, judges: Sequence[int]) -> _Judged:
        fit = near = 0.0
        off = 0
        for index in judges:
            one, close, lost = self._fit(convention, index)
            fit, near, off = fit + one, near + close, off + lost
        count = max(len(judges), 1)
        price = 0.0 if convention == self._remembered else cost(convention) + 1
        score = (fit + _BOX_WEIGHT * near - _OFF_PAGE * off) / count - price * (0.002 + 0.02 / count)
        return _Judged(convention, fit / count, score)

    def _fit(self, convention: Convention, index: int) -> tuple[float, float, bool]:
        """Of one sample: words that fit, boxes that fit, and whether all its boxes are off the page."""
        value, sample = self._samples[index]
        by_page: dict[int, list[Box]] = {}
        for raw in sample.places:
            placed = self._box(convention, raw)
            if placed is not None:
                by_page.setdefault(placed[0], []).append(placed[1])
        if not by_page:
            return 0.0, 0.0, True
        fit = near = 0.0
        for page, boxes in by_page.items():
            words = self._page(page)
            fit = max(fit, words.fit(value, boxes))
            if len(boxes) > 1:
                fit = max(fit, sum(words.fit(value, [each]) for each in boxes) / len(boxes))
            targets = self._target(index, page)[0]
            near = max([near, *(shared(box, target) for box in boxes for target in targets)])
        return fit, near, False

    def _box(self, convention: Convention, raw: RawPlace) -> tuple[int, Box] | None:
        """The page from 1 and the box on the displayed page; None when its middle is off the page."""
        page = convention.page_of(raw)
        if not 1 <= page <= len(self._frames):
            return None
        c = convention
        key = (page, raw.page_size, raw.unit, raw.origin, c.unit, c.dpi, c.grid, c.origin, c.turning, c.box)
        if key not in self._affines:
            self._affines[key] = c.affine(raw, self._frames[page - 1])
        affine = self._affines[key]
        if affine is None:
            return None
        x0, y0, x1, y1 = applied(affine, c.corners(raw))
        if not -_SLACK <= (x0 + x1) / 2 <= 1 + _SLACK or not -_SLACK <= (y0 + y1) / 2 <= 1 + _SLACK:
            return None
        return page, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _on_page(self, convention: Convention, raw: RawPlace) -> bool:
        placed = self._box(convention, raw)
        return placed is not None and all(-_SLACK <= each <= 1 + _SLACK for each in placed[1])

    def _same(self, one: Convention, other: Convention) -> bool:
        """True when both put the boxes in about the same places."""
        pairs = [(self._box(one, raw), self._box(other, raw)) for raw in self._places[:20]]
        alike = [bool(a and b and a[0] == b[0] and shared(a[1], b[1]) > _SAME_BOX) for a, b in pairs]
        return sum(alike) >= 0.8 * len(alike)

    def _target(self, index: int, page: int) -> tuple[list[Box], bool]:
        if (index, page) not in self._targets:
            self._targets[index, page] = self._page(page).targets(self._samples[index][0])
        return self._targets[index, page]

    def _page(self, number: int) -> WordMap:
        if number not in self._pages:
            self._pages[number] = WordMap(self._words_of_page(number) if 1 <= number <= len(self._frames) else ())
        return self._pages[number]


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
