"""``yinxin found``, ``people``, ``organisations``, ``keys``: who is there, and how somebody comes and goes."""

from __future__ import annotations

from typing import Any

import click
from django.conf import settings

from config.clock import now
from yinxin.cli.output import as_json, say
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import accounts, beginning, clients, directory, invitations
from yinxin.parties.actor import Actor
from yinxin.parties.clients import Key
from yinxin.parties.queries import actor_named, body_by_code

_username = click.option(
    "--as", "username", metavar="USER", help="Who acts; in a demonstration an administrator of the centre."
)


@click.command()
@click.option(
    "--ministry", nargs=2, default=("人力资源社会保障部", "Ministry of Human Resources"), show_default=True
)
@click.option("--center", nargs=2, default=("人事考试中心", "Personnel Testing Center"), show_default=True)
@click.option(
    "--guard", "guards", multiple=True, required=True, help="A security administrator's name; twice."
)
@as_json
def found(ministry: tuple[str, str], center: tuple[str, str], guards: tuple[str, ...], as_json: bool) -> None:
    """Begin an installation: the ministry, the centre, and two security administrators; once."""
    made = beginning.begin(
        ministry=beginning.Names(*ministry), centre=beginning.Names(*center), guards=guards, at=now()
    )
    links = {name: f"{settings.PUBLIC_ADDRESS}/join/{one.token}" for name, one in made.items()}
    lines = ["请把链接交给本人，只显示这一次，7天内各用一次："]
    say({"invitations": links}, lines + [f"{name}  {link}" for name, link in links.items()], json=as_json)


@click.group()
def people() -> None:
    """List people, invite one, end everything of one."""


@people.command(name="list")
@click.argument("text", default="")
@_username
@as_json
def list_people(text: str, username: str | None, as_json: bool) -> None:
    """List the people of USER's territory, or those whose name holds TEXT."""
    at = now()
    found = directory.people(_actor(username, "security-admin"), at, text=text)
    facts = [
        {
            "username": one.username,
            "name": one.name,
            "open": one.is_open,
            "seats": [
                {
                    "id": seat.id,
                    "organisation": seat.organisation,
                    "role": seat.role.code,
                    "since": seat.since,
                }
                for seat in one.seats
            ],
        }
        for one in found
    ]
    lines = [f"{one.username:18} {one.name}  {_seats(one)}" for one in found] or ["没有人员。"]
    say(facts, lines, json=as_json)


@people.command()
@click.argument("organisation")
@click.argument("role")
@click.argument("name")
@_username
@as_json
def invite(organisation: str, role: str, name: str, username: str | None, as_json: bool) -> None:
    """Invite the person NAME to ROLE in ORGANISATION (its code); prints the link, once."""
    made = invitations.invite(
        organisation_id=body_by_code(organisation).id,
        role=role,
        name=name,
        by=_actor(username, "security-admin"),
        at=now(),
    )
    link = f"{settings.PUBLIC_ADDRESS}/join/{made.token}"
    say(
        {"invitation": made.id, "link": link, "until": made.until},
        [f"请把链接交给{name}本人，只显示这一次，{made.until:%Y-%m-%d}前有效：", link],
        json=as_json,
    )


@people.command()
@click.argument("person")
@_username
@as_json
def end(person: str, username: str | None, as_json: bool) -> None:
    """Close the account of PERSON: seats, sessions, keys, delegations and pending proposals end at once."""
    at = now()
    gone = actor_named(person, at)
    accounts.close_account(account_id=gone.account_id, by=_actor(username, "security-admin"), at=at)
    say({"account": gone.account_id, "closed": at}, [f"{gone.name}的账号已关闭"], json=as_json)


@click.group()
def organisations() -> None:
    """List organisations."""


@organisations.command(name="list")
@click.argument("text", default="")
@click.option("--closed", is_flag=True, help="Closed ones as well.")
@_username
@as_json
def list_organisations(text: str, closed: bool, username: str | None, as_json: bool) -> None:
    """List the organisations of USER's territory as a tree, or those whose name holds TEXT."""
    found = directory.organisations(_actor(username, "system-admin"), text=text, closed=closed)
    facts: list[dict[str, Any]] = [
        {
            "id": one.id,
            "code": one.code,
            "kind": one.kind,
            "name": one.name,
            "region": one.region,
            "parent": one.parent_id,
            "closed_at": one.closed_at,
            "merged_into": one.merged_into,
        }
        for one in found
    ]
    lines = [
        f"{'  ' * one.depth}{one.code}  {one.name}{'（已撤销）' if one.closed_at else ''}" for one in found
    ]
    say(facts, lines, json=as_json)


@click.group()
def keys() -> None:
    """List and revoke API keys."""


@keys.command(name="list")
@_username
@as_json
def list_keys(username: str | None, as_json: bool) -> None:
    """List USER's keys and those that USER may revoke."""
    at = now()
    found = directory.keys_for(_actor(username, "system-admin"))
    facts = [
        {
            "id": key.id,
            "key": f"yxk_{key.public_id}…",
            "name": key.name,
            "owner": key.owner_name,
            "organisation": key.organisation_name,
            "scopes": key.scopes,
            "until": key.until,
            "last_used_on": key.last_used_on,
            "open": key.is_open(at),
        }
        for key in found
    ]
    lines = [_key_line(key, key.is_open(at)) for key in found] or ["没有接口密钥。"]
    say(facts, lines, json=as_json)


@keys.command()
@click.argument("key", type=int)
@_username
@as_json
def revoke(key: int, username: str | None, as_json: bool) -> None:
    """Revoke KEY (its number) at once."""
    at = now()
    clients.revoke_key(key_id=key, by=_actor(username, "system-admin"), at=at)
    say({"key": key, "revoked": at}, [f"密钥{key}已吊销"], json=as_json)


def _key_line(key: Key, is_open: bool) -> str:
    return f"{key.id:>4} yxk_{key.public_id}…  {key.name}  {key.organisation_name}  {'有效' if is_open else '无效'}"


def _seats(one: directory.PersonView) -> str:
    return "；".join(f"{seat.role.title}（{seat.organisation}）" for seat in one.seats) or "（无岗位）"


def _actor(username: str | None, in_demo: str) -> Actor:
    """Return who acts: the user named, or the known user of a demonstration."""
    if not username and not settings.DEMO:
        raise Incomplete(Words("没有说明由谁办理。"), do=Words("请加上 --as 用户名。"))
    return actor_named(username or in_demo, now())
