"""``yinxin seals``: a demonstration authority, and the list of seals and keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.conf import settings

from config.clock import now
from config.workshop import keyring, seal_artist
from yinxin.cli.output import as_json, say
from yinxin.kernel.refusal import Refusal
from yinxin.signing import generating
from yinxin.signing.algorithms import ES256, RS256
from yinxin.signing.demo import add_demo_seal, create_demo_authority
from yinxin.signing.keys import ACTIVE
from yinxin.signing.standing import PROCESS


@click.group()
def seals() -> None:
    """List seals and keys, or make a demonstration authority; no ministry's seal is among them."""


@seals.command("list")
@as_json
def list_seals(as_json: bool) -> None:
    """List the seals with their periods."""
    document = keyring().public_document()
    lines = [
        f"{s['id']:12} {s['valid_from']}—{s['valid_to']} {s['status']:9} {s['owner']['zh']}"
        for s in document["seals"]
    ]
    say(document, lines, json=as_json)


@seals.command()
@click.argument("owners", nargs=-1, required=True)
@as_json
def demo(owners: tuple[str, ...], as_json: bool) -> None:
    """Make demonstration seals for OWNERS; every page that they seal says that it is a demonstration."""
    ring = create_demo_authority(Path(settings.KEYS), owners, now(), picture=seal_artist())
    say({"seals": [key.id for key in ring.seals]}, [f"已建立演示印章{len(ring.seals)}枚"], json=as_json)


@seals.command()
@click.argument("id")
@click.option("--owner", required=True, help="The department, exactly as on its certificates.")
@click.option("--algorithm", type=click.Choice([ES256, RS256]), default=ES256, show_default=True)
@as_json
def generate(id: str, owner: str, algorithm: str, as_json: bool) -> None:
    """Make a key with the ID in the folder of keys, with a request for its certificate.

    In a demonstration the certificate is made at once. The key signs nothing until two people have put it to use.
    """
    folder = Path(settings.KEYS)
    request = generating.generate(folder, id, owner, algorithm=algorithm)
    lines = [f"密钥已生成：{request.with_suffix('.key')}", f"证书请求：{request}"]
    if keyring().demonstration:
        add_demo_seal(folder, owner, id, now(), algorithm=algorithm)
        lines = [f"演示密钥已生成：{id}，请在“印章密钥”中登记，由另一人批准启用"]
    say({"id": id, "request": str(request)}, lines, json=as_json)


@seals.command()
@click.argument("id")
@click.argument("certificate", type=click.Path(exists=True, path_type=Path))
@click.option("--owner", required=True, help="The department, exactly as on its certificates.")
@click.option("--chain", multiple=True, type=click.Path(exists=True, path_type=Path), help="Nearest first.")
@as_json
def install(id: str, certificate: Path, owner: str, chain: tuple[Path, ...], as_json: bool) -> None:
    """Put the CERTIFICATE that was issued for the key ID into the folder; it is proposed, and signs nothing yet."""
    generating.install(
        Path(settings.KEYS), id, owner, certificate.read_bytes(), [one.read_bytes() for one in chain]
    )
    say({"id": id}, [f"已放入密钥库：{id}，请在“印章密钥”中登记，由另一人批准启用"], json=as_json)


@seals.command()
@as_json
def check(as_json: bool) -> None:
    """Sign with every seal that is in use, and say which could not; exit code 1 if any."""
    ring, told = keyring(), []
    for key in ring.seals:
        trouble = "" if key.covers(now()) else "the certificate is not valid now"
        if key.status == ACTIVE and key.place != PROCESS:
            try:
                key.signer.sign(b"yinxin seals check")
            except Refusal as refusal:
                trouble = str(refusal)
        told.append({"id": key.id, "status": key.status, "place": key.place, "trouble": trouble})
    lines = [f"{'✗' if one['trouble'] else '✓'} {one['id']:24} {one['place']:8} {one['status']:11} {one['trouble']}"
             for one in told]  # fmt: skip
    say(told, lines, json=as_json)
    sys.exit(1 if any(one["trouble"] for one in told) else 0)
