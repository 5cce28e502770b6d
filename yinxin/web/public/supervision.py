"""What supervision makes public: spot checks that anyone can draw again, and issued criticism. No personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.supervision import checks, criticisms, papers
from yinxin.supervision.checks import CheckView
from yinxin.web.doors import Request, public
from yinxin.web.paging import page_of
from yinxin.web.responses import pdf


@public("A2.1.4")
@require_GET
def spot_checks(request: Request) -> HttpResponse:
    """List the spot checks, planned ones too."""
    return render(request, "public/spot_checks.html", {"page": page_of(request, checks.public_checks())})


@public("A2.1.4")
@require_GET
def spot_check(request: Request, number: int) -> HttpResponse:
    """Show a spot check: plan, digest, seed, drawn rows, result."""
    return render(request, "public/spot_check.html", {"check": checks.public_check(number)})


@public("A2.1.4")
@require_GET
def spot_check_list(request: Request, number: int) -> HttpResponse:
    """Return a frozen list, one entry a line, as the script in the docs reads it."""
    checks.public_check(number)
    text = "".join(f"{entry}\n" for entry in checks.entries(number))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="spot-check-{number}.txt"'
    return response


@public("A2.1.4")
@require_GET
def spot_check_json(request: Request, number: int) -> HttpResponse:
    """Return a spot check for programs."""
    return JsonResponse(facts(checks.public_check(number)), json_dumps_params={"ensure_ascii": False})


def facts(check: CheckView) -> dict[str, Any]:
    """Return a spot check as JSON values."""
    return {
        "id": check.id,
        "by": check.over.name,
        "exam": check.exam_code,
        "region": check.region,
        "candidates": check.candidates,
        "size": check.size,
        "list_digest": check.digest,
        "frozen_at": check.frozen_at.isoformat(),
        "seed_source": check.seed_source,
        "seed_on": check.seed_on.isoformat(),
        "seed": check.seed,
        "seen_at": check.seen_at,
        "drawn": list(check.drawn),
        "state": check.state.value,
        "conforming": check.conforming if check.published_at else None,
        "faulty": check.faulty if check.published_at else None,
        "mended": check.settled if check.published_at else None,
        "said": check.said,
    }


@public("A1.3c")
@require_GET
def criticism_list(request: Request) -> HttpResponse:
    """List the criticisms that were issued."""
    return render(request, "public/criticisms.html", {"page": page_of(request, criticisms.published())})


@public("A1.3c")
@require_GET
def criticism(request: Request, number: int) -> HttpResponse:
    """Show an issued criticism."""
    return render(request, "public/criticism.html", {"one": criticisms.public_criticism(number)})


@public("A1.3c")
@require_GET
def criticism_pdf(request: Request, number: int) -> HttpResponse:
    """Return an issued criticism as its notice."""
    return pdf(papers.notice_paper(criticisms.public_criticism(number)), f"criticism-{number}.pdf")
