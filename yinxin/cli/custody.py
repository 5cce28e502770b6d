"""``yinxin custody``: the custody book."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone

from yinxin.cli.output import as_json, say
from yinxin.parties.queries import body_by_code
from yinxin.register import books
from yinxin.register.books import Book
from yinxin.register.places import place_code


@click.group()
def custody() -> None:
    """Show the custody book: every paper copy is at exactly one place."""


@custody.command()
@click.option("--org", metavar="CODE", help="One organisation; else all that have a book.")
@click.option(
    "--at", type=click.DateTime(), metavar="MOMENT", help="As the books stood then; else as they stand now."
)
@as_json
def balance(org: str | None, at: datetime | None, as_json: bool) -> None:
    """Show how many copies lie at each place."""
    moment = timezone.make_aware(at) if at and at.tzinfo is None else at
    found = books.balances(body_by_code(org).id if org else None, at=moment)
    facts = {
        "total": sum(book.total for book in found),
        "organisations": [_facts(book) for book in found],
    }
    say(facts, [line for book in found for line in _lines(book)] or ["账簿中还没有纸质证书。"], json=as_json)


@custody.command()
@click.option("--org", metavar="CODE", help="One organisation; else all that have a book.")
@as_json
def places(org: str | None, as_json: bool) -> None:
    """List the places with the codes that stand on their labels."""
    found = books.balances(body_by_code(org).id if org else None)
    kept = [(book.body.name, place) for book in found for place in book.places if place.kept]
    facts = [
        {
            "place": place.id,
            "code": place_code(place.id),
            "kind": place.kind,
            "name": place.name,
            "organisation": name,
        }
        for name, place in kept
    ]
    lines = [f"{place_code(place.id)}  {name}  {place.name}" for name, place in kept]
    say(facts, lines or ["还没有设置库位。"], json=as_json)


def _facts(book: Book) -> dict[str, object]:
    places = [
        {"place": place.id, "kind": place.kind, "name": place.name, "count": place.count}
        for place in book.places
    ]
    return {"organisation": book.body.name, "total": book.total, "places": places}


def _lines(book: Book) -> list[str]:
    places = [f"{'  ' * (place.depth + 1)}{place.name}：{place.count}本" for place in book.places]
    return [f"{book.body.name}：共{book.total}本", *places]
