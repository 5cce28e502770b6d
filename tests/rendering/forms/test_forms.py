"""What each form says, and what its codes read as."""

from dataclasses import replace
from datetime import date

import pytest
import zxingcpp

from yinxin.kernel.identity import masked
from yinxin.kernel.refusal import Incomplete
from yinxin.rendering.forms import (
    authority,
    boxes,
    destruction,
    given_out,
    handover,
    post,
    printing,
    receipt,
    stock,
)
from yinxin.rendering.forms.press import DoesNotFit, chinese, plain

from . import samples

CODED = {
    "handover-signed": ["AH-2026-0017"],
    "printing": ["YZ-2026-0041"],
    "receipt": ["LQ-2026-1021"],
    "mailing-label": ["1234567890123"],
    "boxes": sorted(2 * [f"AH-2026-0017-{n:02d}" for n in range(1, 9)]),
}


@pytest.mark.parametrize("form", CODED)
def test_codes_on_the_page_read_back(form, picture_of):
    found = zxingcpp.read_barcodes(picture_of(samples.ALL[form]()))
    assert sorted(code.text for code in found) == CODED[form]


@pytest.mark.parametrize("code", ["", "箱-1", "A\nB", "x" * 41])
def test_what_a_bar_code_cannot_hold_is_refused(code):
    label = replace(samples.box_labels(1)[0], code=code)
    with pytest.raises(Incomplete, match="条码"):
        boxes.render(samples.heading(), [label])


def test_a_slip_as_dispatched_has_blanks_and_one_as_signed_has_counts(rows_of):
    sent = rows_of(handover.render(samples.slip(received=False)))
    assert "应交份数1220份实点份数份" in sent
    assert "接收份数份差异份数份" in sent
    assert f"01{samples.number(1)}{samples.number(500)}500" in sent
    signed = rows_of(handover.render(samples.slip()))
    assert "应交份数1220份实点份数1220份" in signed
    assert "接收份数1217份差异份数4份" in signed
    assert f"02{samples.number(501)}{samples.number(1000)}500499" in signed
    assert f"1少证{samples.number(733)}02箱内无此证，号段不缺" in signed
    assert "10010011" in signed
    assert "日期2026年9月1日10时05分日期2026年9月1日10时05分" in signed


def test_every_kind_of_difference_has_its_column(rows_of):
    assert "".join(kind.value for kind in handover.Kind) in rows_of(handover.render(samples.slip()))


def test_a_slip_without_differences_says_so(rows_of):
    none = handover.Received(boxes=(500, 500, 220), accepted=1220)
    assert "无差异" in rows_of(handover.render(replace(samples.slip(), received=none)))


def test_boxes_are_counted_one_for_one():
    with pytest.raises(ValueError, match="box"):
        replace(samples.slip(), received=handover.Received(boxes=(1,), accepted=1))


def test_eight_labels_fill_a_sheet(pages_of):
    pages = pages_of(boxes.render(samples.heading(), samples.box_labels(9)))
    assert [page.count("发往") for page in pages] == [8, 1]
    assert f"{samples.number(1)}至{samples.number(500)}" in pages[0]


@pytest.mark.parametrize("field", ["receiver", "sender", "exam", "first"])
def test_a_text_that_a_label_cannot_hold_is_refused_with_its_words(field):
    label = replace(samples.box_labels(1)[0], **{field: '很长的"名称\\' * 40})
    with pytest.raises(DoesNotFit, match='很长的"名称'):
        boxes.render(samples.heading(), [label])


def longest(fits) -> str:
    """The longest text of a kind that does not make the form be refused."""
    text = ""
    while True:
        try:
            fits(text + "江城市人力资源")
        except DoesNotFit:
            return text
        text += "江城市人力资源"


def test_labels_as_full_as_can_be_stay_apart(words_of, picture_of):
    label = samples.box_labels(1)[0]
    for field in ("receiver", "sender", "exam"):
        text = longest(
            lambda text, one=label, field=field: boxes.render(
                samples.heading(), [replace(one, **{field: text})]
            )
        )
        assert len(text) > 20
        label = replace(label, **{field: text})
    data = boxes.render(samples.heading(), [label] * 8)
    mm = 72 / 25.4
    for place in range(4):
        top, bottom = (8 + 68 * place) * mm, (8 + 68 * (place + 1)) * mm
        inside = [word for word in words_of(data) if top <= word[1] < bottom]
        assert max(word[3] for word in inside) < bottom - 1 * mm
    assert len(zxingcpp.read_barcodes(picture_of(data))) == 16


def test_a_mailing_label_as_full_as_can_be_keeps_its_boxes_apart(words_of, picture_of):
    def fits(**changes) -> bytes:
        return post.render_labels(samples.heading(), [samples.mailing_label(**changes)])

    full = {}
    for role, party in (("recipient", samples.HOLDER), ("sender", samples.OFFICE)):
        for field in ("name", "address"):
            text = longest(lambda text, r=role, p=party, f=field: fits(**{r: replace(p, **{f: text})}))
            party = replace(party, **{field: text})
        full[role] = party
    data = fits(**full)
    mm = 72 / 25.4
    words = words_of(data)
    for top, bottom in ((50, 93), (93, 120), (120, 142)):
        inside = [word for word in words if top * mm <= word[1] < bottom * mm]
        assert inside
        assert max(word[3] for word in inside) < bottom * mm
    assert [code.text for code in zxingcpp.read_barcodes(picture_of(data))] == ["1234567890123"]


def test_a_print_order_names_blanks_and_digests(pages_of, rows_of):
    order = samples.print_order()
    assert {"1A26000001A26000800800", "2A26002001A26002220220", "合计1020"} <= set(
        rows_of(printing.render(order))
    )
    text = "".join(pages_of(printing.render(order)))
    for file in order.files:
        assert file.digest in text
        assert file.name in text


def test_a_register_says_every_line_and_masks_every_number(pages_of):
    volume = samples.issued(45)
    pages = pages_of(given_out.render(volume))
    text = "".join(pages[1:])
    for line in volume.lines:
        assert f"{line.number}{line.management_number}" in text
    assert masked("999101199001011234") in text
    assert "199001011234" not in "".join(pages)
    assert volume.digest in pages[-2]
    assert samples.EXAM in pages[0]


def test_a_register_ends_in_an_index_by_name(pages_of):
    volume = samples.issued(45)
    last = pages_of(given_out.render(volume))[-1]
    for name in {line.name for line in volume.lines}:
        assert "".join(name.split()) in last
    assert given_out.index(volume.lines)[0][0].startswith("JEAN")
    numbers = [line.number for line in volume.lines if line.name == "王芳"]
    assert dict(given_out.index(volume.lines))["王芳"] == "、".join(map(str, numbers))


def test_a_register_is_cut_into_volumes_that_count_on(pages_of):
    register = samples.issued(25)
    cut = list(given_out.volumes(register, size=10))
    assert [(one.volume, one.of, len(one.lines), one.lines[0].number) for one in cut] == [
        (1, 3, 10, 1),
        (2, 3, 10, 11),
        (3, 3, 5, 21),
    ]
    assert sum((one.lines for one in cut), ()) == register.lines
    assert "第2册共3册" in pages_of(given_out.render(cut[1]))[0]
    assert "第11号至第20号" in pages_of(given_out.render(cut[1]))[0]
    assert len({one.digest for one in cut}) == 3


def test_an_empty_register_is_one_empty_volume(pages_of):
    [volume] = given_out.volumes(samples.issued(0))
    assert "本册无登记" in "".join(pages_of(given_out.render(volume)))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "王方"},
        {"clerk": "赵"},
        {"proxy": "周"},
        {"management_number": "1"},
        {"way": given_out.Way.BY_POST},
        {"on": date(2026, 9, 2)},
        {"number": 9},
        {"subject": "高级"},
    ],
)
def test_the_digest_knows_every_printed_fact(change):
    volume = samples.issued(3)
    line = replace(volume.lines[0], **change)
    assert replace(volume, lines=(line, *volume.lines[1:])).digest != volume.digest


def test_the_digest_is_the_same_for_masked_and_whole_numbers():
    volume = samples.issued(2)
    hidden = tuple(replace(line, id_number=masked(line.id_number)) for line in volume.lines)
    again = replace(volume, lines=hidden)
    assert again.digest == volume.digest
    assert given_out.render(again) == given_out.render(volume)


def test_a_destruction_record_adds_up_and_has_two_places_to_sign(rows_of):
    rows = rows_of(destruction.render_record(samples.destroyed()))
    assert "合计818080" in rows
    assert "签字签字" in rows
    assert "姓名李建国姓名王芳" in rows
    even = samples.destroyed(
        tallies=(destruction.Tally(samples.CITY, "XH-2026-003", 50, 50, 50),), differences=()
    )
    assert "列册、移交、销毁三数一致，无差异。" in rows_of(destruction.render_record(even))


def test_counts_that_differ_leave_room_to_say_why(rows_of):
    rows = rows_of(destruction.render_record(samples.destroyed(differences=())))
    assert not any("三数一致" in row for row in rows)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13900001234", "139****1234"), ("0550-1234567", "055*****4567"), ("12345", "*****"), ("", "")],
)
def test_telephones_are_masked(phone, shown):
    assert post.masked_phone(phone) == shown


def test_a_mailing_label_hides_the_telephone_if_told_to(pages_of):
    label = samples.mailing_label()
    shown, hidden = pages_of(post.render_labels(samples.heading(), [replace(label, mask_phone=False), label]))
    assert "13900001234" in shown
    assert "13900001234" not in hidden
    assert "139****1234" in hidden
    assert "邮费到付" in hidden
    assert samples.HOLDER.address in hidden


def test_a_mailing_label_paid_by_the_sender_says_so(pages_of):
    [page] = pages_of(post.render_labels(samples.heading(), [samples.mailing_label(collect=False)]))
    assert "邮费已付" in page
    assert "到付" not in page


@pytest.mark.parametrize(("size", "page"), [(post.Size.DL, (220, 110)), (post.Size.C5, (229, 162))])
def test_an_envelope_has_its_size_and_no_telephone(size, page, pages_of, words_of):
    data = post.render_envelopes(samples.heading(), [(samples.HOLDER, samples.OFFICE)] * 2, size)
    assert len(pages_of(data)) == 2
    assert "1390000" not in "".join(pages_of(data))
    wide, high = words_of(data)[0][4:]
    assert (round(wide * 25.4 / 72), round(high * 25.4 / 72)) == page


def test_a_posting_list_masks_telephones_and_counts(pages_of):
    text = "".join(pages_of(post.render_list(samples.posting(5))))
    assert "13900001234" not in text
    assert "邮件5件证书7份" in text


def test_a_receipt_shows_the_proxy_and_the_papers(pages_of):
    [page] = pages_of(receipt.render(samples.collected()))
    assert "持证人身份证件、代领人身份证件、委托书" in page
    assert masked("999101198803034321") in page
    assert "9001011234" not in page
    assert "代领人" not in pages_of(receipt.render(samples.collected(proxy=None)))[0]


def test_a_receipt_carries_the_signature(picture_of):
    with_ink = picture_of(receipt.render(samples.collected()))
    without = picture_of(receipt.render(samples.collected(signature=None)))
    assert with_ink.histogram()[0] > without.histogram()[0]


@pytest.mark.parametrize("picture", [b"not a picture", samples.written()[:200], b"\x89PNG\r\n\x1a\n"])
def test_a_broken_signature_is_refused(picture):
    with pytest.raises(Incomplete, match="PNG"):
        receipt.render(samples.collected(signature=picture))


def test_a_stock_take_says_where_each_sheet_should_be(rows_of):
    rows = rows_of(stock.render_differences(samples.stock_take()))
    assert "差异盘亏1份，盘盈1份，错位1份，破损0份" in rows
    assert f"2错位{samples.number(41)}一室A1架1盒一室A1架2盒" in rows


def test_custodians_see_the_difference_of_each_place(rows_of):
    rows = rows_of(stock.render_handover(samples.custodians()))
    assert "2证书库一室A2架待领证书500499−1" in rows
    assert "合计31203119−1" in rows
    blank = rows_of(stock.render_handover(samples.custodians(counted=False)))
    assert "合计3120" in blank


def test_a_letter_is_blank_or_filled(pages_of):
    [blank] = pages_of(authority.render(authority.LetterOfAuthority(samples.heading(""))))
    assert "999101" not in blank
    assert "委托有效期至年月日" in blank
    [filled] = pages_of(authority.render(samples.letter()))
    assert "999101199001011234" in filled
    assert "2026年12月31日" in filled


def test_moments_are_written_in_chinas_time():
    assert chinese(samples.AT) == "2026年9月1日 10时05分"
    with pytest.raises(ValueError, match="zone"):
        chinese(samples.AT.replace(tzinfo=None))


def test_a_value_of_another_kind_has_no_place():
    with pytest.raises(TypeError):
        plain({"weight": 1.5})
