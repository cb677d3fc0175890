"""Keys in force: defaults, changes, refusals, and whatever a settings file may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from plextera_review.viewmodels.actions import ACTIONS, BY_ID, GROUPS, Scope, in_scope, reachable
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.key_rules import canonical, sound_changes

KEYS = st.sampled_from(
    [
        "Ctrl+P",
        "Ctrl+M",
        "Ctrl+Y",
        "Return",
        "Enter",
        "Tab",
        "F5",
        "F9",
        "Alt+1",
        "W",
        "é",
        "Ctrl",
        "Ctrl+K, Ctrl+S",
        "",
        "Nix",
    ]
)
FILES = st.dictionaries(
    st.sampled_from([*BY_ID, "nobody"]) | st.integers(),
    st.lists(KEYS, max_size=3) | st.text(max_size=4) | st.none() | st.lists(st.integers(), max_size=2),
    max_size=6,
)


def meeting(keys: KeyMap) -> list[tuple[str, str, str]]:
    """Pairs of actions that share a key where both work."""
    return [
        (one.id, other.id, key)
        for one in ACTIONS
        for other in ACTIONS
        if one.id < other.id and one.scope.overlaps(other.scope)
        for key in set(keys.keys(one.id)) & set(keys.keys(other.id))
    ]


def test_the_list_is_sound():
    assert len(BY_ID) == len(ACTIONS)
    assert meeting(KeyMap()) == []
    for action in ACTIONS:
        assert action.group in GROUPS
        assert all(canonical(key) for key in action.keys), action.id
    assert {each.scope for each in reachable(Scope.QUEUE)} == {Scope.QUEUE, Scope.EVERYWHERE}
    assert in_scope(Scope.REVIEW)[0].id == "accept"


def test_a_dialogs_keys_meet_no_others_and_a_pages_meet_those_of_the_window():
    assert {each.scope for each in reachable(Scope.PREVIEW)} == {Scope.PREVIEW}
    for scope in Scope:
        assert scope.overlaps(scope)
        assert scope.overlaps(Scope.EVERYWHERE) == Scope.EVERYWHERE.overlaps(scope) == (scope is not Scope.PREVIEW)
    assert not Scope.ACTIVITY.overlaps(Scope.REVIEW)
    keys = KeyMap()
    assert keys.rebind("preview_edit", ["Ctrl+K"]) == ""
    assert "“Find a command" in keys.refusal("activity_edit", "Ctrl+K")
    assert "in the preview of Submit" in keys.refusal("preview_out", "Ctrl+K")


@pytest.mark.parametrize(
    ("action_id", "keys"),
    [
        ("accept", ("Return",)),
        ("next_field", ("Tab",)),
        ("previous_field", ("Shift+Tab",)),
        ("edit", ("F2",)),
        ("restore", ("Esc",)),
        ("submit", ("Ctrl+Return",)),
        ("accept_rest", ("Ctrl+Shift+Return",)),
        ("missing", ("Ctrl+M",)),
        ("unreadable", ("Ctrl+U",)),
        ("center", ("Ctrl+G",)),
        ("next_document", ("Ctrl+Right",)),
        ("previous_document", ("Ctrl+Left",)),
        ("postpone", ("Ctrl+P",)),
        ("page_up", ("PgUp",)),
        ("next_page", ("Ctrl+PgDown",)),
        ("first_page", ("Home",)),
        ("toggle_boxes", ("Ctrl+H",)),
        ("hold_boxes", ("H",)),
        ("undo", ("Ctrl+Z",)),
        ("redo", ("Ctrl+Shift+Z",)),
        ("search", ("Ctrl+F",)),
        ("palette", ("Ctrl+K",)),
        ("cheat_sheet", ("F1",)),
    ],
)
def test_the_defaults_are_those_of_the_specification(action_id, keys):
    assert KeyMap().keys(action_id) == keys


def test_enter_and_everything_that_decides_never_repeats():
    deciding = {"accept", "submit", "accept_rest", "missing", "unreadable", "postpone", "open_document"}
    assert not any(BY_ID[name].repeats for name in deciding)


def test_one_key_is_always_written_the_same_way():
    assert canonical("Enter") == canonical("Return") == canonical("Num+Enter") == "Return"
    assert canonical("Backtab") == canonical("Shift+Backtab") == canonical("Shift+Tab") == "Shift+Tab"
    assert canonical("ctrl+p") == "Ctrl+P"
    assert [canonical(key) for key in ("", "Ctrl", "Nix", "Ctrl+Nix", "Ctrl+K, Ctrl+S")] == [""] * 5


def test_the_keypads_enter_comes_with_return():
    keys = KeyMap()
    combinations = [sequence[0].key() for sequence in keys.sequences("accept")]
    assert set(combinations) == {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    assert keys.text("accept") == "Enter"


def test_a_new_key_is_kept_told_and_reset(qtbot):
    kept = []
    keys = KeyMap(kept.append)
    with qtbot.waitSignal(keys.changed):
        assert keys.rebind("postpone", ["ctrl+y", "F9"]) == ""
    assert keys.keys("postpone") == ("Ctrl+Y", "F9")
    assert kept[-1] == {"postpone": ["Ctrl+Y", "F9"]}
    assert keys.is_changed("postpone")
    assert keys.reset("postpone") == ""
    assert kept[-1] == {}
    assert not keys.any_changed


def test_an_action_can_be_left_without_a_key():
    keys = KeyMap()
    assert keys.rebind("postpone", []) == ""
    assert keys.text("postpone") == ""
    assert keys.rebind("missing", ["Ctrl+P"]) == ""  # free now
    assert "“Missing in document”" in keys.reset("postpone")  # and taken
    keys.reset_all()
    assert keys.keys("postpone") == ("Ctrl+P",)
    assert keys.keys("missing") == ("Ctrl+M",)


@pytest.mark.parametrize(
    ("action_id", "key", "said"),
    [
        ("postpone", "Ctrl+M", "“Missing in document” on the review page"),
        ("postpone", "Ctrl+K", "“Find a command, page or document”."),
        ("choose_files", "Ctrl+P", "“Postpone” on the review page"),
        ("postpone", "P", "for typing"),
        ("postpone", "Shift+P", "for typing"),
        ("postpone", "Space", "Add Ctrl or Alt"),
        ("postpone", "Tab", "Add Ctrl or Alt"),
        ("postpone", "Down", "Add Ctrl or Alt"),
        ("postpone", "Enter", "Add Ctrl or Alt"),
        ("postpone", "Ctrl+A", "wherever text is edited"),
        ("postpone", "Alt+F4", "belongs to the system"),
        ("postpone", "Ctrl+Alt+Q", "AltGr"),
        ("postpone", "Ctrl+K, Ctrl+S", "not one key press"),
        ("hold_boxes", "Ctrl+H", "single letter"),
        ("hold_boxes", "F7", "single letter"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(qtbot, action_id, key, said):
    keys = KeyMap()
    before = keys.keys(action_id)
    with qtbot.assertNotEmitted(keys.changed):
        assert said in keys.rebind(action_id, [key])
    assert keys.keys(action_id) == before


def test_pages_that_never_meet_may_share_a_key():
    keys = KeyMap()
    assert keys.rebind("refresh", ["Ctrl+P"]) == ""
    assert keys.rebind("hold_boxes", ["J"]) == ""
    assert meeting(keys) == []


def test_two_actions_can_have_swapped_keys_in_the_file():
    keys = KeyMap()
    keys.load({"missing": ["Ctrl+U"], "unreadable": ["Ctrl+M"]})
    assert (keys.keys("missing"), keys.keys("unreadable")) == (("Ctrl+U",), ("Ctrl+M",))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "Ctrl+P",
        {"postpone": "Ctrl+Y"},
        {"postpone": [1]},
        {"postpone": ["Nix"]},
        {"postpone": ["Q"]},
        {"postpone": ["Ctrl+M"]},
        {"nobody": ["Ctrl+Y"]},
        {3: ["Ctrl+Y"]},
    ],
)
def test_nonsense_in_the_file_counts_as_not_set(data):
    keys = KeyMap()
    keys.load(data)
    assert not keys.any_changed


@given(FILES)
def test_no_file_makes_one_key_mean_two_things(data):
    keys = KeyMap()
    keys.load(data)
    assert meeting(keys) == []
    assert sound_changes(sound_changes(data)) == sound_changes(data)


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), KEYS), max_size=8))
def test_no_order_of_changes_makes_one_key_mean_two_things(acts):
    keys = KeyMap()
    for action, key in acts:
        refused = keys.rebind(action.id, [key])
        assert refused or keys.keys(action.id) == (canonical(key),)
    assert meeting(keys) == []
