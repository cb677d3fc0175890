"""Values with their boxes on the displayed page, read from the corpus's truth files, and other engines' real answers as fields.

Formats: ``MANIFEST.md`` of the corpus.
"""

import csv
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.page_frame import PageFrame


@dataclass(frozen=True, slots=True)
class Known:
    """One text, its page from 1 and its box on the displayed page, as fractions."""

    text: str
    page: int
    rect: NormRect


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine, or a data set, really says of a document: our reader's ``output``, and where it means each field by id."""

    engine: str
    output: dict[str, Any]
    meant: dict[str, Known]


def known_places(path: Path, frames: list[PageFrame]) -> list[Known]:
    """Every text of the document that somebody wrote down with its box; empty without a truth file."""
    found = [
        each for answer in answers(path, frames) for each in answer.meant.values() if answer.engine not in _PARTIAL
    ]
    return [each for each in found if each.text.strip() and each.rect.area > 0 and 1 <= each.page <= len(frames)]


_PARTIAL = {"azure lines"}


def answers(path: Path, frames: list[PageFrame]) -> list[Answer]:
    """All answers that lie beside a document."""
    found = []
    for suffix, read in _READERS.items():
        for beside in (path.with_name(path.name + suffix), path.with_name(path.stem + suffix)):
            if beside.is_file():
                fields, more = [], {}
                for field, known in read(beside, frames, more):
                    field["id"] = str(len(fields))
                    fields.append((field, known))
                if fields:
                    output = {"fields": [field for field, _ in fields], **more}
                    meant = {field["id"]: known for field, known in fields}
                    found.append(Answer(_ENGINES[suffix], output, meant))
                break
    if path.parent.name == "wildreceipt":
        found += _wildreceipt(path)
    return found


def _fraction(points: Iterable[float], width: float = 1.0, height: float = 1.0) -> NormRect:
    flat = list(points)
    xs, ys = flat[::2], flat[1::2]
    return NormRect.from_corners(min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height)


_Pairs = Iterator[tuple[dict[str, Any], Known]]


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _azure_labels(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    for label in _json(path)["labels"]:
        parts = label["value"] or ()
        text = " ".join(part["text"] for part in parts)
        if text and text not in {"selected", "unselected"}:
            rects = [_fraction(box) for part in parts for box in part["boundingBoxes"]]
            whole = rects[0]
            for each in rects[1:]:
                whole = whole.united(each)
            yield {"value": text, "placements": parts}, Known(text, int(parts[0]["page"]), whole)


def _azure_lines(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    results = _json(path)["analyzeResult"]["readResults"]
    more["readResults"] = [{key: page[key] for key in ("page", "width", "height", "unit")} for page in results]
    for page in results:
        for line in page.get("lines", ()):
            rect = _fraction(line["boundingBox"], page["width"], page["height"])
            field = {"value": line["text"], "page": page["page"], "boundingBox": line["boundingBox"]}
            yield field, Known(line["text"], page["page"], rect)


def _azure_result(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    result = _json(path)["analyzeResult"]
    pages = {page["page"]: page for page in result["readResults"]}
    for field in _azure_fields([each["fields"] for each in result.get("documentResults", ())]):
        page = pages[field["page"]]
        known = Known(field["text"], field["page"], _fraction(field["boundingBox"], page["width"], page["height"]))
        yield {"value": field["text"], "boundingBox": field["boundingBox"], "page": field["page"]}, known
    if not result.get("documentResults"):
        yield from _azure_lines(path, frames, more)


def _azure_fields(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, Mapping):
        if value.get("boundingBox") and value.get("text"):
            yield dict(value)
        else:
            for each in value.values():
                yield from _azure_fields(each)
    elif isinstance(value, list):
        for each in value:
            yield from _azure_fields(each)


def _mindee(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    inference = _json(path)["document"]["inference"]
    predictions = [(inference["prediction"], None), *((page["prediction"], page["id"]) for page in inference["pages"])]
    source = predictions[:1] if inference["prediction"] else predictions[1:]
    for prediction, page in source:
        for each in _with_polygon(prediction):
            text = str(each.get("raw_value") or each["value"])
            number = int(each.get("page_id", page or 0))
            rect = _fraction(value for point in each["polygon"] for value in point)
            yield {**each, "value": text, "page_id": number}, Known(text, number + 1, rect)


def _with_polygon(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, Mapping):
        if value.get("polygon") and value.get("value") not in {None, ""}:
            yield dict(value)
        for each in value.values():
            yield from _with_polygon(each)
    elif isinstance(value, list):
        for each in value:
            yield from _with_polygon(each)


def _textract(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    for block in _json(path)["Blocks"]:
        if block["BlockType"] == "LINE":
            box = block["Geometry"]["BoundingBox"]
            rect = NormRect(box["Left"], box["Top"], box["Width"], box["Height"])
            field = {"value": block["Text"], "Geometry": block["Geometry"], "PageNumber": block.get("Page", 1)}
            yield field, Known(block["Text"], block.get("Page", 1), rect)


def _textract_expense(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    for document in _json(path)["ExpenseDocuments"]:
        lines = [
            field
            for group in document["LineItemGroups"]
            for item in group["LineItems"]
            for field in item["LineItemExpenseFields"]
        ]
        for each in [*document["SummaryFields"], *lines]:
            found = each["ValueDetection"]
            if found.get("Text") and "Geometry" in found:
                box = found["Geometry"]["BoundingBox"]
                rect = NormRect(box["Left"], box["Top"], box["Width"], box["Height"])
                field = {"value": found["Text"], "Geometry": found["Geometry"], "PageNumber": each["PageNumber"]}
                yield field, Known(found["Text"], each["PageNumber"], rect)


def _docai(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    data = _json(path)
    for entity in data.get("entities", ()):
        refs = entity.get("page_anchor", {}).get("page_refs", ())
        vertices = refs[0].get("bounding_poly", {}).get("normalized_vertices") if refs else None
        if vertices and entity.get("mention_text"):
            known = Known(entity["mention_text"], int(refs[0].get("page", 0)) + 1, _vertices(vertices))
            yield {"value": entity["mention_text"], "page_anchor": entity["page_anchor"]}, known
    for page in data["pages"]:
        for line in page.get("lines", ()):
            poly = line["layout"]["bounding_poly"]
            segments = line["layout"]["text_anchor"]["text_segments"]
            text = "".join(
                data["text"][int(each.get("start_index", 0)) : int(each["end_index"])] for each in segments
            ).strip()
            number = int(page.get("page_number", 1))
            yield (
                {"value": text, "bounding_poly": poly, "page_number": number},
                Known(text, number, _vertices(poly["normalized_vertices"])),
            )


def _vertices(points: list[dict[str, float]]) -> NormRect:
    return _fraction(value for point in points for value in (point.get("x", 0.0), point.get("y", 0.0)))


def _docling(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    data = _json(path)
    for each in data["texts"]:
        for prov in each["prov"]:
            size, box = data["pages"][str(prov["page_no"])]["size"], prov["bbox"]
            top, bottom = (
                (size["height"] - box["t"], size["height"] - box["b"])
                if box["coord_origin"] == "BOTTOMLEFT"
                else (box["t"], box["b"])
            )
            first, last = prov["charspan"]
            text = each["orig"][first:last] or each["text"]
            rect = _fraction((box["l"], top, box["r"], bottom), size["width"], size["height"])
            yield {"value": text, "prov": [prov]}, Known(text, prov["page_no"], rect)


def _french(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    width, height = frames[0].pixels or (1653, 2339)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, quoting=csv.QUOTE_MINIMAL) if (row.get("text") or "").strip()]
    for label, group in groupby(rows, key=lambda row: (row["label"], int(row["top"]) // 25)):
        words = list(group)
        if label[0] == "O" and len(words) > 4:
            words = words[:3]
        boxes = [
            (left, top, left + int(row["width"]), top + int(row["height"]))
            for row in words
            for left, top in ((int(row["left"]), int(row["top"])),)
        ]
        corners = [value for box in boxes for value in box]
        rect = _fraction(corners, width, height)
        text = " ".join(row["text"] for row in words)
        left, top = min(corners[::2]), min(corners[1::2])
        place = {"left": left, "top": top, "width": max(corners[::2]) - left, "height": max(corners[1::2]) - top}
        yield {"value": text, "bbox": place}, Known(text, 1, rect)


def _sroie(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    width, height = frames[0].pixels or (1, 1)
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split(",", 8)
        if len(parts) == 9 and parts[8].strip():
            numbers = [int(each) for each in parts[:8]]
            yield {"value": parts[8], "polygon": numbers}, Known(parts[8], 1, _fraction(numbers, width, height))


def _wildreceipt(path: Path) -> Iterator[Answer]:
    for line in path.with_name("data.txt").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        if Path(data["file_name"]).stem == path.stem or Path(data["file_name"]).name == path.name:
            marks = list(enumerate(data["annotations"]))
            fields = [{"id": str(at), "value": each["text"], "box": each["box"]} for at, each in marks]
            meant = {
                str(at): Known(each["text"], 1, _fraction(each["box"], data["width"], data["height"]))
                for at, each in marks
            }
            yield Answer("wildreceipt", {"fields": fields}, meant)


def _icdar(path: Path, frames: list[PageFrame], more: dict[str, Any]) -> _Pairs:
    for region in ET.parse(path).getroot().iter("region"):
        page = int(region.get("page", "1"))
        if page > len(frames):
            continue
        size = frames[page - 1].size
        high = size.width if frames[page - 1].turns % 2 else size.height  # see MANIFEST.md on eu-015
        for cell in region.iter("cell"):
            box, text = cell.find("bounding-box"), (cell.findtext("content") or "").strip()
            if box is not None and text:
                x0, y0, x1, y1 = (int(box.get(key, "0")) for key in ("x1", "y1", "x2", "y2"))
                rect = _fraction((x0, high - y1, x1, high - y0), size.width, size.height)
                yield {"value": text, "page": page, "bbox": [x0, y0, x1, y1]}, Known(text, page, rect)


_READERS = {
    ".labels.json": _azure_labels,
    ".ocr.json": _azure_lines,
    ".analyze-result.json": _azure_result,
    ".mindee.json": _mindee,
    ".textract.json": _textract,
    ".textract-expense.json": _textract_expense,
    ".documentai.json": _docai,
    ".tesseract.full_page.json": _docling,
    ".tsv": _french,
    ".box.csv": _sroie,
    "-str.xml": _icdar,
}
_ENGINES = {
    ".labels.json": "azure labels",
    ".ocr.json": "azure lines",
    ".analyze-result.json": "azure fields",
    ".mindee.json": "mindee",
    ".textract.json": "textract lines",
    ".textract-expense.json": "textract expense",
    ".documentai.json": "document ai",
    ".tesseract.full_page.json": "docling",
    ".tsv": "fr-invoices",
    ".box.csv": "sroie",
    "-str.xml": "icdar2013",
}
