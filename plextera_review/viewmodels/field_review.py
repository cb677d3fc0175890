"""The reviewer's acts on the fields of one document."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from plextera_review.domain.arrangement import is_added
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.geometry import Placement
from plextera_review.domain.parsing import Parsed, parse_value
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.proof import Proof, ProofState
from plextera_review.domain.rekey import RekeyOutcome
from plextera_review.domain.values import display_value, value_text
from plextera_review.viewmodels.blind_rekey import BlindRekey
from plextera_review.viewmodels.commands import new_verdict, renewed
from plextera_review.viewmodels.evidence import DocumentEvidence
from plextera_review.viewmodels.field_record import FieldRecord
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel

WAIVER = "Stands like this on the document."
"""The reason a waiver begins with; a person changes it or keeps it."""


class FieldReview(FieldRecord):
    """What one key or click decides. ``evidence`` is what this computer finds out about the values by itself, ``blind`` compares what
    was typed without seeing the machine's value."""

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, settings, parent)
        self.evidence = DocumentEvidence(self.tasks, self)
        self.evidence.changed.connect(self._on_evidence)
        self.blind = BlindRekey(self)

    def accept(self) -> bool:
        """The value in force is right. A corrected, missing or unreadable field keeps its verdict.

        False when a rule fails that nobody waived: that takes :meth:`waive`, so that it never looks like a pass; and for a field that is
        typed blind: nobody can vouch for what is not shown.
        """
        row = self.row
        if row is None:
            return True
        if row.hidden and self.verdict_of(row.path) is None:
            return False
        verdict = self.verdict_of(row.path)
        if (verdict is None or verdict.vouches) and row.errors_beside(verdict.waived if verdict else ()):
            return False
        if verdict is None:
            self.act([new_verdict(row, self._job_id, VerdictKind.ACCEPTED)])
        return True

    def waive(self, reason: str) -> None:
        """The value in force is right although rules fail; they are waived with a reason, never silently."""
        row = self.row
        if row is None or row.hidden or not row.findings:
            return
        rules = tuple(each.rule_id for each in row.findings)
        sentences = " ".join(each.sentence for each in row.findings)
        base = self.verdict_of(row.path)
        if base is not None and base.kind is VerdictKind.CORRECTED:
            verdict = renewed(base)
        else:
            verdict = replace(new_verdict(row, self._job_id, VerdictKind.WAIVED), value_text=sentences)
        self.act([replace(verdict, waived=rules, comment=reason.strip() or WAIVER)])

    def correct(self, path: str, text: str, placements: Sequence[Placement] | None = None) -> str | None:
        """Replace a value; typing the original again accepts it. Returns a hint when the text does not fit the field's kind.

        ``placements`` is where the value was pointed at. Without them it is looked for on the pages, the place nearest to the
        earlier one is taken, and where it stands nowhere the earlier place stays. On a field that is typed blind this is
        :meth:`rekey`.
        """
        row = self.row_of(path)
        if row is None:
            return None
        if row.hidden:
            self.rekey(path, text, placements)
            return None
        verdict, hint = self.correction(row, text, placements, self._beside(row))
        self.act([verdict], {path: text.strip()})
        return hint

    def rekey(self, path: str, text: str, placements: Sequence[Placement] | None = None) -> RekeyOutcome:
        """Take a value typed without seeing the machine's: the same is accepted, another one waits in :attr:`blind` for a decision."""
        return self.blind.answer(path, text, placements)

    def correction(
        self,
        row: ReviewField,
        text: str,
        placements: Sequence[Placement] | None = None,
        beside: Placement | None = None,
    ) -> tuple[Verdict, str | None]:
        """The verdict of :meth:`correct` without deciding it. ``beside`` is where to look first for a field without a place."""
        text = text.strip()
        parsed = self.parsed(row, text)
        shown = text if parsed.hint else value_text(parsed.value)
        found = tuple(placements) if placements else self._place_of(row, parsed.value, shown, beside)
        same_place = not placements or row.field.placements == found
        same_value = shown == display_value(row.as_read)
        kind = VerdictKind.ACCEPTED if same_value and same_place else VerdictKind.CORRECTED
        verdict = new_verdict(row, self._job_id, kind)
        if kind is VerdictKind.CORRECTED:
            verdict = replace(verdict, value=parsed.value, value_text=shown, placements=found or row.placements)
        return verdict, parsed.hint

    def parsed(self, row: ReviewField, text: str) -> Parsed:
        """What a typed text means for a field, read the way this document writes numbers and dates."""
        earlier = row.as_read.value
        if earlier is None and row.field.kind is FieldKind.MONEY and is_added(row.path):
            amounts = [each.field for each in self.fields if isinstance(each.field.value, Money)]
            column = (each.value for each in amounts if each.name == row.field.name)
            earlier = next(column, amounts[0].value if amounts else None)
        return parse_value(text, row.field.kind, earlier, self.locale)

    def proof_of(self, row: ReviewField, text: str) -> Proof:
        """Where a typed text stands on the pages."""
        parsed = self.parsed(row, text)
        return self.evidence.prove(parsed.value, row.field.kind, text)

    def live_sentences(self, row: ReviewField, text: str) -> tuple[str, ...]:
        """What rules and pages say of a text while it is being typed."""
        parsed = self.parsed(row, text.strip())
        shown = text.strip() if parsed.hint else value_text(parsed.value)
        verdict = replace(new_verdict(row, self._job_id, VerdictKind.CORRECTED), value=parsed.value, value_text=shown)
        proof = self.evidence.prove(parsed.value, row.field.kind, shown)
        said = [proof.sentence] if proof.sentence else []
        return (*said, *(each.sentence for each in self.findings_with(verdict)))

    def missing(self) -> None:
        """The document does not have this field."""
        self._judge(VerdictKind.MISSING)

    def unreadable(self) -> None:
        """The value stands there, but nobody can read it."""
        self._judge(VerdictKind.UNREADABLE)

    def move_place(self, path: str, at: int, placement: Placement) -> None:
        """The value stands there: the place goes with the correction, the value in force stays as it is."""
        row = self.row_of(path)
        if row is None or row.hidden:
            return
        base = self.verdict_of(path)
        if base is None or base.kind is not VerdictKind.CORRECTED:
            base = replace(
                new_verdict(row, self._job_id, VerdictKind.CORRECTED), value=row.field.value, value_text=row.shown_value
            )
        places = list(row.placements)
        places[at : at + 1] = [placement]
        self.act([replace(renewed(base), placements=tuple(places))])

    def comment(self, text: str) -> None:
        """Put a comment beside the verdict; on a field without one it accepts the value. Empty text removes it."""
        row = self.row
        text = text.strip()
        if row is None:
            return
        if (
            row.hidden and self.verdict_of(row.path) is None
        ):  # a comment accepts, and nobody can vouch for what is not shown
            self.notices.show("info", "This field is typed blind. Type its value first, then comment.", "blind")
            return
        verdict = self.verdict_of(row.path)
        if text == ((verdict.comment if verdict else None) or ""):
            return
        base = verdict or new_verdict(row, self._job_id, VerdictKind.ACCEPTED)
        self.act([replace(renewed(base), comment=text or None)])

    def restore(self, path: str, verdict: Verdict | None) -> None:
        """Put an earlier decision on a field in force again; None: what the machine read, undecided."""
        row = self.row_of(path)
        if row is None:
            return
        if verdict is None or verdict.kind is VerdictKind.CLEARED:
            self.act([new_verdict(row, self._job_id, VerdictKind.CLEARED)])
        else:
            self.act([renewed(verdict)])

    def ditto(self) -> bool:
        """Take over the last confirmed value of the same sender; False when there is none."""
        row = self.row
        last = self.recall.last_of(row.field) if row is not None else None
        if row is None or last is None:
            return False
        self.correct(row.path, last.shown)
        self.notices.show("info", f"{row.field.name}: “{last.shown}” taken from {last.receipt}.", "ditto")
        return True

    def accept_rest(self) -> int:
        """Accept every field without a verdict, as one act; returns how many of them were never looked at."""
        rows = [each for each in self.fields if self._undecided(each) and not each.hidden]
        unseen = self.never_seen
        self.act([new_verdict(each, self._job_id, VerdictKind.ACCEPTED) for each in rows])
        if rows:
            failing = sum(1 for each in rows if each.failing)
            rules = f" {failing} still fail a rule." if failing else ""
            text = f"{len(rows)} fields accepted, {unseen} of them never looked at.{rules} Ctrl+Z takes it back."
            self.notices.show("info", text, "accept-rest")
        return unseen

    # -- inside

    def _judge(self, kind: VerdictKind) -> None:
        row = self.row
        if row is not None:
            self.act([new_verdict(row, self._job_id, kind)])

    def _beside(self, row: ReviewField) -> Placement | None:
        """A place in the row of a table that a cell a person added stands in."""
        if not is_added(row.path):
            return None
        near = (each for each in self.fields if each.placements and each.trail[-1:] == row.trail[-1:])
        return next((each.placements[0] for each in near), None)

    def _place_of(
        self, row: ReviewField, value: FieldValue, shown: str, beside: Placement | None = None
    ) -> tuple[Placement, ...]:
        proof = self.evidence.prove(value, row.field.kind, shown)
        if proof.state not in {ProofState.FOUND, ProofState.SEVERAL}:
            return ()
        origin = row.placements[0] if row.placements else beside
        if origin is None and is_added(row.path) and proof.state is ProofState.SEVERAL:
            return ()  # "1" stands in many places: which one belongs to a new row nobody knows
        return min(proof.occurrences(), key=lambda places: _distance(origin, places[0]), default=())

    def _on_evidence(self) -> None:
        self._evidence = self.evidence.by_path
        self._reproject()


def _distance(origin: Placement | None, place: Placement) -> float:
    """In pages and fractions of one; reading order without an origin."""
    if origin is None:
        return place.page + place.rect.y
    away = abs(origin.rect.y - place.rect.y) + 0.5 * abs(origin.rect.x - place.rect.x)
    return 2 * abs(origin.page - place.page) + away
