"""A page with all its boxes: the one place where the spaces a server may measure in meet the displayed page."""

from dataclasses import dataclass
from enum import StrEnum

from plextera_review.domain.geometry import NormRect, PageSize, PointRect

_SMALLEST = 1e-6


class PageBox(StrEnum):
    """What coordinates are measured from."""

    CROP = "crop"
    """The corner of the CropBox: what is displayed."""
    MEDIA = "media"
    """The corner of the MediaBox."""
    USER = "user"
    """The origin of PDF user space, wherever the boxes lie; units of user space, before UserUnit."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """One page: ``size`` is the displayed page in points (with UserUnit, after ``turns``, inside the CropBox).

    ``turns`` is /Rotate in quarter turns clockwise, 0..3. ``crop`` and ``media`` are in PDF user space: y upwards, x0 < x1,
    y0 < y1, not scaled by ``unit`` (UserUnit). ``pixels`` is the native width and height of a page that is an image, before
    ``turns``.
    """

    size: PageSize
    turns: int
    crop: PointRect
    media: PointRect
    unit: float = 1.0
    pixels: tuple[int, int] | None = None

    @classmethod
    def plain(cls, size: PageSize, pixels: tuple[int, int] | None = None) -> "PageFrame":
        """A page of that size in points: not turned, both boxes (0, 0, width, height)."""
        box = PointRect(0.0, 0.0, size.width, size.height)
        return cls(size, 0, box, box, 1.0, pixels)

    def canvas_size(self, box: PageBox, turns: int) -> PageSize:
        """Size in points (with UserUnit) of a box turned clockwise by ``turns`` quarter turns."""
        rect = self._box(box)
        width, height = (rect.x1 - rect.x0) * self.unit, (rect.y1 - rect.y0) * self.unit
        return PageSize(max(width, _SMALLEST), max(height, _SMALLEST)).rotated(turns)

    def from_canvas(self, rect: NormRect, box: PageBox, turns: int) -> NormRect:
        """From fractions (top left, y downwards) of a box turned by ``turns`` to the displayed page; may lie off it."""
        flat, source, crop = rect.turned(-turns), self._box(box), self.crop
        if source == crop:
            return flat.turned(self.turns)
        across, down = source.x1 - source.x0, source.y1 - source.y0
        return self.from_user_space(
            PointRect(
                source.x0 + flat.x * across,
                source.y1 - flat.bottom * down,
                source.x0 + flat.right * across,
                source.y1 - flat.y * down,
            )
        )

    def to_canvas(self, rect: NormRect, box: PageBox, turns: int) -> NormRect:
        """From the displayed page to fractions (top left, y downwards) of a box turned by ``turns`` quarter turns."""
        target, user = self._box(box), self.to_user_space(rect)
        across, down = max(target.x1 - target.x0, _SMALLEST), max(target.y1 - target.y0, _SMALLEST)
        return NormRect.from_corners(
            (user.x0 - target.x0) / across,
            (target.y1 - user.y1) / down,
            (user.x1 - target.x0) / across,
            (target.y1 - user.y0) / down,
        ).turned(turns)

    def from_user_space(self, rect: PointRect) -> NormRect:
        """From PDF user space (y upwards, before UserUnit and /Rotate) to the displayed page; may lie off it."""
        crop = self.crop
        across, down = max(crop.x1 - crop.x0, _SMALLEST), max(crop.y1 - crop.y0, _SMALLEST)
        return NormRect.from_corners(
            (rect.x0 - crop.x0) / across,
            (crop.y1 - rect.y1) / down,
            (rect.x1 - crop.x0) / across,
            (crop.y1 - rect.y0) / down,
        ).turned(self.turns)

    def to_user_space(self, rect: NormRect) -> PointRect:
        """From the displayed page to PDF user space: y upwards, before UserUnit and /Rotate."""
        flat, crop = rect.turned(-self.turns), self.crop
        across, down = crop.x1 - crop.x0, crop.y1 - crop.y0
        return PointRect(
            crop.x0 + flat.x * across,
            crop.y1 - flat.bottom * down,
            crop.x0 + flat.right * across,
            crop.y1 - flat.y * down,
        )

    def _box(self, box: PageBox) -> PointRect:
        return self.crop if box is PageBox.CROP else self.media
