"""Looks at what a server read with what this computer knows: rules, earlier documents, and the pages themselves."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from plextera_review.domain.correction import Verdict
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.domain.projection import Overlay, ReviewField, in_force, project
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import FieldEvidence, ReviewPolicy
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.evaluation import findings
from plextera_review.domain.rules.rule import Rule
from plextera_review.sync.rule_book import RuleBook
from plextera_review.sync.sender_memory import SenderMemory

_KEPT_EVIDENCE = 500  # documents


@dataclass(frozen=True, slots=True)
class Basis:
    """What a document is judged by."""

    rules: Sequence[Rule]
    context: RuleContext
    recall: Recall


class SecondLook:
    """Of one connection. ``policy`` gives the thresholds in force."""

    def __init__(self, rules: RuleBook, memory: SenderMemory, policy: Callable[[], ReviewPolicy]) -> None:
        self._rules = rules
        self._memory = memory
        self._policy = policy
        self._evidence: OrderedDict[str, Mapping[str, FieldEvidence]] = OrderedDict()

    async def basis(self, job: Job, extraction: Extraction) -> Basis:
        """The rules of its hub, and what is remembered of its sender."""
        recall = await self._memory.recall(job, extraction)
        context = RuleContext(datetime.now(UTC).date(), recall.earlier)
        return Basis(self._rules.rules_for(job.hub_id, job.hub_name), context, recall)

    def note(self, job_id: str, evidence: Mapping[str, FieldEvidence]) -> None:
        """The pages of a document were looked at; it counts for the queue until the program ends."""
        self._evidence[job_id] = evidence
        self._evidence.move_to_end(job_id)
        if len(self._evidence) > _KEPT_EVIDENCE:
            self._evidence.popitem(last=False)

    async def fields(
        self, job: Job, extraction: Extraction, verdicts: Mapping[str, Verdict]
    ) -> tuple[ReviewField, ...]:
        """The document's fields with every reason to look that is known."""
        basis = await self.basis(job, extraction)
        found = findings(in_force(extraction, verdicts), basis.rules, basis.context)
        overlay = Overlay(verdicts, findings=found, evidence=self._evidence.get(job.id, {}))
        return project(extraction, overlay, replace(self._policy(), hub_id=job.hub_id))
