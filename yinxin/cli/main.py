"""``yinxin``: everything that an operator scripts, each command with ``--json``.

Commands are loaded when they are called: those of the law need neither Django nor a database.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, NamedTuple

import click

from yinxin.cli import output


class Place(NamedTuple):
    """Where a command is written, and whether it needs the database."""

    module: str
    name: str
    database: bool


COMMANDS = {
    "demo": Place("demo", "demo", False),
    "serve": Place("running", "serve", True),
    "work": Place("running", "work", True),
    "migrate": Place("running", "migrate", True),
    "check": Place("running", "check", True),
    "found": Place("people", "found", True),
    "seals": Place("seals", "seals", True),
    "signer": Place("signer", "signer", True),
    "certcheck": Place("certcheck", "certcheck", True),
    "due": Place("law", "due", False),
    "clause": Place("law", "clause", False),
    "province": Place("province", "province", False),
    "intake": Place("intake", "intake", True),
    "legacy": Place("legacy", "legacy", True),
    "produce": Place("production", "produce", True),
    "release": Place("production", "release", True),
    "batch": Place("production", "batch", True),
    "print": Place("printing", "print_", True),
    "custody": Place("custody", "custody", True),
    "destruction": Place("destruction", "destruction", True),
    "archive": Place("archives", "archive", False),
    "verify": Place("verification", "verify", True),
    "verify-file": Place("verification", "verify_file", True),
    "verify-qr": Place("proving", "verify_qr", True),
    "verify-credential": Place("proving", "verify_credential", True),
    "verify-receipt": Place("verification", "verify_receipt", True),
    "ledger": Place("ledger", "ledger", True),
    "log": Place("log", "log", False),
    "progress": Place("progress", "progress", True),
    "duties": Place("duties", "duties", True),
    "people": Place("people", "people", True),
    "organisations": Place("people", "organisations", True),
    "sharing": Place("sharing", "sharing", False),
    "keys": Place("people", "keys", True),
    "bench": Place("bench", "bench", False),
    "docs": Place("docs", "docs", False),
}


_HELP = {"-h", "--help"}
_OFFLINE = "--offline"
"""What is said to a command that then needs neither a database nor an installation."""


class Commands(click.Group):
    """Find a command by name, and make ready what it needs."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        place = COMMANDS.get(name)
        if place is None:
            return None
        if place.database and not context.resilient_parsing:
            if _HELP & set(sys.argv):
                prepare_django()
            elif _OFFLINE not in sys.argv:
                prepare_database(owner=name == "migrate")
        module = importlib.import_module(f"yinxin.cli.{place.module}")
        command: click.Command = getattr(module, place.name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their first lines, without loading what they need."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])


SUMMARIES = {
    "demo": "set up a filled demonstration, run the main job, serve the site",
    "serve": "serve the site",
    "work": "run workers",
    "migrate": "bring the database schema, roles and catalogue up to date",
    "check": "check configuration and health",
    "found": "begin an installation: ministry, centre, two security administrators",
    "seals": "make a demonstration authority, list seals and keys",
    "signer": "keep private keys in a process of their own",
    "certcheck": "read finished certificates again with other programs",
    "due": "the last day of a time limit, with its explanation",
    "clause": "a clause of the regulations: its code, tests and pages",
    "province": "the rules of provinces: list, show, check a folder",
    "intake": "check or submit a file of certificate data",
    "legacy": "older certificates: check a file, hand one in, list batches",
    "produce": "accept a batch where that is still to do, and make its certificates",
    "release": "release a batch that has been made",
    "batch": "show a batch",
    "print": "print orders, the printing house's reports, reprints, blanks",
    "custody": "the custody book: what lies where",
    "destruction": "the yearly lists of paper to be destroyed",
    "archive": "read an archive package of registers again",
    "verify": "verify a certificate by number, name and identity number",
    "verify-file": "verify a certificate's PDF or OFD file, or a picture of one",
    "verify-qr": "verify a certificate's QR code, with or without a network",
    "verify-credential": "verify a credential, with or without a network",
    "verify-receipt": "verify the signed receipt of a verification",
    "ledger": "seal the ledger, audit everything",
    "log": "the public log: verify, follow, export, witness",
    "progress": "publish how far making and giving out have come, show an edition",
    "duties": "open duties, nearest first",
    "people": "list people, invite one, end everything of one",
    "organisations": "list organisations",
    "sharing": "platforms' agreements, a feed written out, pages verified",
    "keys": "list and revoke API keys",
    "bench": "run a benchmark",
    "docs": "write the generated documents, or check them",
}


def prepare_django() -> None:
    """Make the modules of a command loadable; nothing is asked of the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def prepare_database(*, owner: bool = False) -> None:
    """Make Django and the database ready for a command.

    :param owner: connect as the owner of the tables, as migrations must; else as the role of the site.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not owner:
        os.environ.setdefault("YINXIN_DATABASE_ROLE", "yinxin_app")
    import django
    from django.conf import settings

    from config import embedded

    if settings.DATABASE_EMBEDDED:
        embedded.ensure_running()
    django.setup()


@click.group(cls=Commands, context_settings={"help_option_names": sorted(_HELP)})
@click.version_option(package_name="yinxin")
def cli() -> None:
    """印信 Yinxin: the registry of professional qualification certificates."""


def main(words: list[str] | None = None) -> Any:
    """Run a command; a refusal becomes a line on the terminal and exit code 1."""
    words = sys.argv[1:] if words is None else words
    with output.refusals(json="--json" in words):
        return cli.main(args=words, prog_name="yinxin", standalone_mode=True)


if __name__ == "__main__":
    main()
