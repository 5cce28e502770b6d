"""``/api/v1/sharing/…``: what platforms' clients may ask for, each under its agreement (N22.2)."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from config.workshop import licence_scheme, share_signer
from yinxin.api.v1.platform_door import ClientRequest, client_holder, count
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.closed_files import closed_files
from yinxin.sharing import feed, licences, lookups, snapshots
from yinxin.sharing.lookups import Found, Question

LARGEST: Final = 8192
_RANGE: Final = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@require_GET
@client_holder()
def agreement(request: ClientRequest) -> HttpResponse:
    """Say what the client may see, for what, and until when."""
    client, terms = request.client, request.client.terms
    return _json(
        {
            "agreement": client.agreement_id,
            "client": terms.client,
            "platform": terms.platform.value,
            "purpose": terms.purpose,
            "basis": terms.basis,
            "fields": [name for name in licences.NAMES if name in terms.fields],
            "regions": list(terms.regions),
            "qualifications": list(terms.qualifications),
            "quota": {"per_day": terms.per_day, "per_minute": terms.per_minute},
            "since": terms.since.isoformat(),
            "until": terms.until.isoformat(),
            "key": {"id": client.public_id, "until": feed.moment(client.until)},
        }
    )


@csrf_exempt
@require_POST
@client_holder(counted=False)
def look_up(request: ClientRequest) -> HttpResponse:
    """Answer for one certificate, by licence identifier or by number, name and identity number."""
    found = _asked(request, lookups.LOOK_UP)
    body: dict[str, Any] = {"found": found is not None, "checked_at": feed.moment(request.now)}
    if found is not None:
        body |= {
            "licence": found.licence,
            "state": found.certificate.state,
            "status": found.status,
            "fields": licences.fields_of(found.certificate.face, request.client.terms.fields),
        }
    return _json(body)


@require_GET
@client_holder()
def changes(request: ClientRequest) -> HttpResponse:
    """Give the page of the feed to which a cursor leads, signed, with the cursor of the next one."""
    text = request.GET.get("limit", str(feed.A_PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise feed.wrong("limit")
    client = request.client
    page = feed.page(
        client.agreement_id,
        client.terms,
        request.GET.get("cursor", ""),
        share_signer(),
        limit=int(text),
    )
    lookups.note_page(client.agreement_id, lookups.CHANGES, page.count, at=request.now)
    return _json({**page.signed, "next": page.cursor})


@csrf_exempt
@require_POST
@client_holder()
def order_snapshot(request: ClientRequest) -> HttpResponse:
    """Order a snapshot; a worker makes it."""
    number = snapshots.order(request.client.agreement_id, at=request.now)
    response = _json(snapshots.view(request.client.agreement_id, number), status=202)
    response.headers["Location"] = f"/api/v1/sharing/snapshots/{number}"
    return response


@require_GET
@client_holder()
def snapshot(request: ClientRequest, number: int) -> HttpResponse:
    """Say whether a snapshot is made; then its signed manifest, and the cursor with which the feed goes on."""
    return _json(snapshots.view(request.client.agreement_id, number))


@require_GET
@client_holder()
def snapshot_part(request: ClientRequest, number: int, part: int) -> HttpResponse:
    """Give one part of a snapshot, or a range of its bytes."""
    agreement_id = request.client.agreement_id
    data, digest, held = snapshots.part(agreement_id, number, part, closed_files())
    lookups.note_page(agreement_id, lookups.SNAPSHOT, held, at=request.now)
    span = _range(request.headers.get("Range", ""), len(data))
    if span is None:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{len(data)}"
        return response
    first, last = span
    whole = last - first + 1 == len(data)
    response = HttpResponse(data[first : last + 1], status=200 if whole else 206)
    response.headers["Content-Type"] = "application/gzip"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{digest}"'
    if not whole:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return response


@csrf_exempt
@require_POST
@client_holder(counted=False)
def licence_query(request: ClientRequest) -> HttpResponse:
    """Answer as GB/T 36906 systems ask: the licence's items under the names of GB/T 36903."""
    found = _asked(request, lookups.LOOK_UP, under_names=True)
    data: dict[str, Any] | None = None
    if found is not None:
        terms, face = request.client.terms, found.certificate.face
        data = {**_status(found), **licences.metadata_of(face, terms.fields, licence_scheme())}
    return _answered(data)


@csrf_exempt
@require_POST
@client_holder(counted=False)
def licence_status(request: ClientRequest) -> HttpResponse:
    """Answer with a licence's state alone."""
    found = _asked(request, lookups.STATUS, under_names=True)
    return _answered(_status(found) if found else None)


def _asked(request: ClientRequest, way: str, *, under_names: bool = False) -> Found | None:
    """Read the question, count it unless it was counted, and answer it."""
    body = request.read(LARGEST + 1)
    try:
        facts = orjson.loads(body) if len(body) <= LARGEST else None
    except orjson.JSONDecodeError:
        facts = None
    question = _question(facts, request.headers.get("Idempotency-Key", ""), way, under_names=under_names)
    client = request.client
    if not lookups.asked_before(client.agreement_id, question):
        count(request)
    return lookups.look_up(client.agreement_id, client.terms, question, licence_scheme(), at=request.now)


_UNDER_NAMES: Final = {
    "ZZBS": "licence",
    "ZZBH": "management_number",
    "CZZT": "name",
    "CZZTDM": "id_number",
    "BJBH": "ground",
}


def _question(facts: Any, asked_key: str, way: str, *, under_names: bool) -> Question:
    if under_names and isinstance(facts, dict):
        facts = {_UNDER_NAMES.get(str(name), f"? {name}"): value for name, value in facts.items()}
    try:
        return lookups.read(facts, asked_key=asked_key, way=way)
    except Incomplete as refusal:
        if under_names:
            back = {ours: theirs for theirs, ours in _UNDER_NAMES.items()}
            named = [back.get(name, name.removeprefix("? ")) for name in refusal.facts["fields"]]
            raise lookups.incomplete(named) from None
        raise


def _status(found: Found) -> dict[str, str]:
    return {"ZZBS": found.licence, "ZZZT": found.status, "ZZZTMC": str(licences.STATUS[found.status])}


def _answered(data: dict[str, Any] | None) -> HttpResponse:
    """Return the envelope: a code, a message, the data; what is not found has none."""
    message = Words("成功") if data else Words("没有找到证照")
    return _json({"code": "200" if data else "404", "message": str(message), "data": data})


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that are asked for; everything where none are, None where there are none."""
    if not header:
        return 0, size - 1
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if not found or not (found[1] or found[2]):
        return 0, size - 1  # a form of range that is not offered is passed over, as RFC 9110 has it
    if not found[1]:
        count = int(found[2])
        return (max(0, size - count), size - 1) if count else None
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if first >= size or last < first:
        return None
    return first, min(last, size - 1)


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")
