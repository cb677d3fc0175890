"""The pages with everything around them: thumbnails, search line, overview, and the bar with page, zoom, turning, boxes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.heat_bar import HeatBar
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.thumbnails import Thumbnails
from plextera_review.canvas.tools import Tool
from plextera_review.canvas.view import PageCanvas
from plextera_review.canvas.view_state import ViewMemory
from plextera_review.domain.page_fit import overview_width
from plextera_review.rendering.keys import TileKey
from plextera_review.viewmodels.document import DocumentViewModel, Face
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.document_face import DocumentFaces
from plextera_review.widgets.page_bar import PageBar
from plextera_review.widgets.search_bar import SearchBar
from plextera_review.widgets.theme import Theme
from plextera_review.widgets.tokens import Tokens

_VIEW = 0.9  # a screenful keeps a little of what was read last


class PageArea(QWidget):
    """``acts`` are the view actions by id; the page's shortcuts and the bar's buttons call the same ones."""

    def __init__(self, document: DocumentViewModel, theme: Theme, tasks: TaskScope) -> None:
        super().__init__()
        self._document, self._theme = document, theme
        self._images: PageImages | None = None
        self._paper = Tokens.load("light").qcolors  # paper is white in every theme,
        self._night = Tokens.load("dark").qcolors  # or black where a person wants it
        self._views = ViewMemory()
        self._view_key = self._kind = self._shown_key = self._shown_kind = ""
        self.canvas = PageCanvas(self._palette())
        self.thumbnails = Thumbnails(self._palette())
        self.heat = HeatBar(self._palette())
        self.search = SearchBar(theme)
        self.thumbnails.hide()
        canvas = self.canvas
        self.acts: dict[str, Callable[[], None]] = {
            "page_down": lambda: canvas.scroll_by_view(_VIEW),
            "page_up": lambda: canvas.scroll_by_view(-_VIEW),
            "next_page": lambda: canvas.turn_pages(1),
            "previous_page": lambda: canvas.turn_pages(-1),
            "first_page": lambda: canvas.scroll_to_end(last=False),
            "last_page": lambda: canvas.scroll_to_end(last=True),
            "go_to_page": self._do_go_to_page,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "fit_width": canvas.fit_width,
            "fit_page": canvas.fit_page,
            "rotate": canvas.rotate_clockwise,
            "toggle_boxes": canvas.toggle_boxes,
            "toggle_dark_pages": canvas.toggle_dark_pages,
            "toggle_thumbnails": self._do_toggle_thumbnails,
            "search": self._do_search,
            "next_hit": self.search.next,
            "previous_hit": self.search.previous,
            "draw_box": lambda: self._take_tool(Tool.BOX),
            "pick_words": lambda: self._take_tool(Tool.WORDS),
            "copy": self._do_copy,
            "select_page_text": canvas.select_page_text,
        }
        self.bar = PageBar(canvas, theme, self.acts)
        self.faces = DocumentFaces(document, self._pages(), theme, tasks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.search)
        layout.addWidget(self.faces, 1)
        layout.addWidget(self.bar)
        canvas.page_changed.connect(self._on_page)
        canvas.view_moved.connect(self._on_view_moved)
        canvas.menu_wanted.connect(self._show_menu)
        self.thumbnails.page_chosen.connect(canvas.go_to_page)
        self.heat.jumped.connect(canvas.scroll_to_fraction)
        self.search.closed.connect(canvas.setFocus)
        document.changed.connect(self._on_document)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_view_key(self, key: str, kind: str = "") -> None:
        """Whose pages come next: how they are looked at is remembered under ``key`` for the run of the program, and zoom and fit under
        ``kind`` (the hub), for documents of that kind that were not open yet. Call it before the document is shown; without it, the file
        counts alone."""
        self._view_key, self._kind = key, kind
        self.canvas.opening = self._views.of("", kind)

    def set_pointing(self, *, possible: bool) -> None:
        """Whether there are fields to point for: without any, the tools are not offered."""
        self.bar.set_pointing(possible=possible)
        if not possible:
            self.canvas.set_tool(Tool.POINTER)

    def first_view_keys(self, images: PageImages) -> Sequence[TileKey]:
        """What would show first if that document were opened here now."""
        there = 0 if self.heat.isHidden() else self.heat.width()
        return self.canvas.first_view_keys(images, there - overview_width(len(images.page_sizes)))

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """The boxes of all fields; those of an archive's own file only: its members were not read."""
        shown = () if self._document.trail else boxes
        self.canvas.set_boxes(shown)
        self.thumbnails.set_boxes(shown)
        self.heat.set_boxes(shown)

    def take_enter(self) -> bool:
        """Enter where the search line or a face has the focus; False when it was meant for the fields."""
        if self.search.isVisible() and self.search.line.hasFocus():
            self.search.next()
            return True
        return self.canvas.take_enter() or self.bar.take_enter() or self.faces.take_enter()

    def take_escape(self) -> bool:
        """Escape puts the tool down, closes the search, then forgets selected text; False when there was none of these."""
        return self.canvas.take_escape() or self.search.close_search() or self.canvas.clear_selection()

    def _pages(self) -> QWidget:
        right = QWidget()
        layout = QHBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.heat)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.thumbnails)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setFrameShape(QFrame.Shape.NoFrame)
        return splitter

    def _palette(self) -> CanvasPalette:
        tokens = self._theme.tokens
        return CanvasPalette.from_colors(tokens.qcolors, self._paper, self._night, strong="contrast" in tokens.name)

    def _on_theme(self) -> None:
        palette = self._palette()
        self.canvas.set_palette(palette)
        self.thumbnails.set_palette(palette)
        self.heat.set_palette(palette)

    def _on_document(self) -> None:
        document = self._document
        if document.images is not self._images or document.images is None:
            if self._document.text is None or self._document.images is None:
                self.search.use(None)
            self._images = document.images
            self._keep_view()
            if document.images is not None:
                self._make_room(document.images)
            self.canvas.set_document(document.images, document.text)
            self._show_remembered()
            self.thumbnails.set_document(document.images)
            if document.text is not None:
                self.search.use(document.text)
                document.text.search_changed.connect(self._on_hits)
        if document.face is Face.PROBLEM and document.problem is not None:
            self.canvas.set_message(document.problem.title, document.problem.sentence)
        elif document.face is Face.LOADING:
            self.canvas.set_message("", "Fetching the pages …")
        self.bar.setVisible(document.face in {Face.PAGES, Face.LOADING, Face.EMPTY})
        self._on_view_moved()

    def _make_room(self, images: PageImages) -> None:
        """The overview comes or goes before the pages do: nothing is drawn for another width."""
        self.heat.setVisible(overview_width(len(images.page_sizes)) > 0)
        beside = self.canvas.parentWidget()
        layout = beside.layout() if beside is not None else None
        if layout is not None:
            layout.activate()

    def _keep_view(self) -> None:
        """Remember how the pages that go now were looked at."""
        if self._shown_key and self.canvas.page_count:
            self._views.keep(self._shown_key, self._shown_kind, self.canvas.view_state())

    def _show_remembered(self) -> None:
        document = self._document
        if document.images is None:
            self._shown_key = ""
            return
        # A member of an archive, or a file that nobody gave a key, is told by its place.
        self._shown_key = str(document.path) if document.trail or not self._view_key else self._view_key
        self._shown_kind = "" if document.trail else self._kind
        state = self._views.of(self._shown_key, self._shown_kind)
        if state is not None:
            self.canvas.restore(state)

    def _on_hits(self) -> None:
        text = self._document.text
        self.heat.set_hits(text.hits if text is not None else ())

    def _on_page(self, page: object) -> None:
        if isinstance(page, int):
            self.search.page = page
        self.thumbnails.set_current(page)

    def _on_view_moved(self) -> None:
        self.heat.set_view(self.canvas.pages, self.canvas.visible_rect())

    def _show_menu(self, at: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.canvas.selected_text
        copy = menu.addAction("Copy", self._do_copy)
        find = menu.addAction("Search for this", self._do_search)
        for each in (copy, find):
            each.setEnabled(bool(chosen))
        menu.addAction("Select the page's text", self.canvas.select_page_text)
        menu.addSeparator()
        dark = menu.addAction("Dark pages", self.canvas.toggle_dark_pages)
        dark.setCheckable(True)
        dark.setChecked(self.canvas.dark_pages)
        if isinstance(at, QPoint):
            menu.popup(at)

    # -- acts

    def _take_tool(self, tool: Tool) -> None:
        """Take a tool, or put it down when it is in hand."""
        self.canvas.set_tool(Tool.POINTER if self.canvas.tool is tool else tool)

    def _do_go_to_page(self) -> None:
        self.bar.begin_page_entry()

    def _do_toggle_thumbnails(self) -> None:
        self.thumbnails.setVisible(not self.thumbnails.isVisible())
        self.bar.show_state()

    def _do_search(self) -> None:
        self.search.page = self.canvas.page_number
        self.search.open_search(self.canvas.selected_text)

    def _do_copy(self) -> None:
        self.canvas.copy_selection()
