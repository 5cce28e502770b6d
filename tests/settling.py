"""Wait for the neighbours: the tests of all workers share one server, and its transactions are counted together."""

from __future__ import annotations

import time

from django.db import connection

_LONGEST = 120.0  # seconds; far above the longest transaction of any test


def settle() -> None:
    """Return when every transaction older than this call is over, in whichever database of the server.

    Sealing rightly waits for those, so a test that counts what is sealed must wait for them first. The caller's
    own transaction is not waited for; another one that the test itself holds open would be waited for in vain.
    """
    deadline = time.monotonic() + _LONGEST
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        (now,) = cursor.fetchone()
        while time.monotonic() < deadline:
            cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= now:
                return
            time.sleep(0.01)
    raise TimeoutError(f"a transaction older than {now} is still running after {_LONGEST:.0f} s")
