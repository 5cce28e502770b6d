"""What holds of every form: the same bytes, pages counted, nothing beyond the edge, the data as they are."""

import io
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from . import samples

FORMS = sorted(samples.ALL)
NOT_NUMBERED = {"envelope-dl", "envelope-c5"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_facts_give_the_same_bytes(form):
    assert samples.ALL[form]() == samples.ALL[form]()


def test_another_process_gives_the_same_bytes():
    code = "import hashlib; from tests.rendering.forms import samples; print(hashlib.sha256(samples.ALL['handover-signed']()).hexdigest())"
    seen = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(seen) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", seen.pop())


@pytest.mark.parametrize("form", FORMS)
def test_every_page_says_which_of_how_many_it_is(form, pages_of):
    pages = pages_of(samples.ALL[form]())
    for place, page in enumerate(pages, 1):
        assert (f"第{place}页共{len(pages)}页" in page) != (form in NOT_NUMBERED)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_set_beyond_the_edge_of_the_paper(form, words_of):
    words = words_of(samples.ALL[form]())
    assert len(words) >= 8
    for left, top, right, bottom, wide, high in words:
        assert 8 < left < right < wide - 8
        assert 8 < top < bottom < high - 5


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_for_archives_and_claims_the_day_of_the_form(form):
    with pikepdf.open(io.BytesIO(samples.ALL[form]())) as pdf:
        with pdf.open_metadata() as facts:
            assert facts.pdfa_status == "2B"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260901")
        assert str(pdf.docinfo["/Title"])
        embedded = [
            font
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
        ]
        assert embedded
        assert all("/FontFile2" in font or "/FontFile3" in font for font in embedded)


@pytest.mark.parametrize(
    ("form", "last"),
    [
        ("given-out", "索引"),
        ("uncollected", "负责人"),
        ("destruction-register", "接收人"),
        ("posting-list", "揽收人"),
        ("annex-4", "负责人"),
    ],
)
def test_a_table_over_several_pages_repeats_its_head(form, last, pages_of):
    pages = pages_of(samples.ALL[form]())
    assert len(pages) > 2
    with_rows = pages[1:-2] if form == "given-out" else pages[:-1]
    for page in with_rows:
        assert "序号" in page
    assert last in pages[-1]


HOSTILE = [
    "#strong[x]",
    "$x^2$ \\ * _ ` < > @ ~ // /* */",
    '#eval("1+1") #panic() [](){}',
    '"引号"与--连字---号...',
    "<b>&amp;</b>",
    "{{data}}%s{0}",
    samples.LONG_NAME,
    "张𬱖",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_set_as_it_is(text, pages_of):
    from yinxin.rendering.forms import authority, destruction, given_out, handover, post, receipt

    line = samples.issued(1).lines[0]
    forms = [
        handover.render(samples.slip(giver=text)),
        destruction.render_record(samples.destroyed(place=text)),
        receipt.render(samples.collected(holder=text)),
        authority.render(samples.letter(exam=text)),
        post.render_labels(samples.heading(), [samples.mailing_label(sender=post.Party(text, "", "", ""))]),
        given_out.render(
            samples.issued(
                lines=(type(line)(**{f: getattr(line, f) for f in line.__slots__} | {"name": text}),)
            )
        ),
        given_out.render(samples.issued(heading=samples.heading(body=text))),
    ]
    for data in forms:
        assert re.sub(r"\s", "", text) in "".join(pages_of(data))


UNBROKEN = ["W" * 300, "9" * 400, "）" * 200, "x" * 15 + "·" * 100]


@pytest.mark.parametrize("text", UNBROKEN)
def test_a_text_without_a_place_to_break_stays_on_the_paper(text, pages_of, words_of):
    from yinxin.rendering.forms import handover, uncollected

    line = uncollected.Line(text, text, "999101199001011234", text, text, samples.DAY)
    box = handover.Box(text[:60], text[:60], text[:60], 1)
    forms = [
        uncollected.render(uncollected.UncollectedList(samples.heading(), 2026, text, (line,), ())),
        handover.render(samples.slip(received=False, exam=text, boxes=(box,))),
    ]
    for data in forms:
        assert all(word[0] > 8 and word[2] < word[4] - 8 for word in words_of(data))
    # A column is read line by line: every character is there, whatever stands beside it.
    seen = "".join(pages_of(forms[0]))
    assert seen.count(text[-1]) >= 5 * text.count(text[-1])


@pytest.mark.parametrize("text", UNBROKEN)
def test_a_text_without_a_place_to_break_stays_in_its_column(text, words_of):
    from yinxin.rendering.forms import stock

    kind = stock.Kind.SHORT
    data = stock.render_differences(
        stock.StockTake(
            samples.heading(), "一室", "全部", 1, 0, (stock.Difference(kind, "1", text, "", ""),), ()
        )
    )
    mm = 72 / 25.4
    left = (20 + 12 + 16 + 42) * mm
    right = left + (170 - 70) / 3.5 * mm
    within = [word for word in words_of(data) if word[1] > 95 * mm and left <= word[0] < right]
    assert len(within) > 5
    assert max(word[2] for word in within) <= right


@pytest.mark.parametrize("char", ["\ue863", "\U0002ebf0\U000f0000", "\n", "\u202e", "\u200b"])
def test_a_character_without_a_shape_is_refused_by_name(char):
    from yinxin.rendering.fonts import MissingGlyphs
    from yinxin.rendering.forms import handover, receipt

    with pytest.raises(MissingGlyphs, match=rf"U\+{ord(char[-1]):04X}"):
        receipt.render(samples.collected(holder=f"王{char}"))
    with pytest.raises(MissingGlyphs):
        handover.render(samples.slip(heading=samples.heading(body=f"王{char}")))


def test_lines_of_a_table_stand_in_order(rows_of):
    rows = rows_of(samples.ALL["uncollected"]())
    places = [next(at for at, row in enumerate(rows) if samples.number(n) in row) for n in range(1, 41)]
    assert all(before < after for before, after in pairwise(places))


def test_layouts_travel_with_the_package():
    root = Path(__file__).parents[3]
    patterns = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    layouts = list((root / "yinxin/rendering/forms/layouts").iterdir())
    assert len(layouts) >= 15
    assert {file.suffix for file in layouts} == {".typ"}
    assert "*.typ" in patterns


def test_a_layout_writes_no_fact_but_as_a_string():
    root = Path(__file__).parents[3]
    for file in (root / "yinxin/rendering/forms/layouts").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|\bmode:\s*\"markup\"|\bplugin\(|@preview", text), file.name
