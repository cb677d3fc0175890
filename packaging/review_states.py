"""Pictures of the review page in every state a field can have, in every theme, at 100 and 200 % text."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.app.window import ReviewWindow
from plextera_review.domain.correction import SendState
from plextera_review.domain.projection import Mark

_DOCUMENT = "02-invoice-de.pdf"
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Camera(Protocol):
    """What the pictures are taken with."""

    open: Callable[[str], Awaitable[None]]
    key: Callable[..., None]
    type: Callable[[str], None]
    until: Callable[[Callable[[], bool]], Awaitable[None]]
    picture: Callable[..., Awaitable[None]]


class ReviewStates:
    """Brings one document into all states at once, then into those of its dialogs."""

    def __init__(self, window: ReviewWindow, camera: Camera) -> None:
        self._window, self._camera = window, camera
        self._review = window.review

    async def take(self) -> None:
        """All pictures. Leaves the light theme at 100 %."""
        await self._prepare()
        settings, page = self._window.shell.settings, self._window.review_page
        for mode in ("light", "dark", "contrast"):
            settings.set_theme_mode(mode)
            for scale in (1.0, 2.0):
                settings.set_scale(scale)
                await self._camera.picture(f"marks-{mode}-{scale:.0%}".replace("%", ""))
        settings.set_scale(1.0)
        settings.set_theme_mode("light")
        self._review.select("taxAmount")
        self._camera.key(Qt.Key.Key_Return)
        await self._camera.picture("waiver")
        self._camera.key(Qt.Key.Key_Escape)
        self._review.select("total")
        self._camera.type("4.283,42")
        await self._camera.picture("live-rules")
        self._camera.key(Qt.Key.Key_Escape)
        self._review.select("lineItems[1].quantity")
        await self._camera.picture("table-dock")
        page.action_set.by_id["preview"].trigger()
        await self._dialog("submit-preview")
        self._window.widget.show_page("contact_sheet")
        await self._camera.picture("contact-sheet", settle=3)

    async def _prepare(self) -> None:
        """One submit whose feedback arrives, then a decision of every kind."""
        window, review = self._window, self._review
        core = window.core
        assert core is not None
        assert core.session is not None
        await self._camera.open(_DOCUMENT)
        assert review.job is not None
        job, here = review.job, core.session.profile.id
        await self._decide("customerName", "Talwerk Anlagenbau SE")
        self._camera.key(Qt.Key.Key_Return, _CONTROL)
        await self._accepted(here)
        output = await core.stores.mirror.output(here, job.id)
        for each in output["fields"]:
            if each["id"] == "purchaseOrder":  # a server that says a value and no place
                each.pop("placements", None)
                each["value"] = each["rawText"] = "TW-448121"
        await core.stores.mirror.put_output(here, job.id, output)
        window.shell.settings.set_field_threshold("supplierName", 0.99)
        await self._camera.open(_DOCUMENT)
        await self._decide("taxAmount", "676,27")
        await self._decide("iban", "DE89 3704 0044 0532 0130 01")
        review.select("iban")
        review.waive("")
        acts = {"dueDate": review.accept, "supplierVatId": review.missing, "invoiceNumber": review.unreadable}
        for path, act in acts.items():
            review.select(path)
            act()
        await self._camera.until(lambda: not any(review.busy(each.path) for each in review.fields))
        shown = {each.mark for each in review.fields}
        missing = set(Mark) - shown
        if missing:
            raise LookupError(f"no field is {', '.join(missing)}")
        review.select("taxAmount")

    async def _decide(self, path: str, text: str) -> None:
        self._review.select(path)
        self._review.correct(path, text)
        await self._camera.until(lambda: not self._review.busy(path))

    async def _accepted(self, connection_id: str) -> None:
        core = self._window.core
        assert core is not None
        async with asyncio.timeout(30):
            while SendState.ACCEPTED not in await core.stores.outbox.counts(connection_id):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _dialog(self, name: str) -> None:
        await asyncio.sleep(1)
        for each in QApplication.topLevelWidgets():
            if each.isVisible() and each.isWindow() and each is not self._window.widget and each.windowTitle():
                await self._camera.picture(name, of=each)
                each.close()
