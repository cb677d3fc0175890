"""Makes the pages of the window, each when it is wanted first."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from plextera_review.widgets.main_window import MainWindow


def make_page(window: "MainWindow", name: str) -> QWidget:
    """The page of that name, its signals connected. Its modules are imported with it. Raises KeyError for a name there is none for."""
    shell, theme = window.shell, window.theme
    if name == "queue":
        from plextera_review.widgets.queue_page import QueuePage

        queue = QueuePage(shell.queue, theme, shell.settings.keys)
        queue.choose_files.connect(window.choose_files)
        queue.try_sample.connect(shell.sample_requested)
        return queue
    if name == "contact_sheet":
        from plextera_review.widgets.contact_sheet_page import ContactSheetPage

        return ContactSheetPage(shell.contact_sheet, theme)
    if name == "uploads":
        from plextera_review.widgets.uploads_page import UploadsPage

        uploads = UploadsPage(shell.uploads, theme)
        uploads.choose_files.connect(window.choose_files)
        return uploads
    if name == "activity":
        from plextera_review.widgets.activity_page import ActivityPage

        return ActivityPage(shell.activity, theme, shell.settings.keys)
    if name == "settings":
        from plextera_review.widgets.settings_page import SettingsPage

        return SettingsPage(shell.settings, theme)
    if name == "review":  # until the workspace is put there
        from plextera_review.widgets.pieces import EmptyState

        empty = EmptyState(theme)
        empty.say("review", "No document is open", "Open one from the queue with Enter or a double click.")
        return empty
    raise KeyError(name)
