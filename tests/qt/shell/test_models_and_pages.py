"""The window without a core, its table model, drops, uploads, settings and notices."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from plextera_review.domain.connection import ConnectionProfile, ConnectionState, Dialect
from plextera_review.domain.errors import KnownError, OfflineError
from plextera_review.domain.job import DocumentSummary, Job, JobStatus, ReviewState
from plextera_review.domain.upload import Upload, UploadState
from plextera_review.resources import resource_path
from plextera_review.viewmodels.job_rows import Column, QueueFilter, job_row
from plextera_review.viewmodels.job_table import ROW_ROLE, JobTableModel
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.queue import QueueState
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.sheet_source import SheetSource
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.main_window import MainWindow
from plextera_review.widgets.pieces import ElidedLabel
from plextera_review.widgets.settings_page import SettingsPage
from plextera_review.widgets.theme import Theme
from plextera_review.widgets.tokens import Tokens

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    job: Job
    review_state: ReviewState = ReviewState.TO_REVIEW
    open_fields: int | None = 2
    total_fields: int | None = 9
    lowest_reason: str | None = None
    risk: float = 0.0


def record(number: int, status: JobStatus = JobStatus.COMPLETED) -> Record:
    return Record(Job(f"j{number}", status, NOW, document=DocumentSummary(file_name=f"file {number}.pdf")))


def upload(state: UploadState, **more: object) -> Upload:
    return Upload("u1", "local", Path("a.pdf"), "a.pdf", 1000, state, NOW, **more)


class Kept(dict):
    """Preferences in memory."""

    def put(self, name, value):
        self[name] = value


class Keys:
    """A keychain in memory."""

    def __init__(self, fails: KnownError | None = None) -> None:
        self.kept, self.fails = {}, fails

    async def put(self, profile_id, key):
        if self.fails:
            raise self.fails
        self.kept[profile_id] = key

    async def delete(self, profile_id):
        self.kept.pop(profile_id, None)


class ConnectingCore:
    """Only what switching connections needs."""

    check_fails: KnownError | None = None

    def __init__(self, keys: Keys, fails: KnownError | None = None) -> None:
        self.key_store, self.fails, self.used, self.session = keys, fails, [], self

    async def check(self):
        if self.check_fails:
            raise self.check_fails

    async def use_profile(self, profile):
        self.used.append(profile)
        if self.fails:
            raise self.fails


@pytest.fixture
def window(qtbot, qapp):
    theme = Theme("light")
    theme.apply(qapp)
    made = MainWindow()
    made.furnish(ShellViewModel(), theme)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shell.dispose()
    qapp.setStyleSheet("")


def test_queue_model_is_sound(qtmodeltester):
    model = JobTableModel()
    model.set_rows([job_row(record(number)) for number in range(5)])
    qtmodeltester.check(model)
    assert model.index(2, Column.DOCUMENT).data() == "file 2.pdf"
    assert model.index(2, 0).data(ROW_ROLE).job_id == "j2"
    assert model.place_of("j4") == 4


def test_rows_that_only_change_their_content_do_not_reset_the_table(qtbot):
    model = JobTableModel()
    model.set_rows([job_row(record(1)), job_row(record(2, JobStatus.QUEUED))])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows([job_row(record(1)), job_row(record(2, JobStatus.PROCESSING))])


def test_the_window_paints_before_the_core_exists(window):
    assert window.shell.queue.state is QueueState.STARTING
    assert not window.grab().isNull()


def test_every_page_paints_in_light_dark_and_at_200_percent(window):
    for mode, scale in (("light", 1.0), ("dark", 1.0), ("dark", 2.0)):
        window.shell.settings.set_theme_mode(mode)
        window.shell.settings.set_scale(scale)
        assert window.theme.is_dark is (mode == "dark")
        for name in ("queue", "review", "uploads", "activity", "settings"):
            window.show_page(name)
            assert window.page == name
            assert not window.grab().isNull()


def test_queue_goes_from_starting_to_empty_to_rows_to_no_match(window):
    queue = window.shell.queue
    queue.set_records([])
    assert queue.state is QueueState.EMPTY
    queue.set_records([record(1), record(2, JobStatus.FAILED)])
    assert queue.state is QueueState.ROWS
    assert queue.counts[QueueFilter.FAILED] == 1
    queue.set_search("nowhere")
    assert queue.state is QueueState.NO_MATCH
    queue.clear_filters()
    assert queue.state is QueueState.ROWS


def test_a_header_sorts_then_turns_then_returns_to_risk(window):
    queue = window.shell.queue
    orders = []
    for _ in range(3):
        queue.sort(Column.CREATED)
        orders.append((queue.column, queue.descending))
    assert orders == [(Column.CREATED, True), (Column.CREATED, False), (Column.RISK, False)]


def test_enter_opens_a_completed_row_and_explains_a_failed_one(window, qtbot):
    window.shell.queue.set_records([record(1), record(2, JobStatus.FAILED)])
    window.show_page("queue")
    table = window.queue_page.table
    table.selectRow(0)
    with qtbot.waitSignal(window.shell.review_requested) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["j1"]
    table.selectRow(1)
    with qtbot.assertNotEmitted(window.shell.review_requested):
        qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert window.shell.notices.items[-1].text.startswith("file 2.pdf: ")


def test_a_drop_anywhere_uploads_files_and_ignores_web_links(window, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf")), QUrl("https://example.com/b.pdf")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert window.page == "uploads"
    assert window.shell.uploads._early == [tmp_path / "a.pdf"]
    assert window.shell.notices.items[-1].key == "upload-early"


def test_bad_metadata_stops_an_upload_with_the_reason(window):
    window.shell.uploads.set_metadata({"k" * 65: "v"})
    window.shell.add_documents((Path("a.pdf"),))
    assert window.shell.uploads._early == []
    assert "64 are allowed" in window.shell.notices.items[-1].text


def test_uploads_offer_what_their_state_allows(window):
    uploads = window.shell.uploads
    uploads.put(upload(UploadState.SENDING, sent_bytes=250))
    (row,) = uploads.rows
    assert (row.fraction, row.can_cancel, row.can_retry) == (0.25, True, False)
    uploads.put(upload(UploadState.REFUSED, error_code="DUPLICATE", error_message="Uploaded before."))
    (row,) = uploads.rows
    assert (row.detail, row.can_send_anyway, row.can_cancel) == ("Uploaded before.", True, False)
    uploads.put(upload(UploadState.DONE, job_id="j1"))
    assert uploads.rows[0].can_open
    assert uploads.active_count == 0


def test_being_offline_is_said_and_taken_back(window):
    connection = window.shell.connection
    error = OfflineError("OFFLINE", "Offline", "The server cannot be reached.", "Check the network.")
    connection.set_connectivity(ConnectionState.OFFLINE, error)
    assert connection.text == "Local service · offline"
    assert "kept here" in window.shell.notices.items[0].text
    connection.set_connectivity(ConnectionState.ONLINE, None)
    assert window.shell.notices.items == ()


def test_notices_are_replaced_by_key(qtbot):
    notices = Notices()
    notices.show("info", "one", "k")
    with qtbot.waitSignal(notices.changed):
        notices.show("warning", "two", "k")
    assert [item.text for item in notices.items] == ["two"]


def test_a_new_connection_keeps_its_key_in_the_keychain_only():
    async def flow():
        settings, kept, keys = SettingsViewModel(Notices()), Kept(), Keys()
        settings._core = core = ConnectingCore(keys)
        settings.use_preferences(kept)
        settings.add_profile("Cloud", "https://example.com/v1/", " secret ")
        await settings.tasks.settled()
        return settings, kept, keys, core

    settings, kept, keys, core = asyncio.run(flow())
    (profile,) = [each for each in settings.profiles if not each.is_local]
    assert profile.base_url == "https://example.com/v1"
    assert keys.kept == {profile.id: "secret"}
    assert "secret" not in repr(kept)
    assert core.used == [profile]
    assert settings.active_id == profile.id
    assert settings.result == (True, "Connected to Cloud.")


@pytest.mark.parametrize("dialect", [None, *Dialect])
def test_a_pinned_dialect_is_kept(qtbot, dialect):
    async def flow():
        settings, kept = SettingsViewModel(Notices()), Kept()
        settings._core = ConnectingCore(Keys())
        settings.use_preferences(kept)
        page = SettingsPage(settings, Theme("light"))
        qtbot.addWidget(page)
        page._url.setText("https://example.com/v1")
        page._key.setText("secret")
        page._dialect.setCurrentIndex([None, *Dialect].index(dialect))
        page._save.click()
        await settings.tasks.settled()
        return kept

    later = SettingsViewModel(Notices())
    later.use_preferences(asyncio.run(flow()))
    assert later.profiles[-1].dialect is dialect


def test_a_connection_whose_key_is_refused_is_not_called_connected():
    async def flow():
        settings = SettingsViewModel(Notices())
        settings._core = ConnectingCore(Keys())
        settings._core.check_fails = KnownError("X", "No", "The server did not accept the API key.", "Check it.")
        settings.profiles = (*settings.profiles, ConnectionProfile("c", "Cloud", "https://example.com"))
        settings.use("c")
        await settings.tasks.settled()
        return settings

    settings = asyncio.run(flow())
    said = "“Cloud” is chosen, but does not work yet. The server did not accept the API key. Check it."
    assert settings.result == (False, said)


def test_the_rail_is_narrow_where_the_window_is(window, qtbot):
    window.resize(1300, 700)
    assert window.rail.buttons["queue"].text().strip() == "Queue"
    window.theme.set_scale(2.0)
    window.resize(1310, 700)
    assert window.rail.buttons["queue"].text() == ""
    assert window.rail.buttons["queue"].accessibleName() == "Queue"


def test_a_label_without_room_ends_with_an_ellipsis(qtbot):
    made = ElidedLabel("muted")
    qtbot.addWidget(made)
    made.show()
    made.setText("A rather long sentence about a document")
    made.resize(90, 20)
    assert made.text().endswith("…")
    assert made.toolTip() == made.accessibleName() == "A rather long sentence about a document"
    made.resize(900, 20)
    assert (made.text(), made.toolTip()) == ("A rather long sentence about a document", "")


def test_a_refused_switch_says_why_and_keeps_the_old_connection():
    async def flow():
        settings = SettingsViewModel(Notices())
        settings._core = ConnectingCore(Keys(), KnownError("X", "No", "The key is wrong.", "Enter it again."))
        settings.profiles = (*settings.profiles, ConnectionProfile("c", "Cloud", "https://example.com"))
        settings.use("c")
        await settings.tasks.settled()
        return settings

    settings = asyncio.run(flow())
    assert settings.result == (False, "The key is wrong. Enter it again.")
    assert settings.active_id == "local"


def test_nonsense_in_the_preferences_counts_as_not_set(qtbot):
    settings = SettingsViewModel(Notices())
    settings.use_preferences(Kept(scale="huge", threshold=7, profiles=[{"id": 1}, "x"]))
    assert (settings.scale, settings.threshold, len(settings.profiles)) == (1.0, 1.0, 1)


def test_task_scope_latest_wins_and_routes_known_errors():
    async def flow():
        errors, done = [], []
        scope = TaskScope(errors.append)

        async def work(name):
            await asyncio.sleep(0)
            done.append(name)

        async def fail():
            raise KnownError("C", "t", "m")

        scope.spawn(work("first"), "k")
        scope.spawn(work("second"), "k")
        scope.spawn(fail())
        await scope.settled()
        scope.dispose()
        assert scope.spawn(work("late")) is None
        return [error.code for error in errors], done

    assert asyncio.run(flow()) == (["C"], ["second"])


def test_both_themes_have_the_same_tokens_and_text_is_legible():
    light, dark = Tokens.load("light"), Tokens.load("dark")
    assert light.colors.keys() == dark.colors.keys()
    for tokens in (light, dark):
        for text in ("text", "text_muted", "danger", "success", "warning", "info", "text_faint"):
            for back in ("surface", "window", "sidebar"):
                assert _contrast(tokens.qcolors[text], tokens.qcolors[back]) >= 4.5, (tokens.name, text, back)


def test_every_icon_draws_and_the_font_is_ours(window):
    for path in resource_path("icons").glob("*.svg"):
        image = icon_pixmap(path.stem, window.theme.color("text"), 20, 2.0).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(40) for y in range(40)), path.name
    assert "Inter" in QFontDatabase.families()
    assert QApplication.font().family() == "Inter"


def _contrast(one, two):
    def light(color):
        parts = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color.getRgbF()[:3]
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_selection_of_the_queue_stays_with_its_documents(window, qtbot):
    queue, table = window.shell.queue, window.queue_page.table
    window.show_page("queue")
    queue.set_records([record(number) for number in range(6)])
    table.selectRow(1)
    table.setFocus()
    for _ in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen, current = table.selected_keys(), table.current_key()
    assert len(chosen) == table.selected_count == 3
    queue.set_records([record(number) for number in (9, 8, 5, 4, 3, 2, 1, 0)])
    assert set(table.selected_keys()) == set(chosen)
    assert table.current_key() == current
    queue.set_records([record(number) for number in (9, 8, 5)])
    assert set(table.selected_keys()) == set(chosen) & {"j9", "j8", "j5"}
    queue.set_records([record(number) for number in range(6)])
    header = table.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, header.height() // 2))
    assert queue.column is Column.STATUS
    assert table.selected_count <= 3, "a heading sorts and selects nothing"
    table.selectAll()
    assert table.selected_count == 6
    qtbot.keyClicks(window.queue_page.findChild(QLineEdit), "file")
    assert table.selected_count == 0, "a search begins anew"
    assert not table.currentIndex().isValid()


def test_the_contact_sheet_takes_the_selected_documents_alone(window, qtbot):
    queue, table = window.shell.queue, window.queue_page.table
    window.show_page("queue")
    queue.set_records([*(record(number) for number in range(4)), record(9, JobStatus.FAILED)])
    check = window.page_actions.by_id["check_field"]
    asked = []
    queue.sheet_requested.connect(lambda *given: asked.append(given))
    table.selectRow(0)
    check.trigger()
    window.show_page("queue")
    places = [table.records.place_of(each) for each in ("j1", "j3", "j9")]
    table.clearSelection()
    for place in places:
        table.selectionModel().select(
            table.records.index(place, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    assert window.queue_page.grab()
    assert any(each.text().startswith("3 documents selected.") for each in window.queue_page.findChildren(QLabel))
    check.trigger()
    assert window.page == "contact_sheet"
    (all_ids, everything), (some, selection) = asked
    assert (set(all_ids), everything) == ({f"j{number}" for number in range(4)}, SheetSource.FILTER)
    assert (set(some), selection) == ({"j1", "j3"}, SheetSource.SELECTION)
    assert "1 of the 3 selected documents has no values yet." in window.shell.notices.items[-1].text
    assert window.shell.contact_sheet.source is SheetSource.SELECTION
