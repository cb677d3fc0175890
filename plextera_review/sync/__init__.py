"""Asyncio services between server and local store. No Qt."""
