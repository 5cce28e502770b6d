"""What of a certificate stands in the ledger, and so can be proved to be in the public log."""

from __future__ import annotations

from typing import Any

from yinxin.ledger import proving
from yinxin.register.models import ElectronicCopy


def log_proof(certificate_id: int) -> dict[str, Any] | None:
    """Return the log proof of a certificate and its electronic copy; None where nothing of it is sealed yet.

    Paper moves by slips, one line for many copies, which is why its moves are not among them.
    """
    copies = ElectronicCopy.objects.filter(certificate_id=certificate_id).values_list("id", flat=True)
    subjects = [("certificate", certificate_id), *(("electronic_copy", number) for number in copies)]
    return proving.of_subjects(*subjects)
