"""The review policy as it is kept among the preferences."""

from collections.abc import Mapping
from typing import Any, Protocol

from plextera_review.domain.review import ReviewPolicy

THRESHOLD, BY_FIELD, BY_HUB, REKEYED = "threshold", "thresholds_by_field", "thresholds_by_hub", "rekeyed"
"""Names of the preferences."""


class PreferencesLike(Protocol):
    """Values by name."""

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or the default."""
        ...


def read_policy(preferences: PreferencesLike) -> ReviewPolicy:
    """The policy; nonsense in the file counts as not set."""
    rekeyed = preferences.get(REKEYED)
    return ReviewPolicy(
        threshold=_share(preferences.get(THRESHOLD), ReviewPolicy().threshold),
        by_field=_shares(preferences.get(BY_FIELD)),
        by_hub=_shares(preferences.get(BY_HUB)),
        rekeyed=frozenset(each for each in rekeyed if isinstance(each, str))
        if isinstance(rekeyed, list)
        else frozenset(),
    )


def policy_values(policy: ReviewPolicy) -> dict[str, Any]:
    """The preferences that hold a policy."""
    return {
        THRESHOLD: policy.threshold,
        BY_FIELD: dict(policy.by_field),
        BY_HUB: dict(policy.by_hub),
        REKEYED: sorted(policy.rekeyed),
    }


def _shares(data: Any) -> dict[str, float]:
    if not isinstance(data, Mapping):
        return {}
    found = {str(key): _share(value, -1.0) for key, value in data.items()}
    return {key: value for key, value in found.items() if value >= 0}


def _share(value: Any, default: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    return min(max(float(value), 0.0), 1.0)
