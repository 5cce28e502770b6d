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
    "due": Place("law", "due", False),
    "clause": Place("law", "clause", False),
    "intake": Place("intake", "intake", True),
    "produce": Place("production", "produce", True),
    "release": Place("production", "release", True),
    "batch": Place("production", "batch", True),
    "print": Place("printing", "print_", True),
    "custody": Place("custody", "custody", True),
    "destruction": Place("destruction", "destruction", True),
    "verify": Place("verification", "verify", True),
    "verify-file": Place("verification", "verify_file", True),
    "verify-qr": Place("verification", "verify_qr", True),
    "ledger": Place("ledger", "ledger", True),
    "duties": Place("duties", "duties", True),
    "people": Place("people", "people", True),
    "organisations": Place("people", "organisations", True),
    "keys": Place("people", "keys", True),
    "bench": Place("bench", "bench", False),
    "docs": Place("docs", "docs", False),
}


_HELP = {"-h", "--help"}


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
        if place.database and not context.resilient_parsing and not _HELP & set(sys.argv):
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
    "due": "the last day of a time limit, with its explanation",
    "clause": "a clause of the regulations: its code, tests and pages",
    "intake": "check or submit a file of certificate data",
    "produce": "accept a batch where that is still to do, and make its certificates",
    "release": "release a batch that has been made",
    "batch": "show a batch",
    "print": "print orders, the printing house's reports, reprints, blanks",
    "custody": "the custody book: what lies where",
    "destruction": "the yearly lists of paper to be destroyed",
    "verify": "verify a certificate by number, name and identity number",
    "verify-file": "verify an electronic certificate file",
    "verify-qr": "verify the text of a certificate's QR code",
    "ledger": "seal the ledger, audit everything",
    "duties": "open duties, nearest first",
    "people": "list people, invite one, end everything of one",
    "organisations": "list organisations",
    "keys": "list and revoke API keys",
    "bench": "run a benchmark",
    "docs": "write the generated documents, or check them",
}


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
