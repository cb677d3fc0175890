"""Which keys an action may have: one writing for each key, and a sentence for each refusal."""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from plextera_review.viewmodels.actions import ACTIONS, BY_ID, Action

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_MODIFIERS = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_NEEDED = {
    Qt.Key.Key_Tab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_EDITING = {"Ctrl+X": "cuts", "Ctrl+C": "copies", "Ctrl+V": "pastes", "Ctrl+A": "selects all", "Ctrl+Z": "undoes"}
_SYSTEM = {"Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Alt+Space", "Ctrl+Alt+Del"}


def canonical(key: str) -> str:
    """One key press in portable text, always written the same way (``Return`` for the keypad's Enter); empty for anything else."""
    sequence = QKeySequence.fromString(key, _PORTABLE)
    if sequence.count() != 1:
        return ""
    pressed = _pressed(sequence)
    code, modifiers = pressed.key(), pressed.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if code is Qt.Key.Key_unknown or code in _MODIFIERS:
        return ""
    if code is Qt.Key.Key_Enter:
        code = Qt.Key.Key_Return
    elif code is Qt.Key.Key_Backtab:
        code, modifiers = Qt.Key.Key_Tab, modifiers | Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(modifiers.value | code.value).toString(_PORTABLE)


def sequences(keys: Sequence[str]) -> list[QKeySequence]:
    """What Qt is to listen to: every key, and the keypad's Enter beside Return."""
    made: list[QKeySequence] = []
    for key in keys:
        if key.endswith("Return"):  # first, because menus show the first one and keyboards say Enter
            made.append(QKeySequence.fromString(key.removesuffix("Return") + "Enter", _PORTABLE))
        made.append(QKeySequence.fromString(key, _PORTABLE))
    return made


def key_text(key: str) -> str:
    """A key as it is written on this system's keyboards."""
    shown = QKeySequence.fromString(key, _PORTABLE).toString(QKeySequence.SequenceFormat.NativeText)
    return shown.replace("Return", "Enter")


def refusal(action: Action, key: str) -> str:
    """Why an action cannot have this canonical key whatever else is set; empty when it can. An action may always have its own defaults."""
    if key in map(canonical, action.keys):
        return ""
    if not key:
        return "That is not one key press. Press one key, with Ctrl or Alt if it is a letter."
    pressed = _pressed(QKeySequence.fromString(key, _PORTABLE))
    code, modifiers, name = pressed.key(), pressed.keyboardModifiers(), key_text(key)
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    strong = modifiers & (control | alt | Qt.KeyboardModifier.MetaModifier)
    prints = Qt.Key.Key_Space < code < Qt.Key.Key_Escape
    if action.held and (modifiers or not prints):
        return "This one works while a key is held down: press a single letter or digit."
    if key in _SYSTEM:
        return f"“{name}” belongs to the system. Press another key."
    if code in _NEEDED and not strong:
        return f"“{name}” is needed to move, choose and type. Add Ctrl or Alt."
    if prints and not strong and not (action.plain and not modifiers):
        return f"“{name}” is for typing. Add Ctrl or Alt."
    if key in _EDITING:
        return f"“{name}” {_EDITING[key]} wherever text is edited. Press another key."
    if prints and strong == control | alt and QKeySequence(code.value).toString().isalnum():
        return f"“{name}” types a character on many keyboards (AltGr). Press another key."
    return ""


def holder(action: Action, key: str, bindings: Mapping[str, Sequence[str]]) -> Action | None:
    """Another action that has the key where this one works, or None."""
    for other in ACTIONS:
        if other.id != action.id and other.scope.overlaps(action.scope) and key in bindings[other.id]:
            return other
    return None


def conflict(other: Action, key: str) -> str:
    """The sentence that refuses a key another action has."""
    place = f" {other.scope.where}" if other.scope.where else ""
    return f"“{key_text(key)}” already means “{other.title}”{place}. Give that another key first, or press a different one."


def sound_changes(data: object) -> dict[str, tuple[str, ...]]:
    """The changes of a settings file that can hold together; nonsense, refused keys and conflicts count as not set."""
    changes: dict[str, tuple[str, ...]] = {}
    for name, keys in data.items() if isinstance(data, Mapping) else ():
        action = BY_ID.get(name) if isinstance(name, str) else None
        if action is None or not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
            continue
        wanted = tuple(dict.fromkeys(canonical(key) for key in keys))
        if not any(refusal(action, key) for key in wanted):
            changes[action.id] = wanted
    while (wrong := _conflicting(changes)) is not None:
        del changes[wrong]  # its default may now meet another change, hence again
    return changes


def bindings_with(changes: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The keys of every action: the changed ones, else the defaults."""
    return {each.id: tuple(changes.get(each.id, tuple(map(canonical, each.keys)))) for each in ACTIONS}


def _pressed(sequence: QKeySequence) -> QKeyCombination:
    return cast("Sequence[QKeyCombination]", sequence)[0]  # the stubs do not know that it can be indexed


def _conflicting(changes: Mapping[str, Sequence[str]]) -> str | None:
    bindings = bindings_with(changes)
    for name in reversed(tuple(changes)):
        if any(holder(BY_ID[name], key, bindings) for key in bindings[name]):
            return name
    return None
