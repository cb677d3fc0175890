"""Texts as they may stand on one line of a screen: nothing in them is unseen, and nothing turns round what follows."""

import unicodedata

_UNSEEN = "\ufffd"
_DROPPED = "\ufeff\u200b\u2060\u00ad\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""Of no meaning here: marks at the head of a file, places where a line may break, and ends of runs that a line has anyway."""
_OVERRIDES = "\u202d\u202e"
"""They write letters backwards: *gpj.exe* reads as *exe.jpg*."""
_TABLE = {
    **dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000)), _UNSEEN),
    **dict.fromkeys(map(ord, _OVERRIDES), _UNSEEN),
    **dict.fromkeys(map(ord, _DROPPED)),
}


def visible_line(text: str) -> str:
    """The text on one line: runs of white space are one space, control characters and overrides of the direction show as U+FFFD."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(line.translate(_TABLE).split())


def runs_leftwards(text: str) -> bool:
    """True for a text whose first letter of a known direction is written from right to left, as in Arabic and Hebrew."""
    directions = (unicodedata.bidirectional(each) for each in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"
