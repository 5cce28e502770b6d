"""Hand-outs in Chromium by the keyboard alone: what a scanner types counts as one input, every other key as one."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_READING = 0.35
"""Seconds that a person needs at least to see an answer; sooner the page takes no key."""


def hand_out(site: str, session: str, numbers: list[str]) -> dict[str, Any]:
    """Give out copies one after another; return the keys and the seconds of each."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    keys: list[int] = []
    began = time.perf_counter()
    with sync_playwright() as machinery:
        browser = machinery.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/office/counter")
        for number in numbers:
            keys.append(_one(page, number))
        browser.close()
    took = time.perf_counter() - began
    return {
        "handed_out": len(keys),
        "most_keys": max(keys),
        "keys": sum(keys),
        "seconds_each": round(took / len(keys), 2),
    }


def _one(page: Any, number: str) -> int:
    """Scan, confirm, give; the mouse is never used and nothing is focused by us."""
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".answer[data-tone=good] ~ #give-form :text('{number}')")
    for step in ("#give-form.checked", ".answer[data-tone=given]"):
        time.sleep(_READING)
        page.keyboard.press("Enter")
        page.wait_for_selector(step)
    return 3
