"""A workflow as its data file says it.

Values that depend on the run are JMESPath expressions (https://jmespath.org) over one object: ``payload`` and ``metadata`` of the
trigger, ``document`` and ``attachments`` (files: ``fileId``, ``name``, ``mimeType``, ``sizeBytes``), ``run`` (``id``,
``workflowId``), ``steps`` (the outputs so far, by the step's key) and ``item`` where a nested workflow runs once for each of many.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

LONGEST_WAIT_SECONDS = 7 * 24 * 3600
MOST_STEPS = 50


def _compiles(expression: str) -> str:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(f"not a JMESPath expression: {error}") from None
    return expression


Expression = Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_compiles)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,127}$")]


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", strict=True, frozen=True)


class _Step(_Part):
    key: Key
    name: str


class InsightsStep(_Step):
    """Reads a document; its output has ``jobId``, ``extractionId``, ``hubName``, ``fields`` (value by id) and ``output``."""

    type: Literal["document_insights"]
    document: Expression = "document.fileId"
    hub: str | None = None


class TransformStep(_Step):
    """Makes a value from what is there."""

    type: Literal["transform"]
    expression: Expression


class WebStep(_Step):
    """Calls ``url``, or the address in the environment variable ``urlFrom``; a 2xx answer is its output."""

    type: Literal["web_function"]
    url: str | None = None
    url_from: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")] | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    headers: dict[str, str] = Field(default_factory=dict)
    body: Expression = "payload"
    timeout_seconds: Annotated[float, Field(gt=0, le=300, strict=False)] = 30.0

    @model_validator(mode="after")
    def _one_address(self) -> "WebStep":
        if (self.url is None) == (self.url_from is None):
            raise ValueError("give exactly one of url and urlFrom")
        return self


class WaitStep(_Step):
    """Lets time pass."""

    type: Literal["wait"]
    seconds: Annotated[float, Field(ge=0, le=LONGEST_WAIT_SECONDS, strict=False)]


class NestedStep(_Step):
    """Runs another workflow, once or for each element of ``forEach``; its output lists the runs and their last outputs.

    Without ``payload`` a nested run is given the element, or where there is none the payload of this run.
    """

    type: Literal["workflow"]
    workflow_id: Slug
    for_each: Expression | None = None
    payload: Expression | None = None
    document: Expression | None = None


class ParallelStep(_Step):
    """Runs its branches at the same time and ends with the last of them."""

    type: Literal["parallel"]
    branches: Annotated[list[Annotated[list["Step"], Field(min_length=1)]], Field(min_length=1, max_length=10)]


Step = Annotated[
    InsightsStep | TransformStep | WebStep | WaitStep | NestedStep | ParallelStep, Field(discriminator="type")
]
ParallelStep.model_rebuild()


class Workflow(_Part):
    """One workflow."""

    id: Slug
    name: str
    description: str = ""
    enabled: bool = True
    steps: Annotated[list[Step], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> "Workflow":
        keys = [step.key for step in flat(self.steps)]
        if len(keys) > MOST_STEPS:
            raise ValueError(f"at most {MOST_STEPS} steps are allowed")
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"these keys are used twice: {', '.join(twice)}")
        return self


def flat(steps: Sequence[Any]) -> Iterator[Any]:
    """Every step in the order of the file; the steps of branches follow their parallel step."""
    for step in steps:
        yield step
        if isinstance(step, ParallelStep):
            for branch in step.branches:
                yield from flat(branch)
