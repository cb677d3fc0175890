"""Fields kept up to date act by act are those a projection of everything makes."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.projected_fields import ProjectedFields
from plextera_review.domain.projection import Overlay, project
from plextera_review.domain.review import FieldEvidence, ReviewPolicy
from plextera_review.domain.rules.finding import Finding, Severity

PATHS = ("a", "b", "g.c", "g.d")
KINDS = (VerdictKind.ACCEPTED, VerdictKind.CORRECTED, VerdictKind.MISSING, VerdictKind.CLEARED)


def extraction() -> Extraction:
    def text(path: str) -> Field:
        return Field(path, path.upper(), FieldKind.STRING, path, f"value of {path}", confidence=0.4)

    return Extraction(
        "j", (text("a"), text("b"), Field("g", "G", FieldKind.GROUP, children=(text("g.c"), text("g.d"))))
    )


def verdict(path: str, kind: VerdictKind) -> Verdict:
    text = "other" if kind is VerdictKind.CORRECTED else None
    return Verdict(
        client_reference=f"{path} {kind.value}",
        job_id="j",
        field_path=path,
        kind=kind,
        decided_at=datetime(2026, 3, 1, tzinfo=UTC),
        value=text,
        value_text=text,
    )


acts = st.lists(
    st.tuples(
        st.sampled_from(("decide", "take back", "find", "send", "look", "policy")),
        st.sampled_from(PATHS),
        st.sampled_from(KINDS),
    ),
    max_size=12,
)


@given(acts)
def test_act_by_act_is_the_same_as_all_at_once(steps: list[tuple[str, str, VerdictKind]]) -> None:
    read, policy, kept, overlay = extraction(), ReviewPolicy(), ProjectedFields(), Overlay()
    kept.update(read, overlay, policy)
    for act, path, kind in steps:
        before = kept.by_path.copy()
        if act == "decide":
            overlay = replace(overlay, verdicts={**overlay.verdicts, path: verdict(path, kind)})
        elif act == "take back":
            overlay = replace(overlay, verdicts={key: each for key, each in overlay.verdicts.items() if key != path})
        elif act == "find":
            overlay = replace(overlay, findings=(Finding("r", Severity.ERROR, "No.", (path,), (path,)),))
        elif act == "send":
            states = {each.client_reference: SendState.ACCEPTED for each in overlay.verdicts.values()}
            overlay = replace(overlay, send_states=states)
        elif act == "look":
            overlay = replace(overlay, evidence={path: FieldEvidence(place_doubt="It stands far away.")})
        else:
            policy = replace(policy, rekeyed=frozenset() if policy.rekeyed else frozenset({path}))
        changed = kept.update(read, overlay, policy)
        assert kept.rows == project(read, overlay, policy)
        assert kept.looks == {each.path for each in kept.rows if each.needs_look}
        if changed is not None:
            assert changed == {each.path for each in kept.rows if before[each.path] is not each}


def test_an_act_on_one_field_leaves_the_others_the_objects_they_were() -> None:
    kept, read = ProjectedFields(), extraction()
    assert kept.update(read, Overlay(), ReviewPolicy()) is None
    before = kept.rows
    assert kept.update(read, Overlay({"b": verdict("b", VerdictKind.ACCEPTED)}), ReviewPolicy()) == {"b"}
    assert [now is was for now, was in zip(kept.rows, before, strict=True)] == [True, False, True, True]
