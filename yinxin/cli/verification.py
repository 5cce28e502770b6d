"""``yinxin verify``, ``verify-file``, ``verify-receipt``: verification on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from config.clock import now
from config.workshop import keyring, licence_scheme
from yinxin.cli.output import as_json, say
from yinxin.kernel.identity import masked
from yinxin.register.vault import token_of
from yinxin.verification import answers, brought, receipts
from yinxin.verification.verdicts import Answer, Verdict


@click.command()
@click.argument("number")
@click.option("--name", required=True, help="The holder's name as the certificate shows it.")
@click.option("--id-number", required=True, help="The identity number as the certificate shows it.")
@as_json
def verify(number: str, name: str, id_number: str, as_json: bool) -> None:
    """Verify the certificate with management number NUMBER. Exit code 1 unless it is valid."""
    _tell(answers.by_match(number, name, id_number, at=now()), as_json)


@click.command("verify-file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def verify_file(file: Path, as_json: bool) -> None:
    """Verify a PDF or OFD certificate, or a picture of one: unaltered, by whom, still valid.

    Exit code 1 unless all three: a picture proves nothing by itself, and its code is told beside.
    """
    at, data = now(), file.read_bytes()
    answer = brought.by_file(data, keyring(), at=at)
    signature, code = answer.signature, answer.code
    facts = {
        "verdict": answer.status.verdict.value,
        "genuine": answer.genuine,
        "carrier": answer.carrier.value,
        "code": code.answer.verdict.value if code and code.answer else None,
        "elsewhere": list(code.others) if code else [],
        "issued_here": answer.known,
        "unaltered": signature.unaltered,
        "signed_by": signature.signer_name,
        "trusted": signature.trusted,
        "problems": signature.problems,
        "licence": str(licence_scheme().identifier(answer.status.face)) if answer.status.face else None,
    }
    lines = [
        f"一、是否未被改动：{_YES[bool(facts['unaltered'])]}；是否本系统发出的原文件：{_YES[answer.known]}",
        f"二、由谁签章：{signature.signer_name or '—'}{'' if signature.trusted else '（不可信）'}",
        f"三、现在是否有效：{answer.status.verdict.title}",
        *([f"  证照标识：{facts['licence']}"] if facts["licence"] else []),
        *(f"  {problem}" for problem in signature.problems),
        *([f"  二维码指向的证书：{code.answer.verdict.title}"] if code and code.answer else []),
    ]
    say(facts, lines, json=as_json)
    sys.exit(0 if answer.genuine else 1)


def ask(text: str, as_json: bool) -> None:
    """Ask the register about the text of a QR code, and say what it says. Exit code 1 unless it is valid."""
    token = token_of(text, settings.PUBLIC_ADDRESS)
    if token is None:
        facts = {"verdict": "not_found", "message": "二维码不是本系统的地址，请警惕仿冒。"}
        say(facts, [f"✗ {facts['message']}"], json=as_json)
        sys.exit(1)
    _tell(answers.by_token(token, at=now()), as_json)


@click.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def verify_receipt(file: Path, as_json: bool) -> None:
    """Verify the receipt of a verification: genuine, and what the register says now. Exit code 1 unless genuine."""
    checked = receipts.check(file.read_bytes().decode("utf-8", errors="replace"), keyring(), at=now())
    then, current = checked.then, checked.now
    facts = {
        "genuine": checked.genuine,
        "number": checked.receipt.number if checked.receipt else None,
        "at": checked.then_at,
        "verdict": then.value if then else None,
        "now": current.verdict.value if current else None,
        "changed": checked.changed if checked.genuine else None,
    }
    lines = [f"一、是否本系统出具的原件：{_YES[checked.genuine]}"]
    if then and current and checked.then_at:
        lines += [
            f"二、回执的结论：{then.title}（{checked.then_at.isoformat(timespec='seconds')}）",
            f"三、现在的结论：{current.verdict.title}",
        ]
    say(facts, lines, json=as_json)
    sys.exit(0 if checked.genuine else 1)


_YES = {True: "是", False: "否"}


def _tell(answer: Answer, as_json: bool) -> None:
    facts: dict[str, Any] = {
        "verdict": answer.verdict.value,
        "message": answer.verdict.words,
        "checked_at": answer.checked_at,
    }
    lines = [str(answer.verdict.title), str(answer.verdict.words)]
    if answer.face:
        face = answer.face
        shown = {
            "qualification": face.qualification,
            "level": face.level,
            "specialty": face.specialty,
            "name": face.name,
            "id_number": masked(face.id_number),
            "management_number": face.management_number,
            "approved_on": face.approved_on,
            "scope": face.scope,
        }
        facts["certificate"] = shown
        lines += [f"  {name}: {value or '--'}" for name, value in shown.items()]
    say(facts, lines, json=as_json)
    sys.exit(0 if answer.verdict is Verdict.VALID else 1)
