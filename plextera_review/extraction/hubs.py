"""Hubs: what to look for in a kind of document, as data files in ``resources/hubs/``."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.resources import resource_path


@dataclass(frozen=True, slots=True)
class HubField:
    """One field of a hub.

    ``labels`` are normalised, the most specific first. ``leads``: patterns whose match the value follows at once, in running
    text. ``shape`` narrows what a text may look like. ``role``: ``net``, ``tax`` or ``gross`` for amounts that belong together,
    ``supplier`` or ``customer`` for the parties, ``quantity``, ``price`` or ``amount`` for the columns of line items.
    """

    id: str
    name: str
    kind: FieldKind
    labels: tuple[str, ...]
    shape: str = ""
    role: str = ""
    leads: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class HubTable:
    """A table of line items, recognised by the headings of its columns."""

    id: str
    name: str
    columns: tuple[HubField, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """One kind of document. ``pairs``: every label–value pair of the page becomes a field."""

    id: str
    key: str
    name: str
    description: str
    enabled: bool
    default: bool
    names: tuple[str, ...]
    vocabulary: tuple[str, ...]
    fields: tuple[HubField, ...]
    table: HubTable | None
    pairs: bool


_PUNCTUATION = re.compile(r"[^\w\s%]|_")


@cache
def load_hubs() -> tuple[Hub, ...]:
    """Every hub shipped, by file name."""
    files = sorted(resource_path("hubs").glob("*.json"))
    return tuple(_hub(json.loads(path.read_text(encoding="utf-8"))) for path in files)


def normalised(text: str) -> str:
    """A label without case, accents, doubled blanks and punctuation, for comparison: “Sub-total:” is “subtotal”."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_PUNCTUATION.sub("", plain.replace("/", " ")).split())


def names_kind(name: str, plain: str) -> bool:
    """True when a normalised text holds a name of the kind of document; “*rechnung” also ends a “Handelsrechnung”."""
    start = "" if name.startswith("*") else " "
    return f"{start}{normalised(name)} " in f" {plain} "


def route(hubs: tuple[Hub, ...], hub_id: str | None, metadata: Mapping[str, str], text: str) -> tuple[Hub, str]:
    """The hub of a document and why: ``hubId``, ``metadata`` (``docType`` or ``hub``), ``classification`` or ``default``."""
    usable = [hub for hub in hubs if hub.enabled]
    for hub in usable:
        if hub_id is not None and hub.id == hub_id.lower():
            return hub, "hubId"
    wanted = {metadata.get(key, "").strip().casefold() for key in ("docType", "hub")} - {""}
    for hub in usable:
        if wanted & {hub.key, hub.name.casefold(), hub.id}:
            return hub, "metadata"
    hub, hits = max(((hub, _hits(hub, text)) for hub in usable), key=lambda pair: pair[1])
    if hits >= _ENOUGH_HITS:
        return hub, "classification"
    return next((each for each in usable if each.default), usable[0]), "default"


_ENOUGH_HITS = 4


def _hits(hub: Hub, text: str) -> int:
    """How much of a hub's vocabulary the text uses; a name of the kind itself counts three."""
    plain = normalised(text)
    names = sum(names_kind(name, plain) for name in hub.names)
    return 3 * names + sum(f" {normalised(word)} " in f" {plain} " for word in hub.vocabulary)


def _hub(data: Mapping[str, Any]) -> Hub:
    table = data.get("table")
    return Hub(
        id=data["id"],
        key=data["key"],
        name=data["name"],
        description=data["description"],
        enabled=data["enabled"],
        default=data["default"],
        names=tuple(data["names"]),
        vocabulary=tuple(data["vocabulary"]),
        fields=tuple(_field(each) for each in data["fields"]),
        table=HubTable(table["id"], table["name"], tuple(_field(each) for each in table["columns"])) if table else None,
        pairs=data.get("pairs", False),
    )


def _field(data: Mapping[str, Any]) -> HubField:
    labels = dict.fromkeys(normalised(label) for label in data["labels"])
    ordered = sorted((label for label in labels if label), key=lambda label: -len(label.split()))
    return HubField(
        id=data["id"],
        name=data["name"],
        kind=FieldKind(data["type"]),
        labels=tuple(ordered),
        shape=data.get("shape", ""),
        role=data.get("role", ""),
        leads=tuple(re.compile(lead, re.IGNORECASE) for lead in data.get("leads", ())),
    )
