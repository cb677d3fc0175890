"""What was confirmed in earlier documents, by sender."""

from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.domain.recall import Recall


class SenderMemory:
    """Of one connection."""

    async def recall(self, job: Job, extraction: Extraction) -> Recall:  # noqa: ARG002
        """What is remembered of the sender of a document, the document itself left out."""
        return Recall()
