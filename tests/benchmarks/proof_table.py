"""True values looked for in the words of their documents: ``python -m tests.benchmarks.proof_table [FOLDER …] [--misses N]``.

For every document that has words of its own: is each true value found once, several times, or nowhere; does one of the places lie on the
box people drew for it, where they drew one. Then the same for what the local extraction reads. Then each true value with one figure (or, where it has
none, one letter) changed and with two neighbours exchanged: none of these stands in the document unless it is printed for something else, so
what is found is a false proof or a coincidence. Last, how long a page and a value take.
"""

import argparse
import random
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import median

import pymupdf

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.proof import MOST_PLACES, Agreement, PageIndex, ProofIndex, ProofState, agreement
from plextera_review.domain.values import value_text
from plextera_review.domain.words import PageText, Word
from plextera_review.extraction.worker import extract
from plextera_review.formats.opening import open_document
from plextera_review.pdf.frames import page_frames
from plextera_review.pdf.words import page_words
from plextera_review.workers.messages import WorkerError
from tests.benchmarks.placement_truth import known_places
from tests.benchmarks.truth import known_values
from tests.support.corpus import corpus_path
from tests.support.words_under import plain

_FR_NAMES = {
    "supplier": FieldKind.STRING,
    "invoice_number": FieldKind.STRING,
    "po_number": FieldKind.STRING,
    "invoice_date": FieldKind.DATE,
    "due_date": FieldKind.DATE,
    "total_untaxed": FieldKind.MONEY,
    "tax_amount": FieldKind.MONEY,
    "description": FieldKind.STRING,
    "price": FieldKind.MONEY,
    "sub_total": FieldKind.MONEY,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """A value that is known to be right, and where people say it stands: page and box, if they do."""

    name: str
    value: FieldValue
    kind: FieldKind
    box: tuple[int, NormRect] | None = None


@dataclass(slots=True)
class Tally:
    """How often values ended in each state, and the ones that were not found."""

    states: Counter[str] = field(default_factory=Counter)
    placed: int = 0
    boxed: int = 0
    misses: list[str] = field(default_factory=list)


def true_values(path: Path, document: pymupdf.Document) -> Iterator[Truth]:
    """What the files beside a document say of it."""
    for name, text in known_values(path).items():
        kind = _kind(name)
        yield Truth(name, Money(text.replace(",", "")) if kind is FieldKind.MONEY else text, kind)
    beside = path.with_suffix(".xml")
    if "fr-invoices" in str(path) and beside.is_file():
        for element in ET.parse(beside).iter():
            kind, text = _FR_NAMES.get(element.tag), " ".join((element.text or "").split())
            if kind and text:
                yield Truth(element.tag, Money(text) if kind is FieldKind.MONEY else text, kind)
        return
    for known in known_places(path, page_frames(document)):
        yield Truth("boxed text", known.text, FieldKind.STRING, (known.page, known.rect))


def _kind(name: str) -> FieldKind:
    if name.endswith("Date"):
        return FieldKind.DATE
    return FieldKind.MONEY if name in {"total", "netAmount", "taxAmount"} else FieldKind.STRING


def read_values(path: Path) -> Iterator[tuple[Truth, NormRect | None]]:
    """What the local extraction reads."""
    try:
        answer = extract({"path": str(path), "mimeType": None, "hubId": None, "metadata": {}})
    except WorkerError:
        return
    for each in read_extraction("job", answer["output"]).leaves():
        if each.value is not None:
            place = each.placements[0] if each.placements else None
            yield (
                Truth(each.path, each.value, each.kind, (place.page, place.rect) if place else None),
                place.rect if place else None,
            )


def changed(value: FieldValue, chance: random.Random) -> Iterator[FieldValue]:
    """One figure or letter changed; two unlike neighbours exchanged."""
    text = value.amount if isinstance(value, Money) else str(value)
    for build in (_one_changed, _neighbours_exchanged):
        other = build(text, chance)
        if other and other != text:
            if isinstance(value, Money):
                yield Money(other, value.currency)
            elif isinstance(value, int | float):
                yield float(other)
            else:
                yield other


def _one_changed(text: str, chance: random.Random) -> str:
    figures = [at for at, each in enumerate(text) if each.isdigit()]
    if figures:
        at = chance.choice(figures[len(figures) > 1 :])
        return text[:at] + chance.choice([each for each in "0123456789" if each != text[at]]) + text[at + 1 :]
    letters = [at for at, each in enumerate(text) if each.isalpha()]
    if not letters:
        return ""
    at = chance.choice(letters)
    return text[:at] + chance.choice([each for each in "aeiorstnl" if each != text[at].casefold()]) + text[at + 1 :]


def _neighbours_exchanged(text: str, chance: random.Random) -> str:
    pairs = [
        at
        for at in range(len(text) - 1)
        if text[at].isalnum() and text[at + 1].isalnum() and text[at].casefold() != text[at + 1].casefold()
    ]
    if not pairs:
        return ""
    at = chance.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def is_printed(document: pymupdf.Document, value: FieldValue, kind: FieldKind) -> bool:
    """True when MuPDF's own words, cut at blanks, hold the value: looked at with the parser of the editors, not with the index."""
    words = [each for page in document for each in page.get_text().split()]
    words += [str(widget.field_value) for page in document for widget in page.widgets() or ()]
    if kind is FieldKind.STRING:
        printed = [each.strip(".,;:()%*$€").casefold() for each in words]
        wanted = [each.strip(".,;:()%*$€").casefold() for each in str(value).split()]
        return any(printed[at : at + len(wanted)] == wanted for at in range(len(printed)))
    amount = Decimal(value.amount) if isinstance(value, Money) else value
    for each in words:
        found = parse_value(each.strip(".:;()*%"), kind).value
        if (Decimal(found.amount) if isinstance(found, Money) else found) == amount:
            return True
    return False


def why_not(document: pymupdf.Document, index: ProofIndex, true: Truth) -> str:
    """The class of a miss, by MuPDF's own text without blanks and by the other sign."""
    if true.kind is FieldKind.MONEY and isinstance(true.value, Money):
        amount = Decimal(true.value.amount)
        if index.prove(Money(str(-amount)), true.kind).places:
            return "printed with the other sign"
    text = value_text(true.value)
    if true.kind is not FieldKind.STRING:
        return "no such amount or date is printed"
    printed = "".join(page.get_text() for page in document)
    if plain(text) and plain(text) in plain(printed):
        return "its letters stand there, inside of other words"
    words = {plain(each) for each in printed.split()}
    missing = [each for each in text.split() if plain(each) not in words]
    return (
        f"not printed: {' '.join(missing)}"
        if any(plain(each) for each in missing)
        else "its words do not stand together"
    )


def indexed(document: pymupdf.Document, times: list[tuple[int, float]]) -> ProofIndex | None:
    """All pages' words; None where a document has none. Appends words and seconds of each page to ``times``."""
    found = ProofIndex(document.page_count)
    some = False
    for number, page in enumerate(document, start=1):
        words = PageText(tuple(page_words(page)))
        begin = time.perf_counter()
        found.add(PageIndex(number, words))
        times.append((len(words.words), time.perf_counter() - begin))
        some = some or bool(words.words)
    return found if some else None


def words_in(document: pymupdf.Document, page: int, box: NormRect) -> list[Word]:
    """The words whose middle lies in a box."""
    return [
        each
        for each in page_words(document[page - 1])
        if box.x <= each.rect.x + each.rect.width / 2 <= box.right
        and box.y <= each.rect.y + each.rect.height / 2 <= box.bottom
    ]


class Study:
    """The counts over all documents."""

    def __init__(self) -> None:
        self.documents = 0
        self.pages: list[tuple[int, float]] = []
        self.proofs: list[float] = []
        self.true: dict[str, Tally] = defaultdict(Tally)
        self.read: dict[str, Tally] = defaultdict(Tally)
        self.false: Counter[str] = Counter()
        self.false_found: list[str] = []
        self.agreements: Counter[str] = Counter()
        self.strange: list[str] = []
        self._chance = random.Random(5)

    def add(self, path: Path) -> None:
        """Count one document."""
        try:
            document = open_document(path)
        except WorkerError:
            return
        with document:
            index = indexed(document, self.pages)
            if index is None:
                return
            self.documents += 1
            group = f"{path.parts[-3]}/{path.parent.name}" if "model_" in path.parent.name else path.parent.name
            for true in true_values(path, document):
                self._count(document, self.true[group], index, true, path)
                for false in changed(true.value, self._chance):
                    self._count_false(document, index, true, false, path)
            for read, _ in read_values(path):
                self._count(document, self.read[group], index, read, path)
                if read.box:
                    verdict = agreement(words_in(document, *read.box), read.value, read.kind)
                    self.agreements[verdict.value] += 1
                    if verdict is Agreement.DISAGREES:
                        said = " ".join(each.text for each in words_in(document, *read.box))
                        self.strange.append(f"{path.name}: {read.name} = {value_text(read.value)!r} over {said!r}")
                    for false in changed(read.value, self._chance):
                        verdict = agreement(words_in(document, *read.box), false, read.kind)
                        self.agreements[f"changed {read.kind} {verdict.value}"] += 1

    def _count(self, document: pymupdf.Document, tally: Tally, index: ProofIndex, true: Truth, path: Path) -> None:
        begin = time.perf_counter()
        proof = index.prove(true.value, true.kind)
        self.proofs.append(time.perf_counter() - begin)
        tally.states[proof.state.value] += 1
        if proof.state is ProofState.NOWHERE:
            why = why_not(document, index, true)
            tally.states[f"why: {why.partition(':')[0]}"] += 1
            tally.misses.append(f"{path.name}: {true.name} = {value_text(true.value)!r}: {why}")
        elif true.box and proof.places and len(proof.places) < MOST_PLACES:
            tally.boxed += 1
            page, box = true.box
            if any(each.page == page and each.rect.intersection_area(box) > 0 for each in proof.places):
                tally.placed += 1
            else:
                tally.misses.append(
                    f"{path.name}: {true.name} = {value_text(true.value)!r} found elsewhere ({proof.sentence})"
                )

    def _count_false(
        self, document: pymupdf.Document, index: ProofIndex, true: Truth, false: FieldValue, path: Path
    ) -> None:
        proof = index.prove(false, true.kind)
        kind = "boxed text" if true.name == "boxed text" else true.kind.value
        self.false[kind] += 1
        if proof.state in {ProofState.FOUND, ProofState.SEVERAL}:
            self.false[f"{kind} found"] += 1
            if is_printed(document, false, true.kind):
                self.false[f"{kind} found and printed"] += 1
                return
            self.false_found.append(
                f"{path.name}: {true.name} {value_text(true.value)!r} as {value_text(false)!r}: {proof.sentence}"
            )


def show(study: Study, misses: int) -> None:
    """The tables."""
    print(f"{study.documents} documents with words, {len(study.pages)} pages")
    for title, tallies in (("true values", study.true), ("values the local extraction reads", study.read)):
        print(f"\n{title:44} {'found':>7} {'several':>7} {'nowhere':>7} {'unsearched':>10} {'on its box':>12}")
        total = Tally()
        for name, tally in sorted(tallies.items()):
            _line(name, tally)
            total.states += tally.states
            total.placed += tally.placed
            total.boxed += tally.boxed
            total.misses += tally.misses
        _line("all", total)
        for each, count in sorted(total.states.items()):
            if each.startswith("why: "):
                print(f"    {count} of the missed: {each.removeprefix('why: ')}")
        for each in random.Random(3).sample(total.misses, min(misses, len(total.misses))):
            print("   ", each)
    print("\nvalues with one figure or letter changed, or two exchanged:")
    for kind in sorted(each for each in study.false if " found" not in each):
        found, printed, all_ = (study.false[f"{kind}{end}"] for end in (" found", " found and printed", ""))
        print(
            f"   {kind:12} {found} of {all_} found, {printed} of these because just that is printed for something else"
        )
        print(f"   {'':12} false proofs {found - printed}: {100 * (found - printed) / max(all_, 1):.1f} %")
    for each in random.Random(3).sample(study.false_found, min(misses, len(study.false_found))):
        print("   ", each)
    print("\nagreement of the words under the box with what was read:", dict(study.agreements))
    for each in study.strange[:misses]:
        print("   ", each)
    dense = [1000 * seconds * 1000 / words for words, seconds in study.pages if words > 200]
    if dense:
        print(
            f"\nindex: {median(dense):.2f} ms for 1,000 words (median page), {max(dense):.2f} ms worst; most words a page {max(study.pages)[0]}"
        )
    print(
        f"a proof: {1e6 * median(study.proofs):.0f} µs median, {1e6 * max(study.proofs):.0f} µs worst, {len(study.proofs)} proofs"
    )


def _line(name: str, tally: Tally) -> None:
    states = [tally.states[each.value] for each in ProofState]
    placed = f"{tally.placed}/{tally.boxed}" if tally.boxed else "-"
    print(f"{name[:44]:44} {states[0]:7} {states[1]:7} {states[2]:7} {states[3]:10} {placed:>12}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--misses", type=int, default=20)
    options = parser.parse_args(arguments)
    corpus = corpus_path()
    folders = options.folders or ([corpus / "business", corpus / "zugferd"] if corpus else [])
    if not folders:
        print("No folder given, and the corpus is not here.", file=sys.stderr)
        return 2
    study = Study()
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        study.add(path)
    show(study, options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
