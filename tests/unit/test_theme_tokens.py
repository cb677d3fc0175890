"""Every theme has every colour, and text and marks stand out from what they lie on."""

import json

import pytest

from plextera_review.resources import resource_path

THEMES = ("light", "dark", "contrast-light", "contrast-dark")
GROUNDS = ("window", "sidebar", "surface", "surface_raised", "surface_sunken", "hover", "selected")
TEXTS = ("text", "text_muted", "text_faint", "danger", "warning", "success", "info")
MARKS = tuple(
    f"mark_{name}"
    for name in ("rule", "check", "not_located", "automatic", "accepted", "corrected", "missing", "waived")
)


def load(name: str) -> dict:
    return json.loads(resource_path("themes", f"{name}.json").read_text("utf-8"))


def luminance(text: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_has_every_colour(name: str) -> None:
    theme = load(name)
    assert theme["name"] == name
    assert theme["colors"].keys() == load("light")["colors"].keys()


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_and_marks_stand_out(name: str, ground: str) -> None:
    colors = load(name)["colors"]
    least = 7.0 if "contrast" in name else 4.5
    weak = {each: round(contrast(colors[each], colors[ground]), 2) for each in (*TEXTS, *MARKS)}
    assert {each: ratio for each, ratio in weak.items() if ratio < least} == {}


@pytest.mark.parametrize("name", THEMES)
def test_focus_and_edges_of_inputs_are_seen_on_every_ground(name: str) -> None:
    colors = load(name)["colors"]
    least = 4.5 if "contrast" in name else 3.0
    for ground in ("window", "surface", "surface_raised", "selected"):
        assert contrast(colors["focus"], colors[ground]) >= least, ground
    for ground in ("window", "surface", "surface_raised"):
        assert contrast(colors["border_strong"], colors[ground]) >= 3.0, ground


@pytest.mark.parametrize("name", THEMES)
def test_text_on_the_accent_is_read(name: str) -> None:
    colors = load(name)["colors"]
    for ground in ("accent", "accent_hover", "accent_pressed"):
        assert contrast(colors["accent_text"], colors[ground]) >= 4.5, ground
