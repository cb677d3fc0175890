"""The window: rail, pages, notices, status strip; documents can be dropped anywhere on it."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:  # it shows, empty, before any of these is imported
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
    from PySide6.QtWidgets import QStackedWidget

    from plextera_review.viewmodels.shell import ShellViewModel
    from plextera_review.widgets.action_set import ActionSet
    from plextera_review.widgets.contact_sheet_page import ContactSheetPage
    from plextera_review.widgets.drop_target import DropOverlay
    from plextera_review.widgets.queue_page import QueuePage
    from plextera_review.widgets.rail import Rail
    from plextera_review.widgets.theme import Theme
    from plextera_review.widgets.window_actions import WindowActions

FULL_RAIL = 1000
"""Width of the window at 100 % text from which the rail shows names, in logical pixels."""


class MainWindow(QMainWindow):
    """Shows empty; :meth:`furnish` puts in what it shows before the core exists, which ``shell.attach(core)`` brings to life."""

    shell: "ShellViewModel"
    theme: "Theme"
    rail: "Rail"
    pages: "QStackedWidget"
    _overlay: "DropOverlay"

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Plextera Review")
        room = self.screen().availableGeometry().size()
        self.resize(QSize(1360, 860).boundedTo(room))
        self.setMinimumSize(900, 560)
        self._by_name: dict[str, QWidget] = {}
        self._is_furnished = False

    def furnish(self, shell: "ShellViewModel", theme: "Theme", *, later: bool = False) -> None:
        """Make everything; ``later`` leaves out what does not show, the window's actions among it, until :meth:`complete`."""
        from PySide6.QtGui import QColor, QIcon

        from plextera_review.widgets.drop_target import DropOverlay
        from plextera_review.widgets.icons import icon_pixmap
        from plextera_review.widgets.window_frame import WindowFrame

        self.shell, self.theme = shell, theme
        icon = QIcon()
        for size in (16, 32, 64):
            icon.addPixmap(icon_pixmap("app", QColor("#3355D8"), size, 1.0))
        self.setWindowIcon(icon)
        self.setAcceptDrops(True)
        frame = WindowFrame(shell, theme)
        self.rail, self.pages = frame.rail, frame.pages
        self.setCentralWidget(frame)
        self._overlay = DropOverlay(self, theme)
        self._is_furnished = True
        self._fit_rail()
        self.rail.chosen.connect(self.show_page)
        shell.page_requested.connect(self.show_page)
        shell.settings.appearance_changed.connect(self._restyle)
        shell.counts_changed.connect(self._count)
        self.rail.menu.clicked.connect(self._show_menu)
        if not later:
            self.complete()

    @cached_property
    def window_actions(self) -> "WindowActions":
        """What works everywhere in the window."""
        from plextera_review.widgets.window_actions import WindowActions

        return WindowActions(self)

    def complete(self) -> None:
        """Make what was left for later."""
        self.window_actions  # noqa: B018 - made by being asked for

    @property
    def page(self) -> str:
        """Name of the page shown: queue, review, contact_sheet, uploads, activity or settings; empty before the first one."""
        return next((name for name, widget in self._by_name.items() if widget is self.pages.currentWidget()), "")

    @property
    def page_actions(self) -> "ActionSet | None":
        """The actions of the page shown, None where it has none of its own."""
        from plextera_review.widgets.action_set import ActionSet

        found = getattr(self.pages.currentWidget(), "action_set", None)
        return found if isinstance(found, ActionSet) else None

    def show_keys(self) -> None:
        """Show the settings with the keys in view."""
        self.show_page("settings")
        page = self._page("settings")
        from plextera_review.widgets.settings_page import SettingsPage

        if isinstance(page, SettingsPage):
            page.show_keys()

    def set_review_page(self, widget: QWidget) -> None:
        """Put the review workspace into its place; pages that stood there alone go."""
        from plextera_review.widgets.editor_keys import EditorKeys

        EditorKeys(widget)
        widget.setAccessibleName("Review")
        self.set_look_page(widget)

    def set_look_page(self, widget: QWidget) -> None:
        """Show pages alone until the review workspace is there."""
        before = self._by_name.get("review")
        widget.setAccessibleName("Review")
        self._by_name["review"] = widget
        self.pages.addWidget(widget)
        if before is not None:
            if self.pages.currentWidget() is before:
                self.pages.setCurrentWidget(widget)
            self.pages.removeWidget(before)
            before.deleteLater()

    @property
    def queue_page(self) -> "QueuePage":
        """The queue."""
        from plextera_review.widgets.queue_page import QueuePage

        page = self._page("queue")
        assert isinstance(page, QueuePage)  # noqa: S101 - made below
        return page

    @property
    def contact_sheet_page(self) -> "ContactSheetPage":
        """The contact sheet."""
        from plextera_review.widgets.contact_sheet_page import ContactSheetPage

        page = self._page("contact_sheet")
        assert isinstance(page, ContactSheetPage)  # noqa: S101 - made below
        return page

    def show_page(self, name: str) -> None:
        """Show a page; it is made when it is shown first. Raises KeyError for a name there is none for."""
        self.pages.setCurrentWidget(self._page(name))
        self.rail.show_page(name)
        if name == "queue":
            self.queue_page.focus_rows()
        elif name == "contact_sheet":
            self.contact_sheet_page.focus_cards()
        elif name != "review":
            self._page(name).setFocus()  # not on whichever button comes first

    def make_pages(self) -> Iterator[str]:
        """Make the pages that were not shown yet, one a step. Before each comes the name of the module that it is in, to be imported."""
        for name in ("queue", "contact_sheet", "uploads", "activity", "settings"):
            if name not in self._by_name:
                yield f"plextera_review.widgets.{name}_page"
                self._page(name)
        yield "plextera_review.widgets.palette"
        self.window_actions.prepare()  # from now on it opens within a frame

    def _page(self, name: str) -> QWidget:
        if name not in self._by_name:
            from plextera_review.widgets.editor_keys import EditorKeys
            from plextera_review.widgets.window_pages import make_page

            page = make_page(self, name)
            self.window_actions.set.dress(page)
            EditorKeys(page)
            page.setAccessibleName(name.replace("_", " ").capitalize())
            self._by_name[name] = page
            self.pages.addWidget(page)
        return self._by_name[name]

    def choose_files(self) -> None:
        """Open the file dialog; what is chosen is uploaded."""
        from PySide6.QtCore import Qt  # with its hundred enumerations, 15 ms to import
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, "Upload documents")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.open()

    def paste(self) -> bool:
        """Upload the files on the clipboard; False when there are none."""
        from PySide6.QtGui import QGuiApplication

        from plextera_review.widgets.drop_target import dropped_paths

        clipboard = QGuiApplication.clipboard()
        paths = dropped_paths(clipboard.mimeData())
        self.add_documents(paths)
        return bool(paths)

    def add_documents(self, paths: "tuple[Path, ...]") -> None:
        """Upload files and folders and show them on their way."""
        if paths:
            self.shell.add_documents(paths)
            self.show_page("uploads")

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        from plextera_review.widgets.drop_target import dropped_paths

        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._overlay.setGeometry(self.rect())
            self._overlay.raise_()
            self._overlay.show()

    def dragLeaveEvent(self, _event: "QDragLeaveEvent") -> None:
        self._overlay.hide()

    def dropEvent(self, event: "QDropEvent") -> None:
        from plextera_review.widgets.drop_target import dropped_paths

        self._overlay.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.add_documents(paths)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        if self._is_furnished:
            self._overlay.setGeometry(self.rect())
            self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail.set_compact(self.width() < self.theme.px(FULL_RAIL))

    def _show_menu(self) -> None:
        self.window_actions.show_menu()

    def _on_chosen(self, names: "list[str]") -> None:
        self.add_documents(tuple(Path(name) for name in names))

    def _restyle(self) -> None:
        self.theme.set_mode(self.shell.settings.theme_mode)
        self.theme.set_calm(self.shell.settings.calm)
        self.theme.set_scale(self.shell.settings.scale)
        self._fit_rail()

    def _count(self) -> None:
        from plextera_review.viewmodels.job_rows import QueueFilter

        buttons = self.rail.buttons
        buttons["queue"].set_count(self.shell.queue.counts[QueueFilter.TO_REVIEW])
        buttons["uploads"].set_count(self.shell.uploads.active_count)
        buttons["activity"].set_count(self.shell.activity.attention, urgent=True)
