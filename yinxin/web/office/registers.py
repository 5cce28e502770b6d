"""Registers of given-out certificates: what waits to be bound, closing, the volumes (A2.1.5, A2.2.3)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing import archiving, registers
from yinxin.issuing.registers import RegisterView
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.office.acting import Check, check_page, done

HERE = "/office/registers"


@staff(Permission.CUSTODY_SEE, "A2.1.5", "A2.2.3")
@require_GET
def register_list(request: Request) -> HttpResponse:
    """Show the registers of the territory with their volumes."""
    found = registers.registers_for(request.actor)
    may = {one.over.id for one in found if access.may(request.actor, Permission.VOLUME_CLOSE, one.over)}
    packed = archiving.packages_for(request.actor)
    shown = [
        {"of": one, "packages": packed.get(one.key, ()), "unpacked": one.unpacked(packed.get(one.key, ()))}
        for one in found
    ]
    return render(request, "office/registers.html", {"registers": shown, "may": may})


@staff(Permission.VOLUME_CLOSE, "A2.1.5", "A2.2.3")
@require_http_methods(["GET", "POST"])
def close(request: Request, code: str) -> HttpResponse:
    """Bind what waits, and close it."""
    found = register_of(request, code)
    if request.method == "POST":
        made = registers.close(
            issuer_id=found.over.id,
            exam_id=found.exam_id,
            year=found.year,
            store=files(),
            by=request.actor,
            at=request.now,
        )
        return done(request, Words("已制册{count}册，可以打印存档。", count=len(made)), HERE)
    facts = (
        (Words("发放机构"), found.over.name),
        (Words("考试或评审"), found.exam),
        (Words("年度"), Words("{year}年", year=found.year)),
        (Words("等待制册"), Words("{count}本", count=found.waiting)),
    )
    follows = Words("按发放的先后编号制册，封册后内容不能更改，以后打印的都是同一份；此后发放的编入下一册。")
    button = Words("把{count}本的发放登记制册", count=found.waiting)
    return check_page(request, Check(Words("制册封存"), facts, follows, button, HERE))


def register_of(request: Request, code: str) -> RegisterView:
    """Return the register of a code, issuer-exam-year, to who binds it.

    :raises NotFound: there is none in the person's territory; NotPermitted: the person does not bind it.
    """
    found = next((one for one in registers.registers_for(request.actor) if code == one.code), None)
    if found is None:
        raise access.not_here()
    access.require(request.actor, Permission.VOLUME_CLOSE, found.over)
    return found


@staff(Permission.CUSTODY_SEE, "A2.1.5", "A2.2.3")
@require_GET
def volume(request: Request, number: int) -> HttpResponse:
    """Return a closed volume: always the very same bytes."""
    name, data = registers.reprint(volume_id=number, store=files(), by=request.actor)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
