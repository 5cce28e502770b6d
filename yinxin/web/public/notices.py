"""Lists in public: notices of who passed, objections to them, and samples that anybody can draw again (A1.3a, N9.1).

A list shows the least that tells people apart, and is gone after its last day. No search engine keeps it.
"""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.qualifying import lookups, noticing, samples
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.custody import tell

NO_INDEX: Final = "noindex, nofollow, noarchive"


class Objecting(PlainForm):
    """Why somebody should not stand on the list, and how the agency reaches whoever says so."""

    reason = forms.CharField(
        label=_("异议理由"), max_length=400, min_length=4, widget=forms.Textarea(attrs={"rows": 5})
    )
    contact = forms.CharField(
        label=_("怎样联系您"),
        max_length=120,
        min_length=4,
        help_text=_("姓名和手机或邮箱；加密保存，只有考试机构能看到"),
    )


@public("A1.3a", "A2.1.1")
@require_GET
def notices(request: Request) -> HttpResponse:
    """List the notices that run, and those that are over with their counts."""
    today = day_of(request.now)
    found = [(one, one.words_on(today), one.over_on(today)) for one in lookups.public_notices()]
    return _unindexed(render(request, "public/list_notices.html", {"found": found}))


@public("A1.3a", "A2.1.1")
@require_GET
def notice(request: Request, number: int) -> HttpResponse:
    """Show a noticed list page by page; only counts once it is over.

    :raises NotFound: there is no such notice.
    """
    today, page = day_of(request.now), max(number_in(request, "page"), 1)
    one = lookups.public_notice(number)
    facts = {
        "one": one,
        "words": one.words_on(today),
        "over": one.over_on(today),
        "lines": lookups.entries(one, today, page=page),
        "pages": [] if one.over_on(today) else range(1, -(-one.people // lookups.PAGE) + 1),
        "page": page,
        "samples": samples.samples_of_batch(one.batch_id),
    }
    return _unindexed(render(request, "public/list_notice.html", facts))


@public("A1.3a")
@require_http_methods(["GET", "POST"])
def object_to(request: Request, number: int) -> HttpResponse:
    """Take an objection to a line of a list that is shown.

    :raises NotFound: it is not shown.
    """
    line, one = lookups.entry(number, day_of(request.now))
    form = Objecting(request.POST or None)
    if request.method == "POST":
        limits.count_objection(request)
        if form.is_valid():
            try:
                code = noticing.file(entry_id=number, at=request.now, **form.cleaned_data)
            except Incomplete as refusal:
                tell(form, "reason", refusal)
            else:
                return redirect(f"/notices/objections/{code}")
    facts = {"line": line, "one": one, "form": form}
    return _unindexed(render(request, "public/list_object.html", facts, status=422 if form.is_bound else 200))


@public("A1.3a")
@require_GET
def objection(request: Request, token: str) -> HttpResponse:
    """Show how far an objection is, and the answer, to whoever has its code.

    :raises NotFound: the code is nobody's.
    """
    limits.count_question(request)
    response = render(request, "public/list_objection.html", {"one": lookups.followed(token)})
    response.headers["Cache-Control"] = "no-store"
    return _unindexed(response)


@public("N9.1")
@require_GET
def sample(request: Request, number: int) -> HttpResponse:
    """Show a sample of promises: digest, seed, drawn lines, result in figures; nobody's name.

    :raises NotFound: there is no such sample.
    """
    return render(request, "public/promise_sample.html", {"sample": samples.public_sample(number)})


@public("N9.1")
@require_GET
def sample_list(request: Request, number: int) -> HttpResponse:
    """Return a frozen list, one line an entry, so that anybody can draw again.

    :raises NotFound: there is no such sample.
    """
    lines = samples.lines_of(samples.public_sample(number))
    text = "".join(f"{line}\n" for line in lines)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="promises-{number}.txt"'
    return response


def _unindexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = NO_INDEX
    return response
