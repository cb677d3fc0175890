"""Wrong values put into right extractions: ``python -m tests.benchmarks.seeded_errors [--count 200] [--seed 1] [--misses]``.

Every document of the corpus with words of its own is read by the local extraction. Into values that are right by the truth files, and into
cells of line items whose words say the same, wrong ones are put one at a time: two figures exchanged or one changed (the box stays),
the value and box of the line above or below, day and month exchanged, the value and box of another field of the kind. Every confidence is
set to 0.95, so that only rules and the page itself can notice. Printed: how many are flagged at the field itself, elsewhere in the
document, or not at all, by kind and by reason; and how many right values are flagged for nothing, without any seed.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue, Money
from plextera_review.domain.place_doubts import place_doubts
from plextera_review.domain.projection import Overlay, ReviewField, leaves, project
from plextera_review.domain.proof import Agreement
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import FieldEvidence, ReviewPolicy
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.evaluation import findings
from plextera_review.domain.values import display_value
from plextera_review.domain.words import PageText
from plextera_review.extraction.worker import extract
from plextera_review.formats.opening import open_document
from plextera_review.pdf.words import page_words
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.rule_book import RuleBook
from plextera_review.viewmodels.evidence import DocumentIndex, evidence_of
from plextera_review.workers.messages import WorkerError
from tests.benchmarks.truth import known_values, same_value
from tests.support.corpus import corpus_path

_SURE = 0.95
_TYPED = {FieldKind.MONEY, FieldKind.NUMBER, FieldKind.DATE}


class Words:
    """The words of a document, all there: what the index asks for."""

    def __init__(self, pages: dict[int, PageText]) -> None:
        self._pages = pages

    def known(self, page: int) -> PageText | None:
        """The words of a page."""
        return self._pages.get(page)

    async def of(self, page: int, _urgency: object = None) -> PageText:
        """The words of a page."""
        return self._pages[page]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as read, and which of its fields are surely right."""

    name: str
    extraction: Extraction
    hub: tuple[str | None, str | None]
    index: DocumentIndex
    right: tuple[str, ...]
    graded: tuple[str, ...]
    """Those of ``right`` that a truth file vouches for."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One wrong value."""

    kind: str
    paper: Paper
    path: str
    wrong: Field


def papers(paths: Sequence[Path]) -> Iterator[Paper]:
    """Those documents of ``paths`` that have words of their own and could be read."""
    for path in paths:
        try:
            with open_document(path) as document:
                pages = {at: PageText(tuple(page_words(page))) for at, page in enumerate(document, start=1)}
            output = extract({"path": str(path), "mimeType": None, "hubId": None, "metadata": {}})
        except WorkerError:
            continue
        if not any(each.words for each in pages.values()):
            continue
        yield _paper(path, output, pages)


def _paper(path: Path, output: dict, pages: dict[int, PageText]) -> Paper:
    extraction = _sure(read_extraction(path.name, output["output"]))
    index = DocumentIndex(Words(pages), len(pages))
    for page, text in pages.items():
        index.add(page, text)
    fields = {each.path: each for each in extraction.leaves()}
    graded = [
        name
        for name, true in known_values(path).items()
        if name in fields and same_value(fields[name].value, fields[name].raw_text, true)
    ]
    cells = [
        each.path
        for each, trail in leaves(extraction)
        if len(trail) > 1 and evidence_of(each, index, Recall()).agreement is Agreement.AGREES
    ]
    hub = (output.get("hubId"), output.get("hubName"))
    return Paper(path.name, extraction, hub, index, (*graded, *cells), tuple(graded))


def seeds(paper: Paper, chance: random.Random) -> Iterator[Seed]:
    """Every kind of error a field of the document can have, one of each."""
    fields = {each.path: each for each in paper.extraction.leaves() if each.value is not None}
    for path in paper.right:
        field = fields[path]
        if (value := _slipped(field.value, chance)) is not None:
            yield Seed("digits", paper, path, _with(field, value))
        if field.kind is FieldKind.DATE and (value := _turned(str(field.value))) is not None:
            yield Seed("date order", paper, path, _with(field, value))
        others = [
            each
            for each in fields.values()
            if each.kind is field.kind
            and each.path != path
            and each.placements
            and display_value(each) != display_value(field)
        ]
        column = path.rpartition(".")[2] if "." in path else ""
        lines = [each for each in others if column and each.path.endswith(f".{column}")]
        if lines:
            yield Seed("wrong line", paper, path, _taken(field, chance.choice(lines)))
        near = [each for each in others if each not in lines]
        if near and field.kind in _TYPED:
            yield Seed("neighbour", paper, path, _taken(field, chance.choice(near)))


def looked_at(paper: Paper, extraction: Extraction, rules: RuleBook, policy: ReviewPolicy) -> dict[str, ReviewField]:
    """The document as the review screen sees it."""
    found = findings(extraction, rules.rules_for(*paper.hub), RuleContext(date(2026, 11, 24)))
    doubts = place_doubts(extraction)
    evidence: dict[str, FieldEvidence] = {
        each.path: evidence_of(each, paper.index, Recall(), doubts.get(each.path, "")) for each in extraction.leaves()
    }
    fields = project(extraction, Overlay(findings=found, evidence=evidence), policy)
    return {each.path: each for each in fields}


def _sure(extraction: Extraction) -> Extraction:
    return replace(extraction, fields=tuple(_changed(each, {}) for each in extraction.fields))


def _changed(field: Field, wrong: dict[str, Field]) -> Field:
    if field.children:
        return replace(field, children=tuple(_changed(each, wrong) for each in field.children))
    return wrong.get(field.path) or replace(field, confidence=_SURE, confidence_reason=None)


def _with(field: Field, value: FieldValue) -> Field:
    return replace(field, value=value, raw_text=None)


def _taken(field: Field, other: Field) -> Field:
    return replace(field, value=other.value, raw_text=other.raw_text, placements=other.placements)


def _slipped(value: FieldValue, chance: random.Random) -> FieldValue:
    """Two figures beside each other exchanged, else one changed; None for values without figures."""
    text = value.amount if isinstance(value, Money) else str(value)
    if isinstance(value, bool) or value is None:
        return None
    places = [at for at, each in enumerate(text) if each.isdigit()]
    if not places:
        return None
    pairs = [at for at in places if at + 1 in places and text[at] != text[at + 1]]
    at = chance.choice(pairs or places)
    if pairs:
        slipped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    else:
        slipped = text[:at] + str((int(text[at]) + chance.randint(1, 9)) % 10) + text[at + 1 :]
    if isinstance(value, Money):
        return replace(value, amount=slipped)
    if isinstance(value, int | float):
        return type(value)(slipped)
    return slipped


def _turned(iso: str) -> str | None:
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    return f"{year}-{day}-{month}" if day.isdigit() and int(day) <= 12 and day != month else None


def show(seeded: Sequence[Seed], rules: RuleBook, *, misses: bool) -> None:
    """The table of the wrong values."""
    policy = ReviewPolicy()
    ends: dict[str, Counter[str]] = {}
    reasons: Counter[str] = Counter()
    missed: list[str] = []
    clean: dict[str, set[str]] = {}
    for seed in seeded:
        paper = seed.paper
        if paper.name not in clean:
            before = looked_at(paper, paper.extraction, rules, policy)
            clean[paper.name] = {path for path, each in before.items() if each.needs_look}
        wrong = replace(
            paper.extraction, fields=tuple(_changed(each, {seed.path: seed.wrong}) for each in paper.extraction.fields)
        )
        after = looked_at(paper, wrong, rules, policy)
        itself = after[seed.path]
        elsewhere = {path for path, each in after.items() if each.needs_look} - clean[paper.name] - {seed.path}
        end = "flagged" if itself.needs_look else "elsewhere" if elsewhere else "missed"
        ends.setdefault(seed.kind, Counter())[end] += 1
        if itself.needs_look:
            reasons[itself.reasons[0].kind.value] += 1
        else:
            missed.append(f"{end:9} {seed.kind:10} {paper.name[:40]:40} {seed.path} = {display_value(seed.wrong)!r}")
    print(f"{'wrong value':12} {'seeded':>6} {'flagged':>8} {'elsewhere':>9} {'missed':>6}")
    for kind in (*sorted(ends), "all"):
        counts = ends.get(kind) or sum(ends.values(), Counter())
        print(
            f"{kind:12} {counts.total():6} {counts['flagged']:8} {counts['elsewhere']:9} {counts['missed']:6}"
            f"   {counts['flagged'] / max(counts.total(), 1):.0%} at the field"
        )
    print("strongest reason:", dict(reasons.most_common()))
    for line in missed if misses else ():
        print("  ", line)


def show_false_alarms(every: Sequence[Paper], rules: RuleBook, *, misses: bool) -> None:
    """Right values that are flagged although nothing was put in."""
    total = flagged = 0
    kinds: Counter[str] = Counter()
    said: list[str] = []
    for paper in every:
        fields = looked_at(paper, paper.extraction, rules, ReviewPolicy())
        for path in paper.graded:
            total += 1
            if fields[path].needs_look:
                flagged += 1
                kinds[fields[path].reasons[0].kind.value] += 1
                said.append(f"   {paper.name[:40]:40} {path}: {fields[path].reasons[0].sentence}")
    print(
        f"\nright values (by the truth files): {total}; flagged for nothing: {flagged} ({flagged / max(total, 1):.1%})"
    )
    print("strongest reason:", dict(kinds.most_common()))
    for line in said if misses else ():
        print(line)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    corpus = corpus_path()
    if corpus is None:
        print("The corpus is not here.", file=sys.stderr)
        return 2
    paths = sorted(path for name in ("business", "zugferd") for path in (corpus / name).rglob("*.pdf"))
    every = list(papers(paths))
    chance = random.Random(options.seed)
    made = [seed for paper in every for seed in seeds(paper, chance)]
    by_kind = {kind: [each for each in made if each.kind == kind] for kind in sorted({each.kind for each in made})}
    share = options.count // len(by_kind)
    chosen = [each for some in by_kind.values() for each in chance.sample(some, min(share, len(some)))]
    rest = [each for each in made if each not in chosen]
    chosen += chance.sample(rest, min(options.count - len(chosen), len(rest)))
    rules = RuleBook(None, Preferences(Path("nowhere.json")))
    names = ", ".join(f"{len(some)} {kind}" for kind, some in by_kind.items())
    print(f"{len(every)} documents, {sum(len(each.right) for each in every)} right values; possible seeds: {names}\n")
    show(chosen, rules, misses=options.misses)
    show_false_alarms(every, rules, misses=options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
