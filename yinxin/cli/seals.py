"""``yinxin seals``: a demonstration authority, and the list of seals and keys."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings

from config.clock import now
from config.workshop import keyring
from yinxin.cli.output import as_json, say
from yinxin.signing.demo import create_demo_authority


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
    ring = create_demo_authority(Path(settings.KEYS), owners, now())
    say({"seals": [key.id for key in ring.seals]}, [f"已建立演示印章{len(ring.seals)}枚"], json=as_json)
