"""The first look: what it shows lies to the pixel where the pages show a moment later."""

import asyncio
import select
from pathlib import Path

import pymupdf
import pytest
from filelock import FileLock
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from plextera_review.app.bare_window import BareWindow
from plextera_review.app.first_look import look_first
from plextera_review.app.paths import Paths
from plextera_review.app.window_lock import LOCK_NAME, is_held
from plextera_review.rendering.entry import spawn_render
from plextera_review.rendering.first_picture import FirstPicture, FirstPictureWanted, View
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.first_look import FirstLook
from plextera_review.widgets.look_page import LookPage
from plextera_review.widgets.pages_place import PagesPlace
from plextera_review.widgets.theme import Theme
from plextera_review.widgets.tokens import Tokens
from tests.support.on_canvas import until


def document(path: Path, pages: int, width: float, height: float) -> Path:
    with pymupdf.open() as made:
        for number in range(pages):
            page = made.new_page(width=width, height=height)
            page.insert_text((20, 30), f"Page {number + 1}", fontsize=18)
            page.draw_rect(pymupdf.Rect(15, 40, 120, 70), color=(0, 0, 1), fill=(1, 0.5, 0))
        made.save(path)
    return path


def first_picture(path: Path, view: View) -> FirstPicture:
    child, drawing = spawn_render(str(path))
    assert drawing is not None
    wanted = FirstPictureWanted(drawing)
    try:
        wanted.order(view)
        select.select([wanted.descriptor], [], [], 10)
        picture = wanted.receive()
    finally:
        wanted.close()
        child.kill()
        child.hang_up()
    assert picture is not None
    return picture


@pytest.mark.parametrize("size", [(1240, 800), (930, 600)])
@pytest.mark.parametrize("pages", [(1, 595, 842), (1, 300, 90), (3, 400, 500), (6, 595, 842)])
def test_the_page_lies_where_the_canvas_paints_it(
    qapp: QApplication, tmp_path: Path, pages: tuple[int, float, float], size: tuple[int, int]
) -> None:
    path = document(tmp_path / "a.pdf", *pages)

    async def main() -> None:
        theme = Theme("light")
        theme.apply(qapp)
        bare = BareWindow(Paths.below(tmp_path))
        window = bare.widget
        window.resize(*size)
        service = RenderService(1)
        tasks = TaskScope(lambda error: pytest.fail(str(error)))
        try:
            window.furnish(ShellViewModel(), theme, later=True)
            look = LookPage(theme, tasks)
            look.document.attach(service)
            window.set_look_page(look)
            window.show_page("review")
            window.show()
            look.look_at(path)
            await until(lambda: look.canvas.is_sharp)
            await asyncio.sleep(0.05)
            bare.note_place(look.canvas)
            place = PagesPlace(*bare._noted[bare._place_name])
            area = place.area(window.rect())
            picture = first_picture(path, View(area.width() - place.bar, area.height(), window.devicePixelRatioF()))
            first = FirstLook(window, place, Tokens.load("light"))
            first.show_picture(picture)
            bar = area.adjusted(0, 0, -place.bar - 12, 0)
            ours = first.grab(bar).toImage().convertToFormat(QImage.Format.Format_RGB32)
            first.hide()
            theirs = window.grab(bar).toImage().convertToFormat(QImage.Format.Format_RGB32)
            assert ours == theirs
            assert ours.size().width() > 500
        finally:
            look.document.dispose()
            tasks.dispose()
            await service.close()
            window.close()
            window.deleteLater()

    asyncio.run(main())


def test_what_was_kept_of_the_place_may_be_nonsense() -> None:
    usual = PagesPlace(196, 55, 0, 65, 12)
    assert PagesPlace.read([1, 2, 3, 4, 5], usual) == (1, 2, 3, 4, 5)
    for kept in (None, "abcde", [1, 2], [1, 2, 3, 4, "5"], {"left": 1}, [True] * 5):
        assert PagesPlace.read(kept, usual) == usual


def test_a_second_start_shows_no_window_of_its_own(qapp: QApplication, tmp_path: Path) -> None:
    places = Paths.below(tmp_path)
    places.create()
    assert not is_held(places.data)
    assert not is_held(tmp_path / "no such folder")
    before = len(qapp.topLevelWidgets())
    child, drawing = spawn_render(str(document(tmp_path / "a.pdf", 1, 595, 842)))
    assert drawing is not None
    try:
        with FileLock(places.data / LOCK_NAME):
            assert is_held(places.data)
            assert look_first(places, FirstPictureWanted(drawing)) is None
            assert len(qapp.topLevelWidgets()) == before
        assert not is_held(places.data)
    finally:
        child.kill()
        child.hang_up()
