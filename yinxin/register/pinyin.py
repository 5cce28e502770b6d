"""Names as they are typed: syllables for the search box."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=50_000)
def pinyin(name: str) -> str:
    """Return a name's syllables without tones, blanks between them, then its initials: ``wang fang wf``."""
    syllables = lazy_pinyin(name.replace("·", ""), style=Style.NORMAL, errors="ignore")
    return " ".join((*syllables, "".join(s[0] for s in syllables)))[:240] if syllables else ""
