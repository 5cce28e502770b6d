"""Questions with many thousands of values, asked with the values beside the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query, in the transaction that runs: the ORM would write every value into its text.

    Values are named ``%(name)s``, or ``%(name)b`` for digests, which then travel as they are.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, values).fetchall()
