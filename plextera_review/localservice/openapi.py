"""``/openapi.json``: FastAPI's description, made exact where the framework cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from plextera_review import __version__
from plextera_review.contract import routes
from plextera_review.contract.wire.insights import TAGS_SCHEMA
from plextera_review.domain.content_type import ACCEPTED_TYPES
from plextera_review.extraction.hubs import load_hubs

_DESCRIPTION = (
    "The Plextera Public API as the local service of Plextera Review speaks it: both dialects of Document Insights, "
    "Files, Workflows and Event Subscriptions."
)


def describe(app: FastAPI) -> None:
    """Serve the exact description."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _made(app)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def _made(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title="Plextera Public API (local service)", version=__version__, description=_DESCRIPTION, routes=app.routes
    )
    models = schema["components"]["schemas"]
    schema["components"]["securitySchemes"] = {
        "key": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"“{routes.AUTH_SCHEME}”, one space, and the key.",
        }
    }
    schema["security"] = [{"key": []}]
    hubs = [hub.id for hub in load_hubs() if hub.enabled]
    models["CreateJobRequest"]["properties"]["hubId"] = {"anyOf": [{"type": "string", "enum": hubs}, {"type": "null"}]}
    for name, keyword in (("CreateJobRequest", "metadata"), ("CreateExtractionRequest", "tags")):
        models[name]["properties"][keyword] = {"anyOf": [TAGS_SCHEMA, {"type": "null"}]}
    for operations in schema["paths"].values():
        for operation in operations.values():
            _exact(operation, models)
    for unused in ("HTTPValidationError", "ValidationError"):
        models.pop(unused, None)
    return schema


def _exact(operation: dict[str, Any], models: dict[str, Any]) -> None:
    responses = operation["responses"]
    unprocessable = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if unprocessable.get("$ref", "").endswith("/HTTPValidationError"):
        del responses["422"]  # bad parameters are 400 here
    if "204" in responses:
        responses["204"].pop("content", None)
    parts = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
    properties = _properties(parts.get("schema", {}), models)
    for part in ("file", "document"):
        if part in properties:
            parts.setdefault("encoding", {})[part] = {"contentType": ", ".join(ACCEPTED_TYPES)}
    if "tags" in properties:
        # A part that is one JSON object as text; OpenAPI says so by an object with this encoding.
        properties["tags"] = TAGS_SCHEMA
        parts.setdefault("encoding", {})["tags"] = {"contentType": "application/json"}


def _properties(schema: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    named = models.get(schema.get("$ref", "").rpartition("/")[2], schema)
    found: dict[str, Any] = named.get("properties", {})
    return found
