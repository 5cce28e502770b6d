"""Every way in which somebody can be told that a certificate is valid; a new way is a line in :func:`ways`."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.measuring import AT

Way = Callable[["Held"], bool]
"""Ask about a certificate; say whether the answer was that it is valid."""
LIST = "status list"
"""The one way that is published and not asked: it may lag by the minutes of :mod:`yinxin.register.status_lists`."""


@dataclass(frozen=True)
class Held:
    """A certificate with all that its holder can show of it."""

    id: int
    holder_id: int
    face: Any
    token: str
    file: bytes
    link: str
    copy: str
    copy_file: bytes
    place: Any
    receipt: Mapping[str, Any]


def held(batch: int) -> list[Held]:
    """Return the certificates of a released batch, each with a link, a marked copy and a receipt."""
    from config.workshop import bench, sign_receipt
    from yinxin.presenting import granting, linking, marking
    from yinxin.register import holders, status_lists
    from yinxin.register.files import files
    from yinxin.register.models import Certificate
    from yinxin.register.vault import vault
    from yinxin.verification import answers

    wish = granting.Wish("求职应聘", "江城市社会工作服务中心", AT.date() + timedelta(days=30))
    found = []
    for number, holder in (
        Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", "holder_id")
    ):
        own = holders.certificate_of(holder, number)
        facts: dict[str, Any] = {"holder_id": holder, "certificate_id": number, "wish": wish, "at": AT}
        link = linking.make_link(most=None, **facts)
        copy = marking.issue_marked_copy(bench=bench(), **facts)
        three = (own.face.management_number, own.face.name, own.face.id_number)
        found.append(
            Held(
                number,
                holder,
                own.face,
                vault().token(number),
                files().get(own.file or ""),
                vault().grant_token(link),
                vault().grant_token(copy),
                marking.file_of(holder_id=holder, grant_id=copy, store=files(), at=AT),
                status_lists.place_of(number),
                sign_receipt(three, answers.by_match(*three, at=AT)).parts(),
            )
        )
    return found


def ways(port: int, clerk: Mapping[str, str]) -> dict[str, Way]:
    """Return all ways by name.

    :param clerk: the cookies of somebody of the office.
    """

    def told(words: str, ask: Callable[[Held], Mapping[str, Any]], *, but: bool = False) -> Way:
        return lambda one: (words in _ask(port, **ask(one))) is not but

    genuine, seen = "证书真实有效", ">有效<"
    return {
        "page": told(genuine, lambda one: {"address": "/verify", "form": _three(one)}),
        "api": told(
            '"verdict":"valid"', lambda one: {"address": "/api/v1/verifications", "body": _three(one)}
        ),
        "qr code": told(genuine, lambda one: {"address": f"/c/{one.token}"}),
        "file": told("这份电子证书真实有效", lambda one: {"address": "/verify/file", "file": one.file}),
        "file by api": told(
            '"genuine": true', lambda one: {"address": "/api/v1/verifications/file", "file": one.file}
        ),
        "link": told("这个链接不能打开", lambda one: {"address": f"/s/{one.link}"}, but=True),
        "link opened": told(genuine, lambda one: {"address": f"/s/{one.link}", "form": {"open": "1"}}),
        "marked copy": told(genuine, lambda one: {"address": f"/m/{one.copy}"}),
        "marked copy's file": told(
            "这份加注件真实有效", lambda one: {"address": "/verify/file", "file": one.copy_file}
        ),
        "receipt asked again": lambda one: _now(port, one) == "valid",
        "office": told(seen, lambda one: {"address": f"/office/certificates/{one.id}", "cookies": clerk}),
        "office search": told(
            seen,
            lambda one: {
                "address": "/office/search",
                "form": {"q": one.face.management_number},
                "cookies": clerk,
            },
        ),
        "holder's download": _has_file,
        LIST: lambda one: not _marked(_ask(port, f"/status/revocation-{one.place.shard}"), one.place.index),
    }


def _now(port: int, one: Held) -> Any:
    return json.loads(_ask(port, "/api/v1/receipts/verify", body=one.receipt))["now"]["verdict"]


def _has_file(one: Held) -> bool:
    from yinxin.register import holders

    return holders.certificate_of(one.holder_id, one.id).file is not None


def _marked(token: str, index: int) -> bool:
    """Say whether a published list marks a place."""
    said = json.loads(_unpadded(token.split(".")[1]))
    bits = gzip.decompress(_unpadded(said["credentialSubject"]["encodedList"][1:]))
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def _three(one: Held) -> dict[str, str]:
    return {name: getattr(one.face, name) for name in ("name", "id_number", "management_number")}


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _ask(
    port: int,
    address: str,
    *,
    form: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    file: bytes | None = None,
    cookies: Mapping[str, str] | None = None,
) -> str:
    """Ask over HTTP on a connection of its own: by GET, or by POST with a form, a JSON body or a file."""
    sent: bytes | None = None
    token = (cookies or {}).get("csrftoken", "a" * 32)
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in {**(cookies or {}), "csrftoken": token}.items())}
    headers["X-CSRFToken"] = token
    if form is not None:
        sent, headers["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
    elif body is not None:
        sent, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    elif file is not None:
        mark = uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        sent = head.encode() + file + f"\r\n--{mark}--\r\n".encode()
        headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        link.request("GET" if sent is None else "POST", address, sent, headers)
        answer = link.getresponse()
        text = answer.read().decode()
    finally:
        link.close()
    if answer.status >= 400 and answer.status not in (404, 409, 410):
        raise AssertionError(f"{address}: {answer.status} {text[:300]}")
    return text
