"""Template tags: sentences in the reader's language, days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from yinxin.duties.queries import OwedDuty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.face import Face
from yinxin.kernel.identity import masked
from yinxin.kernel.words import Words
from yinxin.parties.queries import organisation_names
from yinxin.production.intake.columns import BY_NAME
from yinxin.rendering.wording import of as wording_of
from yinxin.web import wording

register = template.Library()


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def words(value: Any) -> str:
    """Return a sentence in the reader's language; anything else as it stands."""
    return value.render(gettext) if isinstance(value, Words) else str(value)


@register.filter
def document(face: Face) -> str:
    """Return what a document calls itself, as its page is headed: certificate, pass certificate, proof."""
    text = wording_of(face)
    return text.english if _english() else text.title


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Return a day as ``2026年6月14日`` or ``14 June 2026``; a dash for none."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if _english():
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment in China's time: ``2026年6月14日 09:05``; a dash for none."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else "—"


@register.filter
def machine(value: date | datetime | None) -> str:
    """Return a day or a moment for the ``datetime`` attribute."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.filter
def hidden(value: str) -> str:
    """Return an identity number with the places hidden that are hidden everywhere."""
    return masked(value)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return a mapping's value, or nothing."""
    return mapping.get(key, "")


@register.filter
def title(value: Any) -> str:
    """Return the name of an exam or a qualification in the reader's language."""
    return str(value.name_en if _english() and value.name_en else value.name)


@register.filter
def seats(actor: Any) -> str:
    """Return the titles of the roles that a person holds."""
    return gettext("、").join(title.render(gettext) for title in actor.titles)


@register.filter
def enumerated(values: Any) -> str:
    """Return texts as one enumeration."""
    return gettext("、").join(str(value) for value in values)


@register.filter
def kind(value: str) -> str:
    """Return the ledger's word for an act in words."""
    return wording.act(value).render(gettext)


@register.filter
def state(value: str, subject: str) -> str:
    """Return a state's name: ``{{ copy.state|state:"electronic_copy" }}``."""
    return wording.state(subject, value).render(gettext)


@register.filter
def tone(value: Any) -> str:
    """Return how a state or a verdict looks: ``good``, ``work``, ``warn``, ``bad`` or ``quiet``."""
    return wording.tone(getattr(value, "value", value))


@register.filter
def time_left(duty: OwedDuty) -> str:
    """Return how long a duty still has: ``还有3个工作日``, ``今天到期``, ``已逾期2天``."""
    if duty.days_left < 0:
        return gettext("已逾期%(days)s天") % {"days": -duty.days_left}
    if not duty.days_left:
        return gettext("今天到期")
    return gettext("还有%(days)s个工作日") % {"days": duty.working_days}


@register.filter
def before(duty: OwedDuty) -> str:
    """Return a duty's last day as a limit: ``11月26日前``; with its year where that is another one."""
    due = duty.due_on
    this_year = date.fromordinal(due.toordinal() - duty.days_left).year == due.year
    if _english():
        said = f"{due.day} {due:%B}" if this_year else day(due)
    else:
        said = f"{due.month}月{due.day}日" if this_year else day(due)
    return gettext("%(day)s前") % {"day": said}


@register.simple_tag(takes_context=True)
def ended(context: Context, face: Face) -> bool:
    """Say whether a certificate's printed term is over on the page's day: on its last day it still counts."""
    today = day_of(context["request"].now)
    return bool(face.valid_until) and face.valid_until < today.isoformat()


@register.simple_tag(takes_context=True)
def organisation(context: Context, number: int, name: str) -> str:
    """Return an organisation's name in the reader's language; ``name`` is the Chinese one."""
    if not _english():
        return name
    known: dict[int, str] = context.render_context.setdefault("organisations", {})  # type: ignore[assignment, arg-type]
    if number not in known:
        known[number] = organisation_names([number]).get(number, (name, name))[1] or name
    return known[number]


@register.filter
def query(value: dict[str, Any] | None, page: int) -> str:
    """Return a query string with another page: ``?{{ filters|query:2 }}``; a list without filters names none."""
    return urlencode({**{key: one for key, one in (value or {}).items() if one}, "page": page})


@register.filter
def dress(field: BoundField, hint: str = "") -> SafeString:
    """Return a form's field tied to its hint and its error, as screen readers need it."""
    name = field.id_for_label
    told = [f"{name}-hint"] if hint else []
    told += [f"{name}-wrong"] if field.errors else []
    attributes = {"aria-describedby": " ".join(told)} if told else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs={**attributes, "autocomplete": "off", "spellcheck": "false"})


@register.filter
def full(value: date) -> str:
    """Return a day with its name in the week: ``2026年10月9日（星期五）`` or ``Friday 9 October 2026``."""
    weekday = gettext(wording.WEEKDAYS[value.weekday()].template)
    return f"{weekday} {day(value)}" if _english() else f"{day(value)}（{weekday}）"


@register.filter
def column(name: str) -> str:
    """Return a heading of the standard; for English readers with its English name beside it."""
    known = BY_NAME.get(name)
    if known is None:
        return gettext(name)
    return f"{name} ({known.english})" if _english() else name


@register.filter
def month(value: date) -> str:
    """Return a month as ``2026年9月`` or ``September 2026``."""
    return f"{value:%B %Y}" if _english() else f"{value.year}年{value.month}月"


@register.filter
def message(text: str) -> str:
    """Return the translation of a Chinese text that is itself the key, as a machine's parties are."""
    return gettext(text)


@register.filter
def level(value: str) -> Words:
    """Return the name of a finding's level."""
    return wording.LEVELS[value]


@register.filter
def minus(value: int, other: int) -> int:
    """Return the difference of two counts."""
    return value - other


@register.filter
def marked(text: str, asked: str) -> SafeString:
    """Return a text with the part that was asked for marked, as typed; the text itself is escaped."""
    place = text.lower().find(asked.strip().lower()) if asked.strip() else -1
    if place < 0 or len(text.lower()) != len(text):
        return format_html("{}", text)
    end = place + len(asked.strip())
    return format_html("{}<mark>{}</mark>{}", text[:place], text[place:end], text[end:])


@register.filter
def steps(depth: int) -> range:
    """Return as many steps as something lies deep in a tree."""
    return range(depth)
