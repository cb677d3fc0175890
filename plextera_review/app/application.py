"""The one QApplication. Imports nothing else: Qt starts reading the fonts as soon as it is made."""

from PySide6.QtWidgets import QApplication

from plextera_review import __version__


def make_application() -> QApplication:
    """The one QApplication, named so that the desktop knows it."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["plextera-review"])
    application.setApplicationName("Plextera Review")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("plextera-review")
    return application
