"""Looking at a page: axe at three widths in both modes, and nothing that hangs over, shrinks or cannot be hit."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

import yinxin.web
from tests.long import LONG

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIEWS = ((375, "light", True), (768, "dark", LONG), (1280, "light", True), *([(1280, "dark", False)] * LONG))
"""Width, mode, and whether every rule is asked: modes differ in colour alone, so that the other one asks contrast."""
_AXE = """whole => axe.run(document, {resultTypes: ["violations"], ...(whole ? {} : {runOnly: ["color-contrast"]})})
    .then(found => found.violations.flatMap(
        one => one.nodes.map(node => one.id + ": " + node.target + " " + node.html.slice(0, 160))))"""
_SMALL = """() => [...document.querySelectorAll("button, .button, .nav a, summary, .filters a, .bell, select,"
    + "input:not([type=hidden]):not([type=radio]):not([type=checkbox])")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
    .map(one => one.outerHTML.slice(0, 90))"""
_TINY = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 17.95 && !one.closest(".visually-hidden"))
    .map(one => one.outerHTML.slice(0, 90))"""
_TOP = "document.querySelector('.top').getBoundingClientRect().bottom"
_TWICE = "on => document.documentElement.style.fontSize = on ? '212.5%' : ''"
_LARGE = "on => document.documentElement.classList.toggle('large', on)"


TEMPLATES = Path(yinxin.web.__file__).parent / "templates"
WALKS = {
    "changes": (
        "office/application*.html",
        "office/registration*.html",
        "office/summar*.html",
        "office/wordings.html",
        "holder/application*.html",
        "holder/change*.html",
        "holder/registration.html",
        "parts/change_*.html",
        "parts/paper_form.html",
        "parts/stays.html",
    ),
    "legacy": ("office/legacy*.html",),
    "disclosure": ("public/progress*.html", "parts/progress*.html", "office/disclosure.html"),
    "qualifying": (
        "office/audit*.html",
        "office/list_*.html",
        "office/promise*.html",
        "holder/audit.html",
        "public/list_*.html",
        "public/promise*.html",
        "parts/list_*.html",
        "parts/promise*.html",
    ),
    "endings": (
        "office/invalidation*.html",
        "office/fake*.html",
        "office/objection*.html",
        "office/standing.html",
        "holder/objection.html",
        "public/invalidation*.html",
        "public/fake*.html",
        "public/object*.html",
        "public/receipt*.html",
        "parts/asked.html",
        "parts/consequences.html",
        "parts/receipt.html",
        "parts/standings.html",
    ),
    "reviews": (
        "office/committee*.html",
        "office/review*.html",
        "public/committees.html",
    ),
    "sharing": ("office/shar*.html",),
    "watching": ("office/watch*.html", "holder/watches.html", "parts/tellings.html"),
    "vetting": ("office/vetting*.html",),
    "supervision": (
        "office/supervision*.html",
        "office/spot_*.html",
        "office/criticism*.html",
        "office/mending.html",
        "public/spot_check*.html",
        "public/criticism*.html",
        "parts/spot_check.html",
        "parts/criticism.html",
        "parts/bar.html",
    ),
}
"""The templates that shorter walks see, in tests of these names; the long one leaves them to those."""


def beside(template: str, walk: str = "") -> bool:
    """Say whether a template is left to a shorter walk, to the one of this name or to any."""
    patterns = WALKS[walk] if walk else [one for each in WALKS.values() for one in each]
    return any(fnmatch(template, pattern) for pattern in patterns)


OUTSIDE = (
    "public/*",
    "holder/*",
    "parts/address.html",
    "parts/calendar.html",
    "parts/counts.html",
    "parts/granted.html",
    "parts/next.html",
    "parts/problems.html",
    "parts/no_certificates.html",
    "parts/public_links.html",
    "parts/question.html",
    "parts/verdict.html",
    "parts/way.html",
)
"""The templates of the walk outside the office, and the parts that only they use."""


def of_the_office(template: str) -> bool:
    """Say whether a template belongs to the walk through the office, as do the parts that both use."""
    return not any(fnmatch(template, pattern) for pattern in OUTSIDE)


def follow(page: Any, selector: str) -> None:
    """Click on what leads to another page and wait until that is there: a click by itself returns before it has gone."""
    with page.expect_navigation():
        page.click(selector)


class Looking:
    """What was shown and looked at, and what was wrong.

    :ivar seen: the templates of the pages that were looked at.
    :ivar wrong: one line per barrier.
    """

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        self._shown: set[str] = set()

    def note(self, template: Any, **_: Any) -> None:
        """Note a template that the server has used."""
        self._shown.add(template.name)

    def forget(self) -> None:
        """Forget what was shown on pages that nobody looks at."""
        self._shown.clear()

    def visit(self, page: Any, *addresses: str) -> None:
        """Open pages by their addresses and look at each."""
        for address in addresses:
            self._shown.clear()
            page.goto(address)
            self.look(page)

    def send(self, page: Any, **typed: str) -> None:
        """Fill in the page's own form, send it as somebody without the browser's checks would, look at the answer."""
        for name, value in typed.items():
            page.fill(f"main [name={name}]", value)
        self._shown.clear()
        with page.expect_navigation():
            page.evaluate("document.querySelector('main form[method=post]').submit()")
        self.look(page)

    def look(self, page: Any) -> None:
        """Hold the open page against everything that is asked of a page."""
        self.seen |= self._shown
        page.evaluate(AXE_SCRIPT)
        for width, scheme, whole in VIEWS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            self._blame(page, f"{width} {scheme}", page.evaluate(_AXE, whole))
        page.emulate_media(color_scheme="light")
        self.measure(page)
        self._enlarge(page)
        page.set_viewport_size({"width": 1280, "height": 800})

    def measure(self, page: Any) -> None:
        """Hold the open page against its windows: nothing hangs over, however narrow they are or large the text is."""
        for width in (320, 375, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            self._fits(page, f"{width}")
        page.evaluate(_TWICE, True)
        self._fits(page, "twice the size of text")
        page.evaluate(_TWICE, False)

    def _enlarge(self, page: Any) -> None:
        page.evaluate(_LARGE, True)
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            self._fits(page, f"large text at {width}")
            self._blame(page, "too small to hit", page.evaluate(_SMALL))
            self._blame(page, "too small to read", page.evaluate(_TINY))
        page.evaluate(_LARGE, False)
        if page.evaluate(_TOP) > 120:
            self._blame(page, "375", ["the header takes the phone's window"])

    def _fits(self, page: Any, how: str) -> None:
        over = page.evaluate(WIDER)
        self._blame(page, how, [f"hangs over by {over} pixels"] if over > 0 else [])

    def _blame(self, page: Any, how: str, found: list[str]) -> None:
        self.wrong += (f"{page.url} [{how}] {one}" for one in found)
