"""The two ends of a crash run, inside the installation: a batch that is accepted, and what must hold afterwards.

python -m tests.crash.scenario prepare COUNT      prints {"batch": id}
python -m tests.crash.scenario inspect BATCH      prints the violations of every invariant, none when all is well
"""

from __future__ import annotations

import json
import sys
from typing import Any

from yinxin.cli.main import prepare_database

SEED = 4321


def prepare(count: int) -> dict[str, Any]:
    """Found the demo country, submit a clean sample and accept it."""
    from django.core.management import call_command
    from django.test.utils import override_settings

    from config import roles
    from tests.cast import accepted, found_cast
    from yinxin.catalogue import loading

    call_command("migrate", interactive=False, verbosity=0)
    roles.grant()
    loading.load()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        cast = found_cast()
    return {"batch": accepted(cast, count=count, seed=SEED)}


def inspect(batch: int) -> dict[str, list[str]]:
    """Hold register, ledger and file store against each other; return what is wrong, by invariant."""
    from itertools import chain

    from config.workshop import check_checkpoint
    from yinxin.ledger import audit as ledger
    from yinxin.production import audit as production
    from yinxin.register import audit as register
    from yinxin.register.files import files

    differences = chain(
        ledger.audit(check_note=check_checkpoint), register.audit(files()), production.audit(files())
    )
    return {
        "one recorded copy each": _copies(batch),
        "no file without an owner": _strays(batch),
        "audit clean": [f"{d.where} {d.number}: {d.words}" for d in differences],
        "released as one": _together(batch),
        "every one verifies": _verify(batch),
    }


def _query(sql: str, *values: object) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _copies(batch: int) -> list[str]:
    """Each certificate has one electronic copy with a digest, and the ledger records its making exactly once."""
    rows = _query(
        """select c.id, count(distinct e.id) filter (where e.digest is not null), count(l.id),
                  bool_and((l.facts::jsonb) ->> 'file' = encode(e.digest, 'hex'))
           from register_certificate c left join register_electronic_copy e on e.certificate_id = c.id
           left join ledger_entry l on l.subject = 'electronic_copy' and l.subject_id = e.id
                                    and l.kind = 'electronic_copy.made'
           where c.batch_id = %s group by c.id order by c.id""",
        batch,
    )
    return [
        f"certificate {number}: {copies} copies, recorded {lines} times, the same file: {same}"
        for number, copies, lines, same in rows
        if (copies, lines, same) != (1, 1, True)
    ]


def _strays(batch: int) -> list[str]:
    """Whatever lies in the file store is a batch's file, a photo or a recorded copy; no half-written file is left."""
    from yinxin.kernel.face import Face
    from yinxin.register.files import files
    from yinxin.register.vault import FACE, vault

    known = {key for row in _query("select file, photos, manifest from production_batch") for key in row}
    known |= {key for (key,) in _query("select encode(digest, 'hex') from register_electronic_copy")}
    faces = _query("select face from register_certificate where batch_id = %s", batch)
    known |= {Face.from_json(vault().open(bytes(face), FACE)).photo for (face,) in faces}
    return sorted(set(files().keys()) - known)


def _together(batch: int) -> list[str]:
    """The batch, its certificates and both their copies are out, all of them."""
    states = _query(
        """select b.state, c.state, e.state, p.state, count(*) from production_batch b
           join register_certificate c on c.batch_id = b.id
           join register_electronic_copy e on e.certificate_id = c.id
           join register_paper_copy p on p.certificate_id = c.id where b.id = %s group by 1, 2, 3, 4""",
        batch,
    )
    out = ("released", "valid", "released", "printing")
    return [str(state) for state in states if state[:4] != out or len(states) != 1]


def _verify(batch: int) -> list[str]:
    """Everybody finds their certificate valid; a sample of the files is genuine, byte for byte."""
    from config.workshop import keyring
    from tests.cast import AT
    from yinxin.kernel.face import Face
    from yinxin.register.files import files
    from yinxin.register.vault import FACE, vault
    from yinxin.verification import answers, brought
    from yinxin.verification.reader import forget_reader
    from yinxin.verification.verdicts import Verdict

    rows = _query(
        """select c.id, c.face, encode(e.digest, 'hex') from register_certificate c
           join register_electronic_copy e on e.certificate_id = c.id where c.batch_id = %s order by c.id""",
        batch,
    )
    wrong = []
    for number, closed, _ in rows:
        face = Face.from_json(vault().open(bytes(closed), FACE))
        answer = answers.by_match(face.management_number, face.name, face.id_number, at=AT)
        if answer.verdict is not Verdict.VALID:
            wrong.append(f"certificate {number}: {answer.verdict.value}")
    for number, _, digest in rows[:: max(len(rows) // 10, 1)]:
        if not digest or not files().has(digest):
            wrong.append(f"certificate {number}: no file")
        elif not brought.by_file(files().get(digest), keyring(), at=AT).genuine:
            wrong.append(f"certificate {number}: its file is not genuine")
    forget_reader()
    return wrong


if __name__ == "__main__":
    verb, number = sys.argv[1], int(sys.argv[2])
    prepare_database(owner=True)
    print(json.dumps(prepare(number) if verb == "prepare" else inspect(number), ensure_ascii=False))
