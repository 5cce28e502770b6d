"""A log of several tiles, published as files by the program itself."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

NOON = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LINES = 700


@pytest.fixture
def cosigned(published_log, db):
    """Have the newest checkpoint cosigned: other tests seal the ledger too, and ask nobody."""
    from config import witnesses
    from yinxin.ledger import witnessing

    witnessing.ask(witnesses.witnesses(), at=NOON)


@pytest.fixture(scope="session")
def published_log(django_db_setup, django_db_blocker, tmp_path_factory):
    """Return the folder of an exported log of some hundred entries, sealed in two steps and cosigned."""
    import json

    from django.db import transaction

    from config import witnesses
    from config.workshop import keyring
    from yinxin.ledger import exporting, tree
    from yinxin.ledger.record import Line, record_many

    folder = tmp_path_factory.mktemp("log")
    with django_db_blocker.unblock():
        for part, count in enumerate((300, LINES - 300)):
            with transaction.atomic():
                record_many(
                    Line("leaf.grown", None, 0, 0, "leaf", 50_000 + 1000 * part + n, NOON, {})
                    for n in range(count)
                )
            witnesses.seal_ledger(at=NOON)
            if part == 0:
                (folder / "earlier").write_text(tree.published().note)
        document = keyring().public_document()
        document["log"]["witnesses"] = witnesses.public_view()
        exporting.export(folder)
    (folder / "keys.json").write_text(json.dumps(document))
    return folder
