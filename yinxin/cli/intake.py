"""``yinxin intake``: check a file of certificate data, or submit it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from config.clock import now
from config.workshop import missing_glyphs
from yinxin.catalogue import queries as catalogue
from yinxin.cli.output import as_json, say
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.queries import actor_named, body
from yinxin.production import submission
from yinxin.production.exam_facts import Register, exam_facts
from yinxin.production.intake.examine import Examined, examine
from yinxin.production.intake.marking import mark
from yinxin.register.files import files

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_exam = click.option("--exam", required=True, metavar="CODE", help="The exam's code.")


@click.group()
def intake() -> None:
    """Check or submit a file of certificate data (XLSX or CSV) with its ZIP of photos."""


@intake.command()
@_file
@click.option(
    "--photos", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The ZIP of photos."
)
@_exam
@click.option(
    "--marked", type=click.Path(dir_okay=False, path_type=Path), help="Write the file back here, marked."
)
@as_json
def check(file: Path, photos: Path | None, exam: str, marked: Path | None, as_json: bool) -> None:
    """Check FILE and print every finding; nothing is stored. Exit code 1 if anything was found."""
    view = catalogue.exam(exam)
    if not view.parts:
        raise Incomplete(
            Words("这场考试还没有分配考试机构。"), do=Words("请先登记参加考试的机构。"), clause=Clause("N8")
        )
    agency = body(view.parts[0].agency_id)
    known = Register(view, day_of(now()))
    examined = examine(file, photos, exam=exam_facts(view, agency), known=known, glyphs=missing_glyphs)
    examined.forget()
    if marked:
        mark(examined, marked)
    _print(examined, as_json)
    sys.exit(1 if examined.errors or examined.flags else 0)


@intake.command()
@_file
@click.option("--photos", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_exam
@click.option("--as", "username", required=True, metavar="USER", help="The user name of who submits.")
@click.option("--partial", is_flag=True, help="Submit the good rows; the others stay owed.")
@as_json
def submit(file: Path, photos: Path, exam: str, username: str, partial: bool, as_json: bool) -> None:
    """Submit FILE in the name of USER's agency; print the batch's id."""
    at = now()
    try:
        done = submission.submit(
            exam_code=exam,
            data=file,
            photos=photos,
            file_name=file.name,
            partial=partial,
            store=files(),
            glyphs=missing_glyphs,
            by=actor_named(username, at),
            at=at,
        )
    except submission.Faulty as refusal:
        _print(refusal.examined, as_json)
        click.echo(f"✗ {refusal}", err=True)
        sys.exit(1)
    facts = {
        "batch": done.batch_id,
        "taken": done.taken,
        "left_out": done.left_out,
        "submitted_before": done.repeated,
    }
    say(facts, [str(done.batch_id)], json=as_json)
    if not as_json:
        click.echo(f"已提交{done.taken}行；未提交{done.left_out}行；此前已提交{done.repeated}行。", err=True)


def _print(examined: Examined, as_json: bool) -> None:
    findings = [finding.as_dict() for finding in (*examined.errors, *examined.flags)]
    if as_json:
        click.echo(orjson.dumps(findings, option=orjson.OPT_INDENT_2).decode())
        return
    for finding in (*examined.errors, *examined.flags, *examined.notices):
        click.echo(f"第{finding.row}行 {finding.field} [{finding.code}] {finding.message} {finding.fix}")
    click.echo(
        f"可提交{examined.good_rows}行，有问题{examined.bad_rows}行，此前已提交{examined.submitted_before}行。"
    )
