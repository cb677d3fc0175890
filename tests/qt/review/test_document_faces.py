"""What shows beside the fields when it is not pages: passwords, archives, recordings, problems."""

import asyncio
import io
import wave
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import py7zr
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.document import DocumentViewModel, Face
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.document_face import DocumentFaces
from plextera_review.widgets.theme import Theme
from tests.support.documents import locked_pdf, pdf


@dataclass
class Stage:
    """A document and the faces that show it; the canvas is a bare widget."""

    document: DocumentViewModel
    faces: DocumentFaces
    canvas: QWidget
    service: RenderService
    tasks: TaskScope
    seen: list[Face] = field(default_factory=list)

    async def settled(self) -> None:
        await self.tasks.settled()

    def texts(self) -> str:
        """Every label that shows."""
        return "\n".join(each.text() for each in self.faces.findChildren(QLabel) if each.isVisible())


def on_stage(story: Callable[[Stage], Awaitable[None]]) -> None:
    async def main() -> None:
        errors: list[KnownError] = []
        bugs: list[BaseException] = []
        service, tasks = RenderService(workers=1), TaskScope(errors.append, bugs.append)
        document, canvas = DocumentViewModel(tasks), QWidget()
        document.attach(service)
        theme = Theme("light")
        theme.apply(QApplication.instance())
        faces = DocumentFaces(document, canvas, theme, tasks)
        stage = Stage(document, faces, canvas, service, tasks)
        document.changed.connect(lambda: stage.seen.append(document.face))
        faces.resize(800, 600)
        faces.show()
        faces.activateWindow()
        assert QTest.qWaitForWindowActive(faces)
        try:
            await story(stage)
        finally:
            document.dispose()
            tasks.dispose()
            faces.close()
            faces.deleteLater()
            await service.close()
        assert errors == bugs == []

    asyncio.run(main())


def made(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def zipped(**files: bytes) -> bytes:
    made_here = io.BytesIO()
    with zipfile.ZipFile(made_here, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return made_here.getvalue()


def spoken() -> bytes:
    made_here = io.BytesIO()
    with wave.open(made_here, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(4 * 8000 * 3))
    return made_here.getvalue()


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_pages(qapp: QApplication, tmp_path: Path) -> None:
    path = made(tmp_path, "locked.pdf", locked_pdf())

    async def story(stage: Stage) -> None:
        document, faces = stage.document, stage.faces
        document.look_at(path)
        await stage.settled()
        assert document.face is Face.LOCKED
        assert faces.locked.isVisible()
        assert not faces.locked.button.isEnabled()
        assert not faces.locked.submit()
        first = stage.texts()
        QTest.keyClicks(faces.locked.password, "guess")
        faces.locked.button.click()
        await stage.settled()
        assert (document.face, document.problem.code) == (Face.LOCKED, "PASSWORD_WRONG")
        assert faces.locked.password.text() == ""
        assert stage.texts() != first
        assert faces.locked.password.hasFocus()
        QTest.keyClicks(faces.locked.password, "secret")
        assert faces.take_enter()
        await stage.settled()
        assert (document.face, document.problem) == (Face.PAGES, None)
        assert stage.canvas.isVisible()
        assert not faces.locked.isVisible()
        document.look_at(path)  # it is remembered for this run
        await stage.settled()
        assert document.face is Face.PAGES

    on_stage(story)


def test_files_of_an_archive_are_entered_and_left_again(qapp: QApplication, tmp_path: Path) -> None:
    inner = zipped(deep_txt=b"three levels down")
    path = made(tmp_path, "post.zip", zipped(letters__letter_pdf=pdf("Dear Sir"), inner_zip=inner))

    async def story(stage: Stage) -> None:
        document, faces = stage.document, stage.faces
        document.look_at(path)
        await stage.settled()
        assert document.face is Face.CONTENTS
        assert [faces.contents.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(2)] == [
            "letters/letter.pdf",
            "inner.zip",
        ]
        assert not faces.back.isVisible()
        assert faces.contents.list.hasFocus()
        assert faces.take_enter()
        await stage.settled()
        assert (document.face, document.name, document.trail) == (Face.PAGES, "letter.pdf", ("post.zip",))
        assert faces.back.isVisible()
        assert "post.zip › letter.pdf" in stage.texts()
        unpacked = document.path
        assert tmp_path not in unpacked.parents
        faces.back.click()
        await stage.settled()
        assert (document.face, document.name) == (Face.CONTENTS, "post.zip")
        document.enter_member("inner.zip")
        await stage.settled()
        document.enter_member("deep.txt")
        await stage.settled()
        assert document.trail == ("post.zip", "inner.zip")
        assert document.face is Face.PAGES
        document.leave_member()
        await stage.settled()
        document.leave_member()
        await stage.settled()
        assert document.name == "post.zip"
        document.leave_member()  # nothing around it
        await stage.settled()
        assert document.face is Face.CONTENTS
        document.dispose()
        assert not unpacked.exists()

    on_stage(story)


def test_a_file_that_cannot_be_taken_out_leaves_the_way_back(qapp: QApplication, tmp_path: Path) -> None:
    path = made(tmp_path, "post.zip", zipped(letter_txt=b"Dear Sir", prog_exe=b"MZ\x90\x00" + bytes(99)))

    async def story(stage: Stage) -> None:
        document = stage.document
        document.look_at(path)
        await stage.settled()
        for name, code in (("absent.txt", "NO_MEMBER"), ("prog.exe", "UNSUPPORTED_DOCUMENT")):
            document.enter_member(name)
            await stage.settled()
            assert (document.face, document.problem.code) == (Face.PROBLEM, code)
            assert document.trail == ("post.zip",)
            assert stage.faces.back.isVisible()
            stage.faces.back.click()
            await stage.settled()
            assert (document.face, document.problem) == (Face.CONTENTS, None)

    on_stage(story)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_locked_file_in_an_archive_is_asked_for_in_place(qapp: QApplication, tmp_path: Path, hidden: bool) -> None:
    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w", password="tide", header_encryption=hidden) as archive:
        archive.writestr(pdf("Dear Sir"), "letter.pdf")
        archive.writestr(b"Dear Madam", "note.txt")
    path = made(tmp_path, "post.7z", packed.getvalue())

    async def story(stage: Stage) -> None:
        document = stage.document
        document.look_at(path)
        await stage.settled()
        if hidden:
            assert (document.face, document.problem.code) == (Face.LOCKED, "PASSWORD_NEEDED")
            document.enter_password("tide")
            await stage.settled()
            assert document.face is Face.CONTENTS
        else:
            document.enter_member("letter.pdf")
            await stage.settled()
            assert (document.face, document.problem.code, document.name) == (
                Face.LOCKED,
                "PASSWORD_NEEDED",
                "letter.pdf",
            )
            document.enter_password("ebb")
            await stage.settled()
            assert (document.face, document.problem.code) == (Face.LOCKED, "PASSWORD_WRONG")
            assert document.trail == ("post.7z",)
            document.enter_password("tide")
            await stage.settled()
            assert (document.face, document.name, document.trail) == (Face.PAGES, "letter.pdf", ("post.7z",))
            document.leave_member()
            await stage.settled()
            assert (document.face, document.name) == (Face.CONTENTS, "post.7z")
        document.enter_member("note.txt")  # the password is remembered
        await stage.settled()
        assert (document.face, document.name) == (Face.PAGES, "note.txt")

    on_stage(story)


def test_archives_in_archives_are_opened_some_levels_deep(qapp: QApplication, tmp_path: Path) -> None:
    data = zipped(end_txt=b"end")
    for _ in range(8):
        data = zipped(a_zip=data)
    path = made(tmp_path, "a.zip", data)

    async def story(stage: Stage) -> None:
        document = stage.document
        document.look_at(path)
        await stage.settled()
        for _ in range(8):
            document.enter_member("a.zip")
            await stage.settled()
            if document.face is Face.PROBLEM:
                break
        assert document.problem.code == "TOO_DEEP"
        assert len(document.trail) == 4

    on_stage(story)


def test_a_file_that_may_not_be_opened_is_listed_but_not_chosen(qapp: QApplication, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.bin", bytes(6_000_000))
    path = made(tmp_path, "bomb.zip", packed.getvalue())

    async def story(stage: Stage) -> None:
        stage.document.look_at(path)
        await stage.settled()
        [member] = stage.document.members
        assert member.refusal in stage.faces.contents.list.item(0).text()
        assert not stage.faces.contents.open_selected()
        assert stage.document.face is Face.CONTENTS

    on_stage(story)


def test_a_recording_tells_its_facts_and_is_copied_under_its_name(qapp: QApplication, tmp_path: Path) -> None:
    path = made(tmp_path, "0f3a", spoken())

    async def story(stage: Stage) -> None:
        async def fetch() -> Path:
            return path

        stage.document.show("call 1.wav", "audio/wav", fetch)
        assert stage.seen == [Face.LOADING]
        await stage.settled()
        assert stage.document.face is Face.RECORDING
        facts = dict(stage.document.facts)
        assert facts["Length"] == "0:00:03"
        assert "8 kHz" in facts["Audio"]
        assert "stereo" in facts["Audio"]
        assert "0:00:03" in stage.texts()
        copy = await stage.document.playable()
        assert copy.name == "call 1.wav"
        assert copy.read_bytes() == path.read_bytes()
        stage.document.dispose()
        assert not copy.exists()

    on_stage(story)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "EMPTY_DOCUMENT"), (b"MZ\x90\x00", "UNSUPPORTED_DOCUMENT"), (b"PK\x03\x04word/", "BROKEN_DOCUMENT")],
)
def test_what_cannot_be_shown_is_a_problem_with_a_next_step(
    qapp: QApplication, tmp_path: Path, data: bytes, code: str
) -> None:
    path = made(tmp_path, "bad.docx", data)

    async def story(stage: Stage) -> None:
        stage.document.look_at(path)
        await stage.settled()
        problem = stage.document.problem
        assert (stage.document.face, problem.code) == (Face.PROBLEM, code)
        assert problem.message
        assert problem.hint
        assert stage.canvas.isVisible()  # the canvas says it
        path.write_bytes(pdf("mended"))
        stage.document.try_again()
        await stage.settled()
        assert stage.document.face is Face.PAGES

    on_stage(story)


def test_a_file_that_cannot_be_fetched_is_a_problem(qapp: QApplication) -> None:
    async def story(stage: Stage) -> None:
        async def fetch() -> Path:
            raise DocumentError("GONE", "The file is gone", "The server no longer has it.", "Review the values alone.")

        stage.document.show("a.pdf", None, fetch)
        await stage.settled()
        assert (stage.document.face, stage.document.problem.code) == (Face.PROBLEM, "GONE")
        stage.document.clear()
        assert (stage.document.face, stage.document.problem) == (Face.EMPTY, None)

    on_stage(story)
