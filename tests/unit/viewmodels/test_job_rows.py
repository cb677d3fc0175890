"""The queue's rows: stages, chips, search and order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from plextera_review.domain.job import DocumentSummary, Job, JobError, JobStatus, ReviewState
from plextera_review.viewmodels.job_rows import Column, QueueFilter, Stage, arranged, counts, job_row, relative_time

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    job: Job
    review_state: ReviewState = ReviewState.TO_REVIEW
    open_fields: int | None = None
    total_fields: int | None = None
    lowest_reason: str | None = None
    risk: float = 0.0


def record(number: int, status: JobStatus = JobStatus.COMPLETED, **kept: object) -> Record:
    error = kept.pop("error", None)
    job = Job(
        f"job-{number}",
        status,
        NOW - timedelta(minutes=number),
        hub_name="Invoices",
        document=DocumentSummary(file_name=f"file {number}.pdf", page_count=number),
        metadata={"cost centre": f"CC-{number}"},
        error=error,
    )
    return Record(job, **kept)


def ids(rows):
    return [row.job_id for row in rows]


def test_riskiest_first_is_the_default_order():
    rows = [
        job_row(record(1, review_state=ReviewState.REVIEWED)),
        job_row(record(2, open_fields=1)),
        job_row(record(3, open_fields=7)),
        job_row(record(6, open_fields=1, risk=0.6)),  # one that is likely wrong before seven that nobody expects to be
        job_row(record(4, JobStatus.FAILED)),
        job_row(record(5, JobStatus.QUEUED)),
    ]
    assert ids(arranged(rows)) == ["job-6", "job-3", "job-2", "job-4", "job-5", "job-1"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", [each for each in Column if each is not Column.RISK])
def test_every_column_sorts_both_ways(column, descending):
    rows = [job_row(record(number, open_fields=number)) for number in (3, 1, 2)]
    found = arranged(rows, column=column, descending=descending)
    assert sorted(ids(found)) == ["job-1", "job-2", "job-3"]
    if column is Column.PAGES:
        assert ids(found) == (["job-3", "job-2", "job-1"] if descending else ["job-1", "job-2", "job-3"])


def test_chips_count_and_filter_alike():
    rows = [job_row(record(n, status)) for n, status in enumerate(JobStatus)]
    rows.append(job_row(record(9, review_state=ReviewState.POSTPONED)))
    found = counts(rows)
    for chip in QueueFilter:
        assert found[chip] == len(arranged(rows, chip)), chip
    assert found[QueueFilter.COMPLETED] == 2
    assert found[QueueFilter.POSTPONED] == 1


def test_search_needs_every_word_in_any_case_and_reads_metadata():
    rows = [job_row(record(number)) for number in (1, 2, 12)]
    assert ids(arranged(rows, search="FILE cc-12")) == ["job-12"]
    assert arranged(rows, search="file nowhere") == []


def test_a_failed_row_says_why_and_what_to_do():
    row = job_row(record(1, JobStatus.FAILED, error=JobError("NO_TEXT", "The pages hold no text.")))
    assert row.stage is Stage.FAILED
    assert row.look.startswith("The pages hold no text. ")
    assert "sharper scan" in row.look
    assert not row.can_open


def test_a_failure_without_a_reason_still_has_a_next_step():
    assert "Upload it again" in job_row(record(1, JobStatus.REJECTED)).look


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "just now"), (-30, "just now"), (300, "5 min ago"), (50, "1 min ago")]
)
def test_relative_time(seconds, said):
    assert relative_time(NOW - timedelta(seconds=seconds), NOW) == said


def test_search_and_filter_agree_with_a_plain_count():
    rows = [job_row(record(number, open_fields=number % 9)) for number in range(2_000)]
    found = arranged(rows, QueueFilter.TO_REVIEW, "file 199")
    expected = [
        row for row in rows if all(word in row.search for word in ("file", "199")) and row.stage is Stage.TO_REVIEW
    ]
    assert expected
    assert {row.job_id for row in found} == {row.job_id for row in expected}
