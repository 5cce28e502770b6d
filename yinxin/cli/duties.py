"""``yinxin duties``: what is owed, nearest first."""

from __future__ import annotations

import click
from django.conf import settings

from config.clock import now
from yinxin.cli.output import as_json, say
from yinxin.duties import queries
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.queries import actor_named


@click.command()
@click.option(
    "--as", "username", metavar="USER", help="Whose duties to show; in a demonstration the centre's."
)
@as_json
def duties(username: str | None, as_json: bool) -> None:
    """List the open duties that USER may see."""
    if not username and not settings.DEMO:
        raise Incomplete(Words("没有说明为谁查看。"), do=Words("请加上 --as 用户名。"))
    at = now()
    found = queries.open_for(actor_named(username or "center-check", at), day_of(at))
    facts = [
        {
            "id": duty.id,
            "clause": duty.clause,
            "owed_by": duty.owed_by_name,
            "due": duty.due_on,
            "provisional": duty.provisional,
            "days_left": duty.days_left,
            "subject": f"{duty.subject}:{duty.subject_id}",
        }
        for duty in found
    ]
    lines = [f"{d.due_on}  {d.days_left:>4}天  {d.clause:6} {d.owed_by_name}" for d in found] or [
        "没有未办的时限事项。"
    ]
    say(facts, lines, json=as_json)
