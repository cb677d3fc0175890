"""The workflows there are: those shipped in ``resources/workflows/`` and those in the service's own folder."""

import logging
from pathlib import Path

from pydantic import ValidationError

from plextera_review.localservice.workflows.definition import Workflow
from plextera_review.resources import resource_path

_log = logging.getLogger(__name__)


class Catalog:
    """Read at every look: a file that is put into the folder counts at once, and one of ours with the same id gives way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, workflow_id: str) -> Workflow | None:
        """One workflow. Blocking, briefly."""
        return self.all()[0].get(workflow_id)

    def all(self) -> tuple[dict[str, Workflow], dict[str, str]]:
        """The workflows by id, and what is wrong with files that hold none, by file name. Blocking, briefly."""
        found: dict[str, Workflow] = {}
        wrong: dict[str, str] = {}
        for folder in (resource_path("workflows"), self._folder):
            for path in sorted(folder.glob("*.json")):
                try:
                    workflow = Workflow.model_validate_json(path.read_bytes())
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(str(part) for part in first["loc"])
                    wrong[path.name] = f"{place}: {first['msg']}" if place else first["msg"]
                except OSError as error:
                    wrong[path.name] = f"The file cannot be read ({error.strerror})."
                else:
                    found[workflow.id] = workflow
        for name, problem in wrong.items():
            _log.warning("the workflow file %s is not usable: %s", name, problem)
        return found, wrong
