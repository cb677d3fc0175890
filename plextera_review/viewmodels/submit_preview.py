"""What Submit will send for a document, message by message, before it does."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import OutboxRow, SendState
from plextera_review.domain.feedback import DOCUMENT_PATH, MESSAGE_LIMIT, is_shortened
from plextera_review.domain.job import Job
from plextera_review.viewmodels.activity_rows import WHOLE_DOCUMENT, message_gist
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.tasks import TaskScope


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One message. ``left_out``: Submit will not send it; the decision stays."""

    sent: OutboxRow
    left_out: bool = False

    @property
    def name(self) -> str:
        """The field's name."""
        return self.sent.field_name or self.sent.field_path or WHOLE_DOCUMENT

    @property
    def gist(self) -> str:
        """The message in a line."""
        return message_gist(self.sent.message)

    @property
    def length(self) -> str:
        """Code points of the message beside the limit."""
        return f"{len(self.sent.message):,}/{MESSAGE_LIMIT:,}"

    @property
    def shortened(self) -> bool:
        """True when a text was shortened to fit."""
        return is_shortened(self.sent.message)


class SubmitPreviewViewModel(QObject):
    """The messages of one document, in the order they will be sent.

    ``submit_requested``: the person wants to submit; every change is on disk by then. ``field_requested`` carries the path of the field to
    go to, empty for the document. ``accepted`` counts the decisions that send nothing; ``comment`` is the one on the whole document.
    """

    changed = Signal()
    submit_requested = Signal()
    field_requested = Signal(object)

    def __init__(self, tasks: TaskScope, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self._corrections: Any = None
        self._left_out: dict[str, SendState] = {}
        self.job: Job | None = None
        self.rows: tuple[PreviewRow, ...] = ()
        self.accepted = 0
        self.comment = ""
        self.loading = False

    @property
    def count(self) -> int:
        """How many messages Submit will send."""
        return sum(1 for each in self.rows if not each.left_out)

    @property
    def sentence(self) -> str:
        """What Submit does, in words."""
        count = self.count
        sends = (
            "Nothing will be sent" if not count else f"{count} {'message' if count == 1 else 'messages'} will be sent"
        )
        parts = [sends]
        if left := len(self.rows) - count:
            parts.append(f"{left} left out")
        if self.accepted:
            fields, verb = ("field", "sends") if self.accepted == 1 else ("fields", "send")
            parts.append(f"{self.accepted} accepted {fields} {verb} nothing")
        return " · ".join(parts) + "."

    def show(self, corrections: Any, job: Job) -> None:
        """Read what Submit would send; ``corrections`` are those of the session, every act must be on disk."""
        self._corrections, self.job, self._left_out = corrections, job, {}
        self.rows, self.accepted, self.loading = (), 0, True
        self.changed.emit()
        self._tasks.spawn(self._load(), "submit-preview")

    def edit(self, reference: str, message: str) -> None:
        """Change a message."""
        self._run(self._edit(reference, message))

    def leave_out(self, reference: str) -> None:
        """Do not send a message; the decision stays. :meth:`put_back` takes it back."""
        self._run(self._leave_out(reference))

    def put_back(self, reference: str) -> None:
        """Send it after all."""
        self._run(self._put_back(reference))

    def set_comment(self, text: str) -> None:
        """Keep a comment on the document as a whole; an empty text takes it back."""
        if text.strip() != self.comment:
            self._run(self._set_comment(text.strip()))

    def go_to(self, row: PreviewRow) -> None:
        """Go to the field of a message."""
        self.field_requested.emit(row.sent.field_path)

    def submit(self, changed: "Mapping[str, str] | None" = None, comment: str | None = None) -> None:
        """Keep changed messages (by reference) and the comment on the document, then ask for the submit."""
        self._run(self._submit(dict(changed or {}), self.comment if comment is None else comment.strip()))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.spawn(work)

    async def _edit(self, reference: str, message: str) -> None:
        if not await self._corrections.edit(reference, message):
            text = "The message was not changed: it is on its way already. Look at Activity."
            self._notices.show("warning", text, "submit-preview")
        await self._load()

    async def _leave_out(self, reference: str) -> None:
        self._left_out |= await self._corrections.discard(reference)
        await self._load()

    async def _put_back(self, reference: str) -> None:
        state = self._left_out.pop(reference, None)
        if state is not None:
            await self._corrections.restore({reference: state})
            await self._load()

    async def _set_comment(self, text: str) -> None:
        if self.job is not None:
            await self._corrections.comment_on_document(self.job, text)
            await self._load()

    async def _submit(self, changed: dict[str, str], comment: str) -> None:
        if comment != self.comment:
            await self._set_comment(comment)
        for reference, message in changed.items():
            await self._edit(reference, message)
        self.submit_requested.emit()

    async def _load(self) -> None:
        corrections, job = self._corrections, self.job
        if job is None:
            return
        rows = await corrections.of_job(job.id)
        verdicts = await corrections.verdicts(job.id)
        if self.job is not job:
            return
        self.rows = tuple(
            PreviewRow(each, each.state is SendState.DISCARDED)
            for each in rows
            if each.state is SendState.DRAFT
            or (each.state is SendState.DISCARDED and each.client_reference in self._left_out)
        )
        whole = verdicts.get(DOCUMENT_PATH)
        self.comment = (whole.comment if whole is not None else None) or ""
        self.accepted = sum(1 for each in verdicts.values() if not each.needs_feedback)
        self.loading = False
        self.changed.emit()
