"""The sheet of parts: colours that can be read in both modes, sizes that can be hit, and nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

STATIC = Path(__file__).parents[2] / "yinxin" / "web" / "static" / "yinxin"
TOKENS = (STATIC / "tokens.css").read_text()
SHEET = (STATIC / "yinxin.css").read_text()
_BLOCK = re.compile(r"^\s*(:root[^{]*)\{([^}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"--([a-z-]+):\s*([^;]+);")

PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "deep")
        for ground in ("paper", "card", "field", "shade", "wash")
    ),
    *((ink, "card") for ink in ("good", "warn", "bad", "deeper")),
    *((ink, "paper") for ink in ("good", "warn", "bad")),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "bad")),
    *(("ink", f"{tone}-wash") for tone in ("good", "warn", "bad")),
    *(("soft", f"{tone}-wash") for tone in ("good", "warn", "bad")),
    *(("on-fill", ground) for ground in ("fill", "fill-over", "grave", "grave-over")),
    *(("card", ground) for ground in ("good", "warn", "bad", "soft")),
    ("ink", "parchment"),
    ("soft", "parchment"),
    ("ink", "found"),
]


def modes() -> dict[str, dict[str, str]]:
    """Return the tokens of each block of the file: light, dark by system, dark by choice."""
    found = {head.strip(): dict(_TOKEN.findall(body)) for head, body in _BLOCK.findall(TOKENS)}
    light = found[":root"]
    return {
        "light": light,
        "system": {**light, **found[":root:not([data-scheme])"]},
        "chosen": {**light, **found[':root[data-scheme="dark"]']},
    }


MODES = modes()


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "chosen"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_its_ground(mode, ink, ground):
    tokens = MODES[mode]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5, (mode, ink, ground)


@pytest.mark.parametrize("mode", ["light", "chosen"])
@pytest.mark.parametrize("ground", ["card", "field", "paper"])
def test_the_edge_of_a_field_can_be_seen(mode, ground):
    assert contrast(MODES[mode]["edge"], MODES[mode][ground]) >= 3


def test_contrast_is_measured_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_by_choice_is_dark_by_system():
    assert MODES["system"] == MODES["chosen"]
    assert MODES["light"] != MODES["chosen"]


def test_colours_stand_in_the_tokens_alone():
    rules = SHEET.split("@media print")[0].replace("background: #fff; color: #1b242c;", "")
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


def test_every_token_that_is_used_exists_and_every_one_that_exists_is_used():
    used = set(re.findall(r"var\(--([a-z-]+)\)", SHEET))
    assert used == set(MODES["light"])


def test_nothing_comes_from_outside():
    for file in STATIC.rglob("*"):
        if file.is_dir() or "vendor" in file.parts:  # others' programs name their own homes in comments
            continue
        outside = re.findall(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", file.read_text())
        assert outside == [], file.name


@pytest.mark.parametrize(
    "circumstance", ["print", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"]
)
def test_other_circumstances_are_thought_of(circumstance):
    assert f"@media {circumstance}" in SHEET


@pytest.mark.parametrize(
    "part", [".diff", ".tree", ".qr", ".codes", ".sessions", ".holder-cards", ".empty", ".notices"]
)
def test_a_part_that_others_build_on_is_in_the_sheet_and_shown(db, part):
    assert f"\n{part} " in SHEET or f"\n{part}, " in SHEET
    assert re.search(rf'class="{part[1:]}[ "]', Client().get("/styleguide").content.decode())


def test_the_sheet_of_parts_is_shown_in_a_demonstration_only(db, settings):
    assert Client().get("/styleguide").status_code == 200
    settings.DEMO = False
    assert Client().get("/styleguide").status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"), [("dark", 'data-scheme="dark"'), ("light", 'data-scheme="light"')]
)
def test_colours_are_chosen_without_a_script_and_remembered(db, asked, told):
    client = Client()
    answer = client.post("/display", {"scheme": asked}, headers={"referer": "http://testserver/verify"})
    assert answer["Location"] == "/verify"
    assert told in client.get("/verify").content.decode()
    client.post("/display", {"scheme": "auto"})
    assert "data-scheme" not in client.get("/verify").content.decode()


@pytest.mark.parametrize("asked", ["pink", '"><script>', ""])
def test_no_other_colours_can_be_asked_for(db, asked):
    client = Client()
    client.post("/display", {"scheme": asked})
    client.cookies["yinxin_scheme"] = asked
    assert "data-scheme" not in client.get("/").content.decode()


def test_one_choice_leaves_the_other_alone(db):
    client = Client()
    client.post("/display", {"large": "1"})
    client.post("/display", {"scheme": "dark"})
    page = client.get("/").content.decode()
    assert 'class="large" data-scheme="dark"' in page
    assert page.count('aria-pressed="true"') == 3


def test_large_text_is_one_tap_away_on_every_public_page(db):
    for address in ("/", "/verify", "/clauses", "/accessibility"):
        bar = Client().get(address).content.decode().split('<details class="menu">')[0]
        assert 'name="large" value="1">大字版' in bar


def test_every_picture_of_a_page_is_small_named_in_its_page_and_there():
    folder = STATIC.parents[3] / "docs" / "pictures"
    named = set(
        re.findall(r"\((page-[a-z-]+\.png|certificate-[a-z-]+\.png)\)", (folder / "README.md").read_text())
    )
    assert named == {file.name for file in folder.glob("*.png")}
    assert {file.name for file in folder.glob("page-*.png") if file.stat().st_size > 120_000} == set()
