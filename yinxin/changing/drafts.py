"""An application that is being filled in, closed under the vault's key, so that nobody reads it on its way."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag

from yinxin.changing.filing import Filing
from yinxin.changing.papers import HandedIn
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.register.vault import vault

_DRAFT: Final = b"application draft"


def closed(filing: Filing) -> str:
    """Return a draft as one unreadable text."""
    facts = asdict(filing) | {
        "cause": filing.cause.value,
        "applied_on": filing.applied_on.isoformat() if filing.applied_on else None,
        "papers": [asdict(one) | {"paper": one.paper.value} for one in filing.papers],
    }
    return base64.b64encode(vault().close(orjson.dumps(facts), _DRAFT)).decode()


def opened(text: str) -> Filing | None:
    """Return the draft that :func:`closed` closed; None where there is none, or it was altered."""
    try:
        facts: dict[str, Any] = orjson.loads(vault().open(base64.b64decode(text, validate=True), _DRAFT))
    except (binascii.Error, InvalidTag, ValueError, IndexError):
        return None
    papers = tuple(HandedIn(**{**one, "paper": Evidence(one["paper"])}) for one in facts.pop("papers"))
    day = facts.pop("applied_on")
    cause = Cause(facts.pop("cause"))
    return Filing(**facts, cause=cause, papers=papers, applied_on=date.fromisoformat(day) if day else None)


def with_paper(filing: Filing, paper: HandedIn) -> Filing:
    """Return a draft with a paper added, or put in the place of one of its kind."""
    rest = tuple(one for one in filing.papers if one.paper is not paper.paper)
    return replace(filing, papers=(*rest, paper))
