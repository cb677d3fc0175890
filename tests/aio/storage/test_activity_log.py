"""What a person does with messages, on a real database: edit, discard, take back, look through, search and export."""

import asyncio
import csv
import json
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plextera_review.domain.correction import FeedbackType, SendState, Verdict, VerdictKind
from plextera_review.domain.errors import KnownError, StorageError
from plextera_review.domain.feedback import feedback_message
from plextera_review.domain.field import Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.job import DocumentSummary, Job, JobStatus
from plextera_review.storage.activity import ActivityLog
from plextera_review.storage.activity_export import ActivityExport
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import Journal
from plextera_review.storage.outbox import Outbox
from plextera_review.storage.schema import MIGRATIONS

HERE = "local"
EVERYTHING = tuple(SendState)


class Store:
    """Everything over one file."""

    def __init__(self, db: Database) -> None:
        self.journal, self.outbox, self.log = Journal(db), Outbox(db), ActivityLog(db)

    async def sent(self, path: str = "total", state: SendState = SendState.REJECTED, **more: str) -> Verdict:
        given = verdict(path, **more)
        await self.journal.record(HERE, job(), given)
        await self.journal.submit(HERE, job())
        assert await self.outbox.claim(HERE, datetime.now(UTC)) is not None
        reference = given.client_reference
        if state is SendState.ACCEPTED:
            await self.outbox.settle_accepted(reference, "fb_1")
        elif state is SendState.UNCONFIRMED:
            await self.outbox.settle_unconfirmed(reference, "TIMEOUT", "No answer came.")
        elif state is SendState.REJECTED:
            await self.outbox.settle_rejected(reference, "INVALID", "The server said no.")
        return given

    async def state(self, given: Verdict) -> SendState:
        return (await self.outbox.send_states(HERE, "j1"))[given.client_reference]


def job(identifier: str = "j1") -> Job:
    summary = DocumentSummary(file_name=f"Größe {identifier}.pdf")
    return Job(identifier, JobStatus.COMPLETED, datetime(2026, 4, 7, tzinfo=UTC), document=summary)


def verdict(
    path: str = "total", kind: VerdictKind = VerdictKind.CORRECTED, text: str = "11.00", **more: str
) -> Verdict:
    return Verdict(
        new_client_reference(),
        "j1",
        path,
        kind,
        datetime.now(UTC),
        field_id=path,
        field_name=path.title(),
        original="10.00",
        value_text=text,
        comment=more.get("comment"),
    )


def at_store(path: Path, story: Callable[[Store], Awaitable[None]]) -> None:
    async def main() -> None:
        db = Database(path / "review.sqlite", MIGRATIONS)
        await db.open()
        try:
            await story(Store(db))
        finally:
            await db.close()

    asyncio.run(main())


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_a_verdict_of_any_kind_comes_back_whole(tmp_path: Path, kind: VerdictKind) -> None:
    places = (Placement(1, NormRect(0.1, 0.2, 0.3, 0.4)), Placement(2, NormRect(0.5, 0.6, 0.1, 0.1)))
    given = replace(
        verdict(kind=kind, comment="why\nso"), value=Money("11.00", "EUR"), placements=places, waived=("sum", "iban")
    )

    async def story(store: Store) -> None:
        await store.journal.record(HERE, job(), given)
        [entry] = await store.journal.history(HERE, "j1", "total")
        assert entry.verdict == given
        assert (await store.outbox.drafts(HERE, "j1") == []) is (kind is VerdictKind.CLEARED)

    at_store(tmp_path, story)


def test_history_decisions_and_submits_are_in_order(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        texts = ["1", "2", "3"]
        for text in texts:
            await store.journal.record(HERE, job(), verdict(text=text))
        await store.journal.record(HERE, job(), verdict("date"))
        await store.journal.submit(HERE, job())
        await store.journal.submit(HERE, job())
        assert [entry.text for entry in await store.journal.history(HERE, "j1", "total")] == texts
        newest = await store.journal.decisions(HERE, "j1", limit=2)
        assert [(entry.field_path, entry.text) for entry in newest] == [("date", "11.00"), ("total", "3")]
        first, second = await store.journal.submitted(HERE, "j1")
        assert first <= second
        assert await store.journal.submitted(HERE, "other") == []

    at_store(tmp_path, story)


def test_a_new_verdict_withdraws_only_what_was_not_sent(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        sent = await store.sent(state=SendState.ACCEPTED)
        refused = await store.sent(state=SendState.REJECTED)
        unsent, newest = verdict(text="12.00"), verdict(text="13.00")
        await store.journal.record(HERE, job(), unsent)
        await store.journal.record(HERE, job(), newest)
        rows = await store.outbox.of_job(HERE, "j1")
        kept = [sent.client_reference, refused.client_reference, newest.client_reference]
        assert [row.client_reference for row in rows] == kept
        assert [row.client_reference for row in await store.outbox.drafts(HERE, "j1")] == kept[2:]

    at_store(tmp_path, story)


@pytest.mark.parametrize("state", [SendState.REJECTED, SendState.UNCONFIRMED])
def test_a_message_can_be_edited_and_sent_again(tmp_path: Path, state: SendState) -> None:
    async def story(store: Store) -> None:
        given = await store.sent(state=state)
        changed = feedback_message(replace(given, comment="third line from below"))
        assert await store.outbox.edit(given.client_reference, changed, FeedbackType.INFO)
        assert await store.outbox.retry(given.client_reference) == 1
        again = await store.outbox.claim(HERE, datetime.now(UTC))
        assert again is not None
        assert (again.message, again.feedback_type, again.attempts) == (changed, FeedbackType.INFO, 2)
        assert not await store.outbox.edit(given.client_reference, changed, FeedbackType.ERROR)  # it is on its way
        await store.outbox.settle_accepted(given.client_reference, "fb_2")
        assert not await store.outbox.edit(given.client_reference, changed, FeedbackType.ERROR)

    at_store(tmp_path, story)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _message: "", "FEEDBACK_LENGTH"),
        (lambda message: message.replace("Read: 10.00", "Read: " + "🧾" * 1000), "FEEDBACK_LENGTH"),
        (lambda message: message.replace("Read: ", ""), "FEEDBACK_FORM"),
        (lambda message: message.rpartition("\n")[0], "FEEDBACK_FORM"),
        (lambda message: message[:-1] + "!", "FEEDBACK_FORM"),
    ],
)
def test_a_message_out_of_form_is_refused_and_nothing_changes(
    tmp_path: Path, change: Callable[[str], str], code: str
) -> None:
    async def story(store: Store) -> None:
        given = verdict()
        await store.journal.record(HERE, job(), given)
        message = feedback_message(given)
        with pytest.raises(KnownError) as caught:
            await store.outbox.edit(given.client_reference, change(message), FeedbackType.ERROR)
        assert caught.value.code == code
        assert caught.value.sentence
        [row] = await store.outbox.drafts(HERE, "j1")
        assert row.message == message

    at_store(tmp_path, story)


def test_a_discard_is_taken_back_to_what_it_was(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        refused, unsure = await store.sent("a"), await store.sent("b", SendState.UNCONFIRMED)
        accepted, draft = await store.sent("c", SendState.ACCEPTED), verdict("d")
        await store.journal.record(HERE, job(), draft)
        every = [each.client_reference for each in (refused, unsure, accepted, draft)]
        before = await store.outbox.discard(*every)
        assert before == {
            every[0]: SendState.REJECTED,
            every[1]: SendState.UNCONFIRMED,
            every[3]: SendState.DRAFT,
        }
        assert await store.outbox.counts(HERE) == {SendState.DISCARDED: 3, SendState.ACCEPTED: 1}
        assert await store.outbox.restore(before) == 3
        assert {each: await store.state(each) for each in (refused, draft)} == {
            refused: SendState.REJECTED,
            draft: SendState.DRAFT,
        }
        [row] = await store.outbox.rows(HERE, [SendState.REJECTED])
        assert row.last_code == "INVALID"  # the answer is still there

    at_store(tmp_path, story)


def test_a_discarded_message_never_overtakes_a_newer_decision(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        older = verdict(text="old")
        await store.journal.record(HERE, job(), older)
        before = await store.outbox.discard(older.client_reference)
        await store.journal.record(HERE, job(), verdict(text="new"))
        assert await store.outbox.restore(before) == 0
        assert await store.outbox.retry(older.client_reference) == 0
        assert await store.state(older) is SendState.DISCARDED

    at_store(tmp_path, story)


def test_a_discarded_message_can_be_sent_after_all(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        given = await store.sent()
        await store.outbox.discard(given.client_reference)
        assert await store.outbox.retry(given.client_reference) == 1
        assert await store.state(given) is SendState.PENDING

    at_store(tmp_path, story)


def test_every_answer_is_kept(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        given = await store.sent(state=SendState.UNCONFIRMED)
        await store.outbox.retry(given.client_reference)
        await store.outbox.claim(HERE, datetime.now(UTC))
        await store.outbox.settle_retry(given.client_reference, None, "OFFLINE", "No network.")
        await store.outbox.discard(given.client_reference)
        steps = await store.outbox.trail(given.client_reference)
        assert [(step.state.value, step.code) for step in steps] == [
            ("pending", None),
            ("sending", None),
            ("unconfirmed", "TIMEOUT"),
            ("pending", None),
            ("sending", None),
            ("pending", "OFFLINE"),
            ("discarded", None),
        ]
        assert steps[2].message == "No answer came."

    at_store(tmp_path, story)


def test_only_unconfirmed_ones_can_be_said_to_have_arrived(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        unsure, refused = await store.sent("a", SendState.UNCONFIRMED), await store.sent("b")
        assert await store.outbox.mark_arrived(unsure.client_reference, refused.client_reference) == 1
        assert (await store.state(unsure), await store.state(refused)) == (SendState.ACCEPTED, SendState.REJECTED)
        [step] = (await store.outbox.trail(unsure.client_reference))[-1:]
        assert step.code == "MARKED"  # it never looks like the server's own answer

    at_store(tmp_path, story)


def test_what_needs_a_person_is_first_then_the_newest(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        unsure = await store.sent("a", SendState.UNCONFIRMED)
        for path in ("b", "c"):
            await store.sent(path, SendState.ACCEPTED)
        keys = await store.log.keys(HERE, EVERYTHING, decisions=True)
        records = await store.log.records(keys)
        lines = [records[key] for key in keys]
        assert lines[0].row is not None
        assert lines[0].row.client_reference == unsure.client_reference
        assert [line.at for line in lines[1:]] == sorted((line.at for line in lines[1:]), reverse=True)
        assert len(lines) == 3 + 6
        assert await store.log.decision_count(HERE) == 6
        assert list(await store.log.keys("another", EVERYTHING, decisions=True)) == []
        states = await store.log.states(keys)
        assert list(states.values()).count(SendState.ACCEPTED) == 2

    at_store(tmp_path, story)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("GRÖSSE", 3),  # the document, in any case: ß and SS are the same
        ("größe total", 2),
        ("11.00", 2),
        ("third LINE", 2),
        ("said no", 1),
        ("nowhere", 0),
        ("%", 0),
        ("_", 2),  # every reference has an underline
    ],
)
def test_every_word_is_looked_for_everywhere(tmp_path: Path, search: str, found: int) -> None:
    async def story(store: Store) -> None:
        await store.sent(comment="third line")
        keys = await store.log.keys(HERE, EVERYTHING, decisions=True, search=search)
        assert len(keys) == found

    at_store(tmp_path, story)


def test_a_reference_finds_its_decision_and_its_message(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        given = await store.sent()
        await store.sent("other")
        keys = await store.log.keys(HERE, EVERYTHING, decisions=True, search=given.client_reference.lower())
        assert {key % 2 for key in keys} == {0, 1}
        assert len(keys) == 2

    at_store(tmp_path, story)


def test_an_older_file_gets_the_trail(tmp_path: Path) -> None:
    async def older() -> None:
        db = Database(tmp_path / "review.sqlite", MIGRATIONS[:2])
        await db.open()
        await Journal(db).record(HERE, job(), verdict())
        await Journal(db).submit(HERE, job())
        await db.close()

    asyncio.run(older())

    async def story(store: Store) -> None:
        row = await store.outbox.claim(HERE, datetime.now(UTC))
        assert row is not None
        assert [step.state for step in await store.outbox.trail(row.client_reference)] == [SendState.SENDING]

    at_store(tmp_path, story)
    with closing(sqlite3.connect(tmp_path / "review.sqlite")) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_an_export_can_be_read_back(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        given = await store.sent("=cmd()", comment="a, “b”\nc")
        keys = await store.log.keys(HERE, EVERYTHING, decisions=True)
        records = list((await store.log.records(keys)).values())
        for name in ("out.csv", "out.jsonl"):
            export = ActivityExport(tmp_path / name)
            export.begin()
            export.add(records)
            export.finish()
        exact = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
        [message] = [line for line in exact if line["what"] == "message"]
        assert message["message"] == feedback_message(given)
        assert (message["state"], message["answer_code"], message["tries"]) == ("rejected", "INVALID", "1")
        assert message["field"] == "=Cmd()"
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["what"] for row in rows] == [line["what"] for line in exact]
        assert {row["field"] for row in rows} == {"'=Cmd()", ""}  # no formula in a spreadsheet

    at_store(tmp_path, story)
    assert not list(tmp_path.glob("*.part"))


def test_an_export_onto_a_full_disk_says_so_and_keeps_the_older_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    target = tmp_path / "out.csv"
    target.write_text("earlier")
    export = ActivityExport(target)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))
    try:
        with pytest.raises(StorageError) as caught:
            export.begin()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.code == "DISK_FULL"
    assert caught.value.hint
    assert target.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [target]


def test_an_export_into_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        ActivityExport(tmp_path / "gone" / "out.jsonl").begin()
    assert caught.value.code == "EXPORT_FAILED"
