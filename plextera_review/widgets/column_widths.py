"""Widths of the columns of a table: by what stands in them at first, then as a person made them, for each hub and table."""

from plextera_review.viewmodels.table_editing import TableEditing
from plextera_review.widgets.grid_view import GridView
from plextera_review.widgets.theme import Theme

_WIDTHS = "tableWidths"
_MOST_KEPT = 60  # tables


class ColumnWidths:
    """Keeps the widths of ``view`` in the settings, in pixels at text size 1."""

    def __init__(self, tables: TableEditing, view: GridView, theme: Theme) -> None:
        self._tables, self._view, self._theme = tables, view, theme
        self._fitted: tuple[str, ...] = ()
        view.widened.connect(self._keep)

    def fit(self, *, anew: bool = False) -> None:
        """Give the columns their widths if the table is another one, or ``anew`` after the text size changed."""
        grid = self._tables.grid
        if grid is None:
            return
        keys = [each.key for each in grid.columns]
        if anew or self._fitted != (self._key, *keys):
            self._fitted = (self._key, *keys)
            self._view.set_widths(self._kept().get(self._key, {}), keys)

    @property
    def _key(self) -> str:
        job, grid = self._tables.review.job, self._tables.grid
        return f"{(job.hub_id or job.hub_name or '') if job else ''}|{grid.path if grid else ''}"

    def _keep(self, column: object) -> None:
        grid = self._tables.grid
        if grid is not None and isinstance(column, int) and column < len(grid.columns):
            kept = self._kept()
            mine = {**kept.pop(self._key, {})}
            mine[grid.columns[column].key] = round(self._view.columnWidth(column) / self._theme.scale, 1)
            kept[self._key] = mine
            self._tables.review.settings.keep_layout(_WIDTHS, dict(list(kept.items())[-_MOST_KEPT:]))

    def _kept(self) -> dict[str, dict[str, float]]:
        kept = self._tables.review.settings.layout(_WIDTHS)
        found: dict[str, dict[str, float]] = {}
        for table, widths in kept.items() if isinstance(kept, dict) else ():
            if isinstance(widths, dict):
                sound = {key: each for key, each in widths.items() if isinstance(each, int | float) and each > 8}
                found[str(table)] = sound
        return found
