"""``yinxin verify-qr`` and ``verify-credential``: carriers that prove themselves, also without network or database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
import zxingcpp
from PIL import Image

from yinxin.cli.output import as_json, say
from yinxin.signing import credentials, records
from yinxin.signing.proofs import BadList, Proof, StatusBook
from yinxin.signing.trust import PublicKeys

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_PIXELS = 60_000_000
_YES = {True: "是", False: "否"}

_keys = click.option(
    "--keys", "keys_file", type=_FILE, help="The published keys, as /.well-known/yinxin/keys.json says them."
)
_status = click.option(
    "--status", "lists", type=_FILE, multiple=True, help="A published status list; repeatable."
)


@click.command("verify-qr")
@click.argument("code")
@click.option("--offline", is_flag=True, help="Judge the signed record in the code; ask nobody.")
@_keys
@_status
@as_json
def verify_qr(
    code: str, offline: bool, keys_file: Path | None, lists: tuple[Path, ...], as_json: bool
) -> None:
    """Verify a QR code: its text, or a picture of it or of the paper. Exit code 1 unless it is valid."""
    text = _text_of(code)
    if not offline:
        from yinxin.cli.verification import ask  # needs the database, which nothing else here does

        ask(text, as_json)
        return
    _tell(records.verify(text, *_known(keys_file, lists), datetime.now(UTC)), as_json)


@click.command("verify-credential")
@click.argument("file", type=_FILE)
@click.option("--offline", is_flag=True, help="Ask nobody: --keys and --status say what is known.")
@click.option("--audience", default="", help="Whom the holder's own signature must name.")
@click.option("--nonce", default="", help="The value that the holder's own signature must repeat.")
@_keys
@_status
@as_json
def verify_credential(
    file: Path,
    offline: bool,
    audience: str,
    nonce: str,
    keys_file: Path | None,
    lists: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Verify a credential (SD-JWT): unaltered, by whom, still valid. Exit code 1 unless all three."""
    text = file.read_bytes()[: credentials.LONGEST + 1].decode("utf-8", errors="replace")
    if offline:
        keys, statuses = _known(keys_file, lists)
    else:
        from config.workshop import known_proofs  # needs the database, which nothing else here does

        keys, statuses = known_proofs()
    proof = credentials.verify(text, keys, statuses, datetime.now(UTC), audience=audience, nonce=nonce)
    _tell(proof, as_json)


def _known(keys_file: Path | None, lists: Sequence[Path]) -> tuple[PublicKeys, StatusBook]:
    """Return what is known offline."""
    if keys_file is None:
        raise click.UsageError("--offline needs --keys")
    try:
        keys = PublicKeys.from_document(json.loads(keys_file.read_bytes()))
        return keys, StatusBook.read((one.read_text("ascii") for one in lists), keys)
    except (BadList, ValueError) as error:
        raise click.ClickException(f"无法读取密钥或名单：{error}") from None


def _text_of(code: str) -> str:
    """Return a code's text: what was given, or what stands in the picture that was given."""
    try:
        is_file = Path(code).is_file()
    except OSError:  # a text may be too long for the name of a file
        is_file = False
    if not is_file:
        return code
    try:
        with Image.open(code) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise click.ClickException("图片过大，请裁剪后再试。")
            grey = np.asarray(picture.convert("L"))
            found = zxingcpp.read_barcodes(
                grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
    except (OSError, Image.DecompressionBombError):
        raise click.ClickException("无法读取这张图片。") from None
    if not found:
        raise click.ClickException("图片中没有找到二维码，请靠近、放平后重拍。")
    return str(next((one.text for one in found if "#" in one.text), found[0].text))


def _tell(proof: Proof, as_json: bool) -> None:
    status = proof.status
    facts = {
        "genuine": proof.genuine,
        "unaltered": proof.unaltered,
        "signed_by": proof.signed_by,
        "trusted": proof.trusted,
        "status": status.standing.value,
        "as_of": status.as_of,
        "fresh": status.fresh,
        "problems": proof.problems,
        "certificate": proof.said or None,
    }
    since = f"（状态截至{status.as_of:%Y-%m-%d %H:%M} UTC）" if status.as_of else "（没有可用的状态名单）"
    late = "；名单已过期，结论可能不是最新" if status.as_of and not status.fresh else ""
    lines = [
        f"一、是否未被改动：{_YES[proof.unaltered]}",
        f"二、由谁签发：{proof.signed_by or '—'}{'' if proof.trusted else '（不可信）'}",
        f"三、现在是否有效：{status.standing.title}{since}{late}",
        *(f"  {problem}" for problem in proof.problems),
        *(f"  {name}: {value or '--'}" for name, value in proof.said.items()),
    ]
    say(facts, lines, json=as_json)
    sys.exit(0 if proof.genuine else 1)
