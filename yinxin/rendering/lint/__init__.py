"""What is looked at before a certificate is signed: its face, its photo, its page, its file (N7).

Pure: a subject goes in, findings come out. An error stops the certificate, a warning is told and lets it go on, because
the law lets old data go on (N21.2). Checks of the face cost microseconds and are done for every certificate; those of
the page and of the file cost as much as making them, and are done for one certificate in so many
(:func:`is_sampled`): all files of a run come from the same press, and what is wrong with it is wrong with many.
"""

from __future__ import annotations

from collections.abc import Iterable

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.rendering.lint import face, file, page, photo
from yinxin.rendering.lint.model import Check, Finding, Severity, Subject

FACE: tuple[Check, ...] = (*face.CHECKS, *photo.CHECKS)
PAGE: tuple[Check, ...] = page.CHECKS
FILE: tuple[Check, ...] = file.CHECKS
ALL: tuple[Check, ...] = (*FACE, *PAGE, *FILE)


def lint(subject: Subject, checks: Iterable[Check] = ALL) -> tuple[Finding, ...]:
    """Return what the checks find, in their order."""
    return tuple(found for check in checks if (found := check.find(subject)))


def is_sampled(digest: str, every: int) -> bool:
    """Say whether a certificate is one of those whose page and file are looked at: the same one always is.

    :param digest: of its face, hexadecimal; ``every`` 1 is all of them, 0 is none.
    """
    return every > 0 and int(digest[:8], 16) % every == 0


def require_clean(findings: Iterable[Finding]) -> None:
    """Refuse to sign where there is an error.

    :raises Incomplete: names every error with its number.
    """
    errors = [found for found in findings if found.severity is Severity.ERROR]
    if errors:
        raise Incomplete(
            Words("签章前检查未通过：{findings}", findings=listed([found.sentence for found in errors])),
            do=Words("请更正数据后重新制作；检查编号见 docs/keys.md。"),
            facts={"checks": [found.id for found in errors]},
        )
