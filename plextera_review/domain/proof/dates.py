"""Printed dates, in figures and in words of the languages our hubs read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from plextera_review.domain.proof.folding import unaccented

# CLDR's month names, long and short; a test compares them with Babel's. Babel itself loads its data from files, which takes longer than
# the window may stand still.
_MONTHS = (
    "january januar janvier januari gennaio enero stycznia styczen janeiro jan janv jenner janner gen ene sty",
    "february februar fevrier februari febbraio febrero lutego luty fevereiro feb febr fevr fev lut",
    "march marz mars maart marzo marca marzec marco mar mrz mrt",
    "april avril aprile abril kwietnia kwiecien apr avr abr kwi",
    "may mai mei maggio mayo maja maj maio mag",
    "june juni juin giugno junio czerwca czerwiec junho jun giu cze",
    "july juli juillet luglio julio lipca lipiec julho jul juil lug lip",
    "august aout augustus agosto sierpnia sierpien aug ago sie",
    "september septembre settembre septiembre wrzesnia wrzesien setembro sep sept set wrz",
    "october oktober octobre ottobre octubre pazdziernika pazdziernik outubro oct okt ott paz out",
    "november novembre noviembre listopada listopad novembro nov lis",
    "december dezember decembre dicembre diciembre grudnia grudzien dezembro dec dez dic gru",
)
_SHORTEST_NAME = 3
_S = r"[ \u2005\u00a0]?"
# Each begins with a figure or letter and looks back from there: so the search skips what cannot begin a date.
_FIGURES = re.compile(
    rf"([0-9](?<![\w.,/-].)[0-9]{{0,3}}){_S}([./-]|[ \u2005](?=[0-9]{{2}}[ \u2005]))\s?([0-9]{{1,2}}){_S}\2\s?"
    r"([0-9]{4}|[0-9]{2}|[0-9])(?![\w/]|[.,-][0-9])"
)
_COMPACT = re.compile(r"([12](?<![\w.,/-].)[0-9]{3})([01][0-9])([0-3][0-9])(?![\w/-]|[.,][0-9])")
_ORDINAL = r"(?:st|nd|rd|th|ST|ND|RD|TH|er|re|º|ª|°|\.)?"
_GAP = r"[\s.,/-]{0,3}"
_OF = r"(?:(?:de|del|of|d'|DE|DEL|OF)\s{1,2})?"
_DAY_FIRST = re.compile(
    rf"([0-9](?<![\w.,].)[0-9]?){_ORDINAL}{_GAP}{_OF}([^\W\d_]{{3,12}}){_GAP}{_OF}['’]?([0-9]{{4}}|[0-9]{{2}})"
    r"(?![\w]|[.,/-][0-9])"
)
_MONTH_FIRST = re.compile(
    rf"([^\W\d_](?<![^\W_].)[^\W\d_]{{2,11}})[\s.-]{{0,3}}([0-9]{{1,2}}){_ORDINAL}(?:,\s?|[\s.-]{{1,2}}|\s?,\s?|['’])['’]?"
    r"([0-9]{4}|[0-9]{2})(?![\w]|[.,/-][0-9])"
)
_YEAR_FIRST = re.compile(rf"([12](?<![\w.,].)[0-9]{{3}}){_GAP}([^\W\d_]{{3,12}}){_GAP}([0-9]{{1,2}})(?![\w])")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A printed date: where it stands, as ISO texts with the day first (``days``) and with the month first (``months``).

    Both are the same where the print leaves no choice. A year of two digits is read in both centuries.
    """

    start: int
    stop: int
    days: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def order(self) -> str:
        """``day`` or ``month`` when this date in figures shows the order, else empty."""
        return "" if bool(self.days) == bool(self.months) else "day" if self.days else "month"


def dates(text: str) -> Iterator[PrintedDate]:
    """Every date of a text with day, month and year."""
    for match in _FIGURES.finditer(text):
        found = _in_figures(match)
        if found is not None:
            yield found
    for match in _COMPACT.finditer(text):
        if iso := _iso(int(match[1]), int(match[2]), int(match[3])):
            yield PrintedDate(match.start(), match.end(), (iso,), (iso,))
    for pattern, day, month, year in ((_DAY_FIRST, 1, 2, 3), (_MONTH_FIRST, 2, 1, 3), (_YEAR_FIRST, 3, 2, 1)):
        for match in pattern.finditer(text):
            number = month_number(match[month])
            if number and (found_days := _isos(match[year], number, int(match[day]))):
                yield PrintedDate(match.start(), match.end(), found_days, found_days)


def month_number(name: str) -> int:
    """1 to 12, or 0 for what names no month in any of our languages."""
    return _names().get(unaccented(name), 0)


def _in_figures(match: re.Match[str]) -> PrintedDate | None:
    first, mark, second, third = match.groups()
    if len(first) == 4:
        days = _isos(first, int(second), int(third)) if len(third) <= 2 else ()
        return PrintedDate(match.start(), match.end(), days, days) if days else None
    if len(first) > 2 or len(third) < 2:
        return None
    days, months = _isos(third, int(second), int(first)), _isos(third, int(first), int(second))
    if mark == "." and days:
        months = days  # points part the day from the month behind it; with the month first nobody prints them
    return PrintedDate(match.start(), match.end(), days, months) if days or months else None


def _isos(year: str, month: int, day: int) -> tuple[str, ...]:
    years = (int(year),) if len(year) == 4 else (2000 + int(year), 1900 + int(year))
    found = (_iso(each, month, day) for each in years)
    return tuple(each for each in found if each)


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1800 <= year <= 2200:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@cache
def _names() -> dict[str, int]:
    """Every name, and every beginning of one that belongs to no other month."""
    numbers: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, start=1):
        for name in names.split():
            for length in range(_SHORTEST_NAME, len(name) + 1):
                numbers.setdefault(name[:length], set()).add(number)
    found = {name: next(iter(months)) for name, months in numbers.items() if len(months) == 1}
    return found | {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
