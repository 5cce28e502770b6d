"""Paper that its issuers must get back: of certificates that are invalid or have been replaced (N15, N18.2, N26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yinxin.desk import notices
from yinxin.kernel.words import Words
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.register.states import CERTIFICATE, PAPER, CertificateState, PaperState

RECALLABLE = (PaperState.HELD, PaperState.POSTED, PaperState.COLLECTED)
"""Where paper can still be got at: what is printing or on its way is recalled once it is signed for."""
UNDER_WAY = (PaperState.PRINTING, PaperState.PRINTED, PaperState.IN_TRANSIT)
ENDED = (CertificateState.INVALID, CertificateState.SUPERSEDED)
HERE = "/office/recalls"


@dataclass(frozen=True, slots=True)
class ToRecall:
    """A sheet of a certificate that has ended; ``since`` is when it did."""

    copy_id: int
    certificate_id: int
    issuer_id: int
    management_number: str
    certificate_state: CertificateState
    state: PaperState
    since: datetime

    @property
    def certificate_words(self) -> Words:
        """What became of the certificate, for people."""
        return CERTIFICATE.names[self.certificate_state]

    @property
    def state_words(self) -> Words:
        """Where the sheet stands, for people."""
        return PAPER.names[self.state]

    @property
    def can_be_recalled(self) -> bool:
        """Say whether it is kept or with its holder now."""
        return self.state in (PaperState.HELD, PaperState.COLLECTED)


def to_recall(issuers: Collection[int]) -> list[ToRecall]:
    """Return what these issuers must still get back, what has waited longest first."""
    return _rows("c.issuer_id = any(%s)", [list(issuers)])


def to_recall_by_issuer(certificates: Collection[int]) -> dict[int, int]:
    """Return how many sheets of these certificates each issuer must get back."""
    return dict(Counter(one.issuer_id for one in _rows("c.id = any(%s)", [list(certificates)])))


def tell(issuer: int, words: Words, at: datetime) -> None:
    """Leave word with the custodians of an issuer."""
    notices.tell(accounts=members_of(issuer, Permission.CUSTODY_KEEP, at), words=words, address=HERE, at=at)


def _rows(where: str, values: list[Any]) -> list[ToRecall]:
    states = [one.value for one in (*RECALLABLE, *UNDER_WAY)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select p.id, c.id, c.issuer_id, c.management_number, c.state, p.state, c.settled_at
                from register_paper_copy p join register_certificate c on c.id = p.certificate_id
                where c.state = any(%s) and p.state = any(%s) and {where}
                order by c.settled_at, p.id""",  # noqa: S608
            [[one.value for one in ENDED], states, *values],
        )
        return [
            ToRecall(copy, certificate, issuer, number, CertificateState(ended), PaperState(state), since)
            for copy, certificate, issuer, number, ended, state, since in cursor.fetchall()
        ]


def papers_of(certificates: Collection[int]) -> dict[PaperState, int]:
    """Return how many sheets of these certificates are in which state; what was lost or spoiled is left out."""
    gone = [PaperState.LOST.value, PaperState.SPOILED.value]
    with connection.cursor() as cursor:
        cursor.execute(
            """select state, count(*) from register_paper_copy
               where certificate_id = any(%s) and not state = any(%s) group by state order by 2 desc, 1""",
            [list(certificates), gone],
        )
        return {PaperState(state): count for state, count in cursor.fetchall()}
