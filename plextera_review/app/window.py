"""The one window with everything wired: pages, review workspace, services."""

import asyncio
import gc
import importlib
import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from plextera_review.app.bare_window import BareWindow
from plextera_review.app.hooks import BugReporter
from plextera_review.app.paths import Paths
from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.connection import LOCAL_PROFILE, ConnectionProfile
from plextera_review.domain.errors import KnownError
from plextera_review.rendering.service import RenderService
from plextera_review.resources import resource_path
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.rest import TURN_SECONDS, Rest
from plextera_review.widgets.theme import Theme

if TYPE_CHECKING:
    from plextera_review.app.core import Core
    from plextera_review.canvas.view import PageCanvas
    from plextera_review.rendering.document import DocumentHandle
    from plextera_review.viewmodels.page_images import PageImages
    from plextera_review.viewmodels.review import ReviewViewModel
    from plextera_review.widgets.look_page import LookPage
    from plextera_review.widgets.review_page import ReviewPage

_FIRST_PAGE_SECONDS = 1.0
_REST_SECONDS = 0.3
_REST_PATIENCE_SECONDS = 2.0
_log = logging.getLogger(__name__)


class ReviewWindow:
    """Built and shown without the services; :meth:`connect_core` brings it to life, :meth:`close_down` ends it in stages.

    The review workspace is imported and made when it is asked for first. Before that, :meth:`look_at` shows a file's pages without it.
    """

    def __init__(
        self, places: Paths, render: RenderService, reporter: BugReporter, bare: BareWindow | None = None
    ) -> None:
        self._places = places
        self._render = render
        self._reporter = reporter
        self._bare = bare or BareWindow(places)
        self._preferences = self._bare.preferences
        self.theme = Theme()
        self.shell = ShellViewModel()
        self.shell.settings.use_preferences(self._preferences)
        self.theme.set_mode(self.shell.settings.theme_mode)
        self.theme.set_calm(self.shell.settings.calm)
        self.theme.set_scale(self.shell.settings.scale)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.theme.apply(application)
        self.widget = self._bare.widget
        self.widget.furnish(self.shell, self.theme, later=True)
        self._bare.cover()
        self._look: LookPage | None = None
        self._looking_at: Path | None = None
        self._tasks = TaskScope(self.shell.notices.show_error)
        self.core: Core | None = None
        self._service = ServiceChild(places.service_data, places.logs)
        self._wanted_field = ("", "")  # job id and field path to select once that job is open
        self.shell.review_requested.connect(self._on_review_requested)
        self.shell.field_requested.connect(self._on_field_requested)
        self.shell.sample_requested.connect(self._on_sample_requested)
        reporter.show_with(self._show_report)

    @cached_property
    def review(self) -> "ReviewViewModel":
        """The state of the review workspace."""
        from plextera_review.viewmodels.review import ReviewViewModel

        document = self._look.document if self._look is not None else None
        made = ReviewViewModel(self.shell.notices, self.shell.settings, document=document)
        made.opened.connect(self._on_review_opened)
        made.document.attach(self._render)
        if self._looking_at is not None:
            made.keep_looking(self._looking_at)
        return made

    @cached_property
    def review_page(self) -> "ReviewPage":
        """The review workspace; pages that are looked at already go on in it."""
        from plextera_review.widgets.review_page import ReviewPage

        focused = self.widget.focusWidget()
        made = ReviewPage(self.review, self.theme, self._look)
        made.upload_wanted.connect(self._on_upload_wanted)
        self.widget.set_review_page(made)
        if self._look is not None and focused is not None:
            focused.setFocus()  # it moved with the pages
        return made

    def show(self) -> None:
        """Show the window; it says that it is starting. What shows of it already stays until :meth:`first_page_shown`."""
        if not self.widget.page:
            self.widget.show_page("queue")
        if not self._bare.shows_page:
            self._bare.lift()
        self.widget.show()
        self.widget.activateWindow()  # without a window manager nobody else does

    def begin_service(self) -> None:
        """Let the local service start already when the connection last used is with it: it takes as long as all that is made here."""
        if self._wanted_profile.is_local:
            self._service.begin()

    async def complete(self) -> None:
        """Make what is soon wanted: the window's actions and the review workspace."""
        with Rest(self.widget) as rest:
            await _imported("plextera_review.widgets.window_actions")
            self.widget.complete()
            await _imported("plextera_review.widgets.review_page")
            self.review  # noqa: B018 - made by being asked for
            await rest.come(_REST_SECONDS, patience=_REST_PATIENCE_SECONDS)
            self.review_page  # noqa: B018

    def make_pages_later(self) -> None:
        """Make the pages that were not shown yet, each in a rest: nobody who is at work waits for them."""
        self._tasks.spawn(self._make_pages())

    async def _make_pages(self) -> None:
        with Rest(self.widget) as rest:
            for module in self.widget.make_pages():
                await _imported(module)
                await rest.come(_REST_SECONDS)
        gc.freeze()  # what was imported stays

    async def connect_core(self) -> None:
        """Open what is kept here and make the last used connection. Failures become a notice, the window stays."""
        await _imported("plextera_review.app.core")  # network, validation and database libraries take 300 ms
        from plextera_review.app.core import Core
        from plextera_review.sync.stores import open_stores

        try:
            stores = await open_stores(self._places.data, self._preferences)
        except KnownError as error:
            self.shell.notices.show_error(error)
            return
        core = Core(self._service, stores, self._render)
        self.core = core
        self.shell.attach(core)
        self.review.attach(core)
        if self._preferences.damaged:
            text = "The settings file was damaged and set aside; the defaults apply."
            self.shell.notices.show("warning", text, "settings")
        try:
            await core.use_profile(self._wanted_profile)
        except KnownError as error:
            self.shell.notices.show_error(error)

    @property
    def _wanted_profile(self) -> ConnectionProfile:
        """The connection last used."""
        wanted = self._preferences.get("connection")
        return next((each for each in self.shell.settings.profiles if each.id == wanted), LOCAL_PROFILE)

    def receive_paths(self, paths: Sequence[Path]) -> None:
        """Upload documents and come to the front (command line, second start)."""
        if paths:
            self.widget.add_documents(tuple(paths))
        self.widget.raise_()
        self.widget.activateWindow()

    def look_at(self, path: Path, opening: "asyncio.Task[DocumentHandle] | None" = None) -> None:
        """Show a file's pages without uploading it."""
        if "review" in self.__dict__:
            page = self.review_page
            self.review.look_at(path, opening)
            self.widget.show_page("review")
            page.canvas.setFocus()
            return
        if self._look is None:
            from plextera_review.widgets.look_page import LookPage

            self._look = LookPage(self.theme, self._tasks)
            self._look.document.attach(self._render)
            self._look.header.upload.clicked.connect(self._on_look_upload)
            self.widget.set_look_page(self._look)
        self._looking_at = path
        self._look.look_at(path, opening)
        self.widget.show_page("review")
        self._look.canvas.setFocus()

    @property
    def restarts(self) -> int:
        """How many render workers were replaced after a crash or a hang."""
        return self._render.restarts

    async def first_page_shown(self) -> None:
        """Until what shows of the document is sharp, a second at most: nothing else is to take the processor meanwhile."""
        if self._look is not None and self._look.document.images is not None:
            await self._sharp(self._look.canvas, self._look.document.images)
            self._bare.note_place(self._look.canvas)
        self._bare.lift()

    async def _sharp(self, canvas: "PageCanvas", images: "PageImages") -> None:
        sharp = asyncio.Event()
        if canvas.is_sharp:
            return

        def look(_keys: object) -> None:
            if canvas.is_sharp:
                sharp.set()

        images.ready.connect(look)
        try:
            async with asyncio.timeout(_FIRST_PAGE_SECONDS):
                await sharp.wait()
                await asyncio.sleep(TURN_SECONDS)  # painted
        except TimeoutError:
            pass
        images.ready.disconnect(look)

    async def close_down(self) -> None:
        """No new acts, then the screens' tasks, then the services; the database last."""
        self.widget.setEnabled(False)
        self._keep_place()
        if "review" in self.__dict__:
            self.review.dispose()
        elif self._look is not None:
            self._look.document.dispose()
        self._tasks.dispose()
        self.shell.dispose()
        if self.core is not None:
            await self.core.stop()
        else:
            await self._service.stop()
            await self._render.close()
        self.widget.close()

    def _keep_place(self) -> None:
        try:
            self._bare.keep(self.theme.tokens.name)
        except KnownError as error:
            _log.warning("the window's place was not kept: %s", error.code)

    def _on_review_requested(self, job_id: object) -> None:
        self._wanted_field = ("", "")
        page = self.review_page
        self.review.open(str(job_id))
        self.widget.show_page("review")
        page.setFocus()

    def _on_field_requested(self, job_id: object, field_path: object) -> None:
        self._on_review_requested(job_id)
        self._wanted_field = (str(job_id), str(field_path))

    def _on_review_opened(self) -> None:
        job_id, field_path = self._wanted_field
        if self.review.job is not None and self.review.job.id == job_id and field_path:
            self._wanted_field = ("", "")
            self.review.select(field_path)

    def _on_upload_wanted(self, path: object) -> None:
        if isinstance(path, Path):
            self.widget.add_documents((path,))
            self.widget.show_page("uploads")

    def _on_look_upload(self) -> None:
        if "review_page" not in self.__dict__:  # which does it from then on
            self._on_upload_wanted(self._looking_at)

    def _on_sample_requested(self) -> None:
        samples = sorted(resource_path("samples").glob("*.pdf"))
        if samples:
            self.widget.add_documents((samples[0],))

    def _show_report(self, report: str) -> None:
        from plextera_review.widgets.crash_dialog import CrashDialog

        dialog = CrashDialog(report, self.theme, self.widget)
        dialog.finished.connect(self._on_report_closed)
        dialog.open()

    def _on_report_closed(self, _result: object) -> None:
        self._reporter.dismissed()


async def _imported(module: str) -> None:
    """Import it in another thread: the window goes on in between."""
    await asyncio.get_running_loop().run_in_executor(None, importlib.import_module, module)
