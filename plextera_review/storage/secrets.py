"""API keys in the operating system's keychain, never in a file of ours."""

import asyncio

import keyring
import keyring.errors

from plextera_review.domain.errors import KnownError

_SERVICE = "plextera-review"


class KeyStore:
    """Keys by connection id. Where there is no keychain a key lasts as long as the program runs."""

    def __init__(self) -> None:
        self._memory: dict[str, str] = {}

    async def get(self, profile_id: str) -> str | None:
        """The key of a connection, ``None`` when there is none."""
        if profile_id in self._memory:
            return self._memory[profile_id]
        try:
            return await asyncio.to_thread(keyring.get_password, _SERVICE, profile_id)
        except keyring.errors.KeyringError:
            return None

    async def put(self, profile_id: str, key: str) -> bool:
        """Keep a key; False when no keychain took it and it lasts only for this run. Raises KnownError ``KEY_EMPTY``."""
        if not key:
            raise KnownError("KEY_EMPTY", "The key is empty", "A connection needs an API key.", "Enter its key.")
        self._memory[profile_id] = key
        try:
            await asyncio.to_thread(keyring.set_password, _SERVICE, profile_id, key)
        except keyring.errors.KeyringError:
            return False
        return True

    async def delete(self, profile_id: str) -> None:
        """Forget a key."""
        self._memory.pop(profile_id, None)
        try:
            await asyncio.to_thread(keyring.delete_password, _SERVICE, profile_id)
        except keyring.errors.KeyringError:
            return
