"""Find the certificate that somebody names, without telling whether there is one."""

from __future__ import annotations

from yinxin.register.holders import TOLD
from yinxin.register.models import Certificate
from yinxin.register.vault import vault


def named(management_number: str, name: str, id_number: str) -> tuple[int, int] | None:
    """Return id and issuer of the certificate with this number, name and identity number; None where there is none.

    Where it has had successors, the valid one answers, else the newest that was ever released, as verification does.
    """
    key = vault().match_key(management_number, name, id_number)
    rows = Certificate.objects.filter(match_key=key, state__in=TOLD).values_list("state", "id", "issuer_id")
    best = max(rows, key=lambda row: (row[0] == "valid", row[1]), default=None)
    return (best[1], best[2]) if best else None
