"""Each edit behind the program's back is found, and the audit names the row; an untouched world raises no alarm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.audit.edits import EDITS, Edit
from yinxin.kernel.face import Face
from yinxin.register.files import FolderStore, files
from yinxin.register.vault import FACE, vault

LEAST = 60


def found() -> set[tuple[str, str]]:
    from config.auditing import differences

    return {(one.where, str(one.number)) for one in differences() if str(one.words)}


def made_beside_the_verbs() -> set[tuple[str, str]]:
    """The world's applications at a later desk, and its packages, which its builder puts there without a line."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select 'changing_application', id from changing_application a where not exists (
                   select 1 from ledger_entry e where e.kind = 'application.filed' and e.subject_id = a.id)
               union all select 'issuing_archive_package', id from issuing_archive_package a where not exists (
                   select 1 from ledger_entry e where e.kind = 'archive.packed' and e.subject_id = a.id)"""
        )
        return {(where, str(number)) for where, number in cursor.fetchall()}


def picked(edit: Edit) -> dict[str, Any]:
    with connection.cursor() as cursor:
        if edit.pick == "photo":
            cursor.execute("select id, face from register_certificate order by id")
            photos = [
                (number, Face.from_json(vault().open(bytes(face), FACE)).photo)
                for number, face in cursor.fetchall()
            ]
            number, key = photos[0]
            return {"id": number, "key": key, "other": next(one for _, one in photos if one != key)}
        cursor.execute(edit.pick)
        row = cursor.fetchone()
        assert row is not None, "there is nothing of the kind in this world"
        return {column.name: value for column, value in zip(cursor.description, row, strict=True)}


@pytest.fixture
def spoil_file(undone) -> Any:
    """Spoil files of the store; they are put back at the end."""
    store = files()
    assert isinstance(store, FolderStore)
    kept: list[tuple[Path, bytes]] = []

    def place(key: str) -> Path:
        path = store._place(key)
        kept.append((path, path.read_bytes()))
        return path

    def spoil(how: str, key: str, other: str = "") -> None:
        path = place(key)
        data = path.read_bytes()
        if how == "remove":
            path.unlink()
        elif how == "flip":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        else:
            second = place(other)
            path.write_bytes(second.read_bytes())
            second.write_bytes(data)

    yield spoil
    for path, data in kept:
        path.write_bytes(data)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_it_is_found_and_named(edit: Edit, undone: Any, spoil_file: Callable[..., None]):
    given = picked(edit)
    where = (edit.where, edit.number.format(**given))
    assert where not in made_beside_the_verbs()
    if edit.file:
        spoil_file(edit.file, given["key"], given.get("other", ""))
    else:
        with connection.cursor() as cursor:
            for statement in edit.sql.split(";"):
                cursor.execute(statement, given)
                assert cursor.rowcount != 0, "the edit changed nothing"
    assert where in found()


def test_an_untouched_world_with_everything_in_it_raises_no_alarm(undone, left):
    assert found() - left - made_beside_the_verbs() == set()


def test_there_are_enough_kinds_each_with_a_name_of_its_own():
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= LEAST
