"""The HTTP client: one typed coroutine per endpoint. The only importer of httpx."""
