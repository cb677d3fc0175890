"""One document under review: its fields, its pages, and what this computer and the server have to say of them meanwhile."""

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.connection import ConnectionState
from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.errors import KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.domain.reread import Reread
from plextera_review.rendering.document import DocumentHandle
from plextera_review.viewmodels.commands import History
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.crops import FieldCrops
from plextera_review.viewmodels.document import DocumentViewModel
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.placement_choice import PlacementChoice
from plextera_review.viewmodels.prefetch import DocumentPrefetch
from plextera_review.viewmodels.reading import Reading, read
from plextera_review.viewmodels.server_changes import SERVER_CHANGE, ServerChanges
from plextera_review.viewmodels.settings import SettingsViewModel


class OpenReview(FieldReview):
    """A document that is open.

    ``problem`` is why there are no fields, ``document`` what shows beside the fields, ``looking_at`` the file of this computer that is
    shown without fields, ``finished`` True when nothing is left to review.
    """

    document_changed = Signal()
    opened = Signal()

    def __init__(
        self,
        notices: Notices,
        settings: SettingsViewModel,
        parent: QObject | None = None,
        document: DocumentViewModel | None = None,
    ) -> None:
        """``document`` when one was made before this: see :meth:`keep_looking`."""
        super().__init__(notices, settings, parent)
        self.loading = False
        self.finished = False
        self.looking_at: Path | None = None
        self._as_read = Extraction("")
        self.problem: KnownError | None = None
        self.document = document or DocumentViewModel(self.tasks, self)
        self.prefetch = DocumentPrefetch(self.tasks)
        self.crops = FieldCrops(self.tasks, self)
        self.places = PlacementChoice(self.tasks, notices, self)
        self.places.found.connect(self._on_placed)
        self.document.changed.connect(self._on_document)
        self.server_changes = ServerChanges(self.tasks, notices, self)
        self.server_changes.job_changed.connect(self._on_job)
        self.server_changes.read_again.connect(self._on_read_again)

    def attach(self, core: CoreLike) -> None:
        """Follow what happens to feedback on its way."""
        super().attach(core)
        self.document.attach(core.render, core.stores.page_texts)
        from plextera_review.sync import events

        self.subscribe(events.ConnectivityChanged, self._on_connectivity)
        self.subscribe(events.OutboxChanged, self._on_outbox)
        self.subscribe(events.SessionChanged, self._on_session)
        self.subscribe(events.JobsChanged, self.server_changes.on_jobs)
        self.subscribe(events.OutputChanged, self.server_changes.on_output)
        self.subscribe(events.OutputChanged, lambda event: self.prefetch.forget(event.job_id))

    def dispose(self) -> None:
        """End tasks; what was unpacked is removed."""
        self.prefetch.clear()
        super().dispose()
        self.document.dispose()

    def open(self, job_id: str, reading: Reading | None = None) -> None:
        """Show a document; an earlier open still under way is given up. ``reading`` where it was read ahead."""
        self.loading, self.finished, self.looking_at = True, False, None
        self.changed.emit()
        self.tasks.spawn(self._open(job_id, reading), "open")

    def look_at(self, path: Path, opening: "asyncio.Task[DocumentHandle] | None" = None) -> None:
        """Show a file of this computer without its fields, before anything is uploaded; ``opening`` when that was begun before."""
        self.tasks.cancel("open")
        self.job, self._extraction = None, None
        self._without_fields()
        self.loading, self.finished, self.problem, self.looking_at = False, False, None, path
        self.evidence.clear()
        self._verdicts, self._send_states, self._history = {}, {}, History()
        self.crops.clear()
        self.document.look_at(path, opening)
        self._tell(None)
        self.changed.emit()

    def keep_looking(self, path: Path) -> None:
        """The document shows a file of this computer already."""
        self.looking_at = path
        self._on_document()
        self.changed.emit()

    async def _open(self, job_id: str, reading: Reading | None = None) -> None:
        core = self.core
        session: Any = core.session if core else None
        if core is None or session is None:
            return
        await self._written()
        known = self.prefetch.extraction_of(job_id)
        if reading is None or reading.job.id != job_id or reading.extraction is not known:  # the server read it again
            reading = await read(core, session, job_id, known)
        if reading is None:
            self.loading = False
            self.notices.show(
                "error", "This document is not known here. Refresh the queue and try again.", "review-open"
            )
            self.changed.emit()
            return
        job, extraction, basis = reading.job, reading.extraction, reading.basis
        self.evidence.clear()
        ready = self.prefetch.take(job_id)
        if ready is not None and ready.read:  # its words are there: what they say counts from the first moment
            await self.evidence.gather(ready.opened.index, ready.extraction, basis.recall)
            extraction = ready.extraction
        self._session, self.job, self.problem, self._extraction = session, job, reading.problem, extraction
        self._as_read = extraction
        self.server_changes.watch(session, core.stores.mirror, job)
        self._rules, self._rule_context, self.recall = basis.rules, basis.context, basis.recall
        self._evidence, self.locale = self.evidence.by_path, DocumentLocale.of(extraction)
        self._verdicts, self._send_states = dict(reading.verdicts), dict(reading.send_states)
        self._history, self._intended, self._seen = History(), {}, set()
        self.problems, self.unsaved = {}, {}
        self.document.clear()
        self.current, self.loading = None, False
        self.crops.clear()
        self._reproject()
        first = next((each for each in self.fields if each.needs_look), self.fields[0] if self.fields else None)
        self.select(first.path if first else None)
        self.opened.emit()
        if ready is not None and ready.opened.path.exists():  # either tells that the document changed
            self.document.show_opened(job.display_name, job.document.mime_type, ready.opened)
        else:
            self._load_pages(session, job)
        if self._evidence:
            self._note_evidence()
        self._on_opened(session, job_id)

    def _load_pages(self, session: Any, job: Job) -> None:
        self.document.show(job.display_name, job.document.mime_type, lambda: session.documents.file_for(job))

    def _on_document(self) -> None:
        images = self.document.images
        if images is not None:
            self.crops.use(images.service, images.handle)
            if self._session is not None and self._extraction is not None and not self.document.trail:
                text = self.document.text
                if text is not None:
                    self.places.use(self._session.placements, self._as_read, images, text)
                    self._look_at_pages()
        else:
            self.crops.clear()
            self.places.clear()
        self.document_changed.emit()

    def _on_placed(self, extraction: Extraction) -> None:
        if (
            self._extraction is not None
            and extraction.job_id == self._extraction.job_id
            and extraction != self._extraction
        ):
            self._extraction = extraction
            self._reproject()
            self.selected_changed.emit()
            self._look_at_pages()

    def _look_at_pages(self) -> None:
        if self.document.index is not None and self._extraction is not None:
            self.evidence.use(self.document.index, self._extraction, self.recall)

    def _on_evidence(self) -> None:
        super()._on_evidence()
        self._note_evidence()

    def _note_evidence(self) -> None:
        if self._session is not None and self.job is not None:
            self.tasks.spawn(self._session.jobs.note_evidence(self.job.id, self._evidence), "note-evidence")

    def _on_connectivity(self, event: Any) -> None:
        problem = self.document.problem
        waits = problem is not None and problem.code == "OFFLINE"
        if waits and event.state is ConnectionState.ONLINE and self.job is not None:
            self._load_pages(self._session, self.job)

    def _on_job(self, job: Job) -> None:
        self.job = job
        self.changed.emit()

    def _on_read_again(self, extraction: Extraction) -> None:
        """Decisions stay by field; what is typed right now stays in its editor."""
        sentence = Reread.between(self._as_read, extraction, self._verdicts).sentence
        if sentence:
            self.notices.show("warning", sentence, SERVER_CHANGE)
        self._extraction = self._as_read = extraction
        self._reproject()
        self._on_document()

    def _on_outbox(self, _event: object) -> None:
        if self.job is not None:
            self.tasks.spawn(self._load_send_states(self.job.id), "send-states")

    async def _load_send_states(self, job_id: str) -> None:
        states = await self._session.corrections.send_states(job_id)
        if self._job_id == job_id:
            self._send_states = dict(states)
            self._reproject()

    def _on_session(self, event: Any) -> None:
        if self.looking_at is not None:
            return  # a file of this computer belongs to no connection
        self.tasks.cancel("open")
        core = self.core
        again = self._session is not None and event.profile == self._session.profile
        if again and core is not None and core.session is not None and self.job is not None:
            self._session = core.session  # the local service came back; the document stays open
            if self.document.path is None:
                self._load_pages(self._session, self.job)
            return
        self.document.clear()
        self.evidence.clear()
        self.prefetch.clear()
        self.crops.clear()
        self._history, self.unsaved, self.problems = History(), {}, {}
        self.job, self._session, self._extraction = None, None, None
        self.server_changes.watch(None, None, None)
        self._without_fields()
        self.loading = False
        self.document_changed.emit()
        self._reproject()

    def _on_opened(self, session: Any, job_id: str) -> None:
        """A document is open; the next ones can be got ready."""
