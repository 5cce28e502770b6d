"""One of each form, of invented persons."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from PIL import Image, ImageDraw

from yinxin.law.a2013 import annexes
from yinxin.rendering.forms import (
    accepted,
    annex,
    authority,
    boxes,
    criticism,
    destruction,
    given_out,
    handover,
    objection,
    post,
    printing,
    receipt,
    stock,
    summary,
    supervision,
    uncollected,
    verified,
)
from yinxin.rendering.forms.parts import Heading, Signer

DAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 10, 5, tzinfo=timezone(timedelta(hours=8)))
CENTRE = "人事考试中心"
CITY = "江城市人力资源和社会保障局"
EXAM = "2026年度社会工作者职业资格考试"
LONG_NAME = "买买提·艾力江·阿布都热合曼"


def heading(number: str = "AH-2026-0017", body: str = CITY) -> Heading:
    return Heading(body, number, DAY)


def number(n: int) -> str:
    return f"20260614340{n:08d}"


def written() -> bytes:
    """A signature, as a pad would store it."""
    picture = Image.new("L", (600, 200), 255)
    pen = ImageDraw.Draw(picture)
    pen.line(
        [(40, 150), (120, 40), (180, 160), (260, 60), (330, 150), (420, 70), (560, 120)], fill=0, width=7
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def slip(*, received: bool = True, **changes) -> handover.HandoverSlip:
    kinds = handover.Kind
    found = handover.Received(
        boxes=(500, 499, 221),
        accepted=1217,
        differences=(
            handover.Difference(kinds.MISSING, number(733), "02", "箱内无此证，号段不缺"),
            handover.Difference(kinds.DAMAGED, number(12), "01", "右下角折损"),
            handover.Difference(kinds.WRONG_CITY, "2026061435010000007", "03", "应发往湖城市"),
            handover.Difference(kinds.WRONG_PHOTO, number(1102), "03"),
        ),
    )
    facts = {
        "heading": heading(body=CENTRE),
        "giver": CENTRE,
        "receiver": CITY,
        "exam": EXAM,
        "year": 2026,
        "batches": (
            handover.Batch("YZ-2026-0041", "SW2026-1", 1000),
            handover.Batch("YZ-2026-0042", "SW2026-2", 220),
        ),
        "boxes": (
            handover.Box("01", number(1), number(500), 500),
            handover.Box("02", number(501), number(1000), 500),
            handover.Box("03", number(1001), number(1220), 220),
        ),
        "signers": (
            Signer("交出人", "李建国" if received else "", AT if received else None, CENTRE, True),
            Signer("接收人", LONG_NAME if received else "", AT if received else None, CITY, True),
        ),
        "received": found if received else None,
    }
    return handover.HandoverSlip(**(facts | changes))


def box_labels(count: int = 3) -> list[boxes.BoxLabel]:
    return [
        boxes.BoxLabel(
            f"AH-2026-0017-{n:02d}", n, count, CENTRE, CITY, EXAM, number(500 * n - 499), number(500 * n), 500
        )
        for n in range(1, count + 1)
    ]


def print_order(**changes) -> printing.PrintOrder:
    facts = {
        "heading": heading("YZ-2026-0041", CENTRE),
        "printing_house": "江城印务有限公司",
        "issuer": CITY,
        "exam": EXAM,
        "batch": "SW2026-1",
        "count": 1000,
        "spare": 20,
        "due": date(2026, 9, 15),
        "blanks": (
            printing.Blanks("A26000001", "A26000800", 800),
            printing.Blanks("A26002001", "A26002220", 220),
        ),
        "files": (
            printing.PrintFile("SW2026-1-overlay.pdf", 1000, "9f2c" * 16),
            printing.PrintFile("manifest.json", 1, "07ab" * 16),
        ),
        "signers": (
            Signer("制单人", "王芳", DAY, CENTRE, True),
            Signer("审核人", "赵明", DAY, CENTRE),
            Signer("承印单位接收人", body="江城印务有限公司", stamped=True),
        ),
    }
    return printing.PrintOrder(**(facts | changes))


NAMES = ["王芳", "欧阳文", LONG_NAME, "张𬱖", "王䶮", "JEAN-PIERRE O'CONNOR DE LA FUENTE", "李明", "周喆"]


def issued(count: int = 60, **changes) -> given_out.Volume:
    ways = list(given_out.Way)
    lines = tuple(
        given_out.Line(
            n, number(n), NAMES[n % len(NAMES)], "999101199001011234", "中级／社会工作", DAY,
            ways[n % 7 % 4], "孙丽", "周强" if n % 7 % 4 == 1 else "",
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    facts = {
        "heading": heading("DJ-2026-003"),
        "year": 2026,
        "exam": EXAM,
        "lines": lines,
        "signers": (
            Signer("登记人", "孙丽", DAY),
            Signer("复核人", "赵明", DAY),
            Signer("负责人", body=CITY, stamped=True),
        ),
    }
    return given_out.Volume(**(facts | changes))


def waiting(count: int = 40) -> uncollected.UncollectedList:
    lines = tuple(
        uncollected.Line(
            number(n), NAMES[n % len(NAMES)], "999101199001011234", "中级／社会工作",
            f"证书库一室 A{n % 5 + 1}架 {n % 9 + 1}盒", date(2031, 6, 14), DAY if n % 3 else None,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    return uncollected.UncollectedList(
        heading("WL-2026-003"),
        2026,
        EXAM,
        lines,
        (Signer("保管员", "孙丽", DAY), Signer("负责人", body=CITY, stamped=True)),
    )


def to_destroy(count: int = 50) -> destruction.DestructionRegister:
    reasons = list(destruction.Reason)
    lines = tuple(
        destruction.Line(number(n), f"A26{n:06d}", NAMES[n % len(NAMES)], EXAM, reasons[n % 5])
        for n in range(1, count + 1)
    )
    signers = (Signer("列册人", "孙丽", DAY, CITY, True), Signer("接收人", body=CENTRE, stamped=True))
    return destruction.DestructionRegister(heading("XH-2026-003"), 2026, CENTRE, lines, signers)


def destroyed(**changes) -> destruction.DestructionRecord:
    facts = {
        "heading": heading("XHJL-2026-001", CENTRE),
        "year": 2026,
        "tallies": (
            destruction.Tally(CITY, "XH-2026-003", 50, 50, 50),
            destruction.Tally("湖城市人力资源和社会保障局", "XH-2026-004", 31, 30, 30),
        ),
        "destroyers": (Signer("销毁人", "李建国", AT, CENTRE), Signer("销毁人", "王芳", AT, CENTRE)),
        "witnesses": (Signer("监销人", "赵明", AT, "驻局纪检监察组"),),
        "place": "江城市保密资料销毁中心",
        "way": "碎化后制浆",
        "on": DAY,
        "differences": ("湖城市清册第17号证书移交前已由持证人领取，见领取凭单 LQ-2026-0991。",),
    }
    return destruction.DestructionRecord(**(facts | changes))


HOLDER = post.Party(
    LONG_NAME, "13900001234", "239000", "江南省江城市临江区文昌路100号滨江花园12幢2单元1801室"
)
OFFICE = post.Party(
    "江城市人事考试院证书窗口", "0550-1234567", "239001", "江南省江城市政务新区龙蟠大道99号市民中心B区2层"
)


def mailing_label(**changes) -> post.MailingLabel:
    facts = {
        "recipient": HOLDER,
        "sender": OFFICE,
        "waybill": "1234567890123",
        "carrier": "邮政特快专递",
        "collect": True,
        "reference": "YJ-2026-0088",
        "mask_phone": True,
    }
    return post.MailingLabel(**(facts | changes))


def posting(count: int = 30) -> post.PostingList:
    lines = tuple(post.PostingLine(f"12345678{n:05d}", HOLDER, 1 + n % 2, bool(n % 5)) for n in range(count))
    signers = (Signer("交寄人", "孙丽", DAY, CITY, True), Signer("揽收人", body="邮政特快专递", stamped=True))
    return post.PostingList(heading("YJ-2026-0088"), "邮政特快专递", lines, signers)


def collected(**changes) -> receipt.CollectionReceipt:
    facts = {
        "heading": heading("LQ-2026-1021"),
        "holder": LONG_NAME,
        "id_kind": "居民身份证",
        "id_number": "999101199001011234",
        "certificates": (receipt.Certificate(number(17), EXAM, "中级／社会工作", "A26000017"),),
        "at": AT,
        "window": "市民中心B区2层 12号窗口",
        "clerk": "孙丽",
        "proxy": receipt.Proxy("周强", "999101198803034321", ("持证人身份证件", "代领人身份证件", "委托书")),
        "signature": written(),
    }
    return receipt.CollectionReceipt(**(facts | changes))


def stock_take() -> stock.StockTake:
    kinds = stock.Kind
    found = (
        stock.Difference(kinds.SHORT, number(733), "一室 A2架 3盒", "", "交接单 AH-2026-0017 少证，在查"),
        stock.Difference(kinds.MISPLACED, number(41), "一室 A1架 1盒", "一室 A1架 2盒"),
        stock.Difference(kinds.OVER, "A26009999", "", "一室 A5架 1盒", "空白证书，来源待查"),
    )
    signers = (
        Signer("盘点人", "王芳", DAY),
        Signer("保管员", "孙丽", DAY),
        Signer("批准人", body=CITY, stamped=True),
    )
    return stock.StockTake(
        heading("PD-2026-002"), "证书库一室", "全部待领证书及空白证书", 3120, 3120, found, signers
    )


def custodians(counted: bool = True) -> stock.CustodianHandover:
    rows = [
        ("证书库一室 A1架", "待领证书", 820, 820),
        ("证书库一室 A2架", "待领证书", 500, 499),
        ("保险柜", "空白证书", 1800, 1800),
    ]
    return stock.CustodianHandover(
        heading("BG-2026-001"),
        Signer("移交人", "孙丽", AT),
        Signer("接收人", "王芳", AT),
        Signer("监交人", "赵明", AT, CITY, True),
        tuple(stock.Balance(*row[:3], row[3] if counted else None) for row in rows),
        (
            "证书库一室钥匙3把、保险柜钥匙2把",
            "2026年证书收发台账1册",
            "交接单 AH-2026-0017 少证1份，尚在查找",
        ),
    )


def letter(**changes) -> authority.LetterOfAuthority:
    facts = {
        "heading": heading(""),
        "holder": authority.Person(LONG_NAME, "居民身份证", "999101199001011234", "13900001234"),
        "proxy": authority.Person("周强", "居民身份证", "999101198803034321", "13900004321"),
        "exam": EXAM,
        "management_number": number(17),
        "until": date(2026, 12, 31),
    }
    return authority.LetterOfAuthority(**(facts | changes))


ALL: dict[str, Callable[[], bytes]] = {
    "handover-dispatched": lambda: handover.render(slip(received=False)),
    "handover-signed": lambda: handover.render(slip()),
    "boxes": lambda: boxes.render(heading(), box_labels(9)),
    "printing": lambda: printing.render(print_order()),
    "given-out": lambda: given_out.render(issued()),
    "uncollected": lambda: uncollected.render(waiting()),
    "destruction-register": lambda: destruction.render_register(to_destroy()),
    "destruction-record": lambda: destruction.render_record(destroyed()),
    "destruction-record-blank": lambda: destruction.render_record(
        destroyed(
            place="",
            way="",
            on=None,
            destroyers=(Signer("销毁人"), Signer("销毁人")),
            witnesses=(),
            differences=(),
        )
    ),
    "mailing-label": lambda: post.render_labels(
        heading("YJ-2026-0088"), [mailing_label(), mailing_label(collect=False, mask_phone=False)]
    ),
    "envelope-dl": lambda: post.render_envelopes(heading("YJ-2026-0088"), [(HOLDER, OFFICE)]),
    "envelope-c5": lambda: post.render_envelopes(heading("YJ-2026-0088"), [(HOLDER, OFFICE)], post.Size.C5),
    "posting-list": lambda: post.render_list(posting()),
    "receipt-proxy": lambda: receipt.render(collected()),
    "receipt": lambda: receipt.render(collected(proxy=None, signature=None)),
    "stock-take": lambda: stock.render_differences(stock_take()),
    "custodians": lambda: stock.render_handover(custodians()),
    "letter-blank": lambda: authority.render(authority.LetterOfAuthority(heading(""))),
    "letter-filled": lambda: authority.render(letter()),
}


def portrait() -> bytes:
    """A portrait as the file store keeps it."""
    out = io.BytesIO()
    Image.new("RGB", (295, 413), (200, 220, 240)).save(out, "JPEG")
    return out.getvalue()


def all_items(annex) -> frozenset[str]:
    return frozenset(item.key for item in annexes.form_of(annex).items)


def passed(**changes) -> annex.AnnexForm:
    values = {
        "name": LONG_NAME,
        "sex": "男",
        "born": "1990年1月",
        "id_number": "999101199001011234",
        "level": "中级",
        "agency_opinion": "该同志参加考试，全部规定科目成绩合格。",
        "department_opinion": "该同志取得社会工作者职业资格证书，准予登记。",
        "management_number": number(1),
    }
    facts = {
        "heading": heading(""),
        "over": "2026年度安徽省社会工作者职业资格考试",
        "title": "合格人员登记表",
        "values": values | changes.pop("values", {}),
        "shown": all_items(annexes.REGISTRATION),
        "photo": portrait(),
    }
    return annex.AnnexForm(**(facts | changes))


def lost(**changes) -> annex.AnnexForm:
    values = {
        **passed().values,
        "employer": "江城市社会工作服务中心",
        "phone": "13800000000",
        "qualification": "社会工作者职业资格",
        "approved_on": "2026年6月14日",
        "way": "补发",
        "cause": "证书遗失",
        "loss_notice": "江城日报 CN34-0001 2026年8月20日 第4版",
        "papers": "书面申请、补发登记表、身份证复印件、两张二寸近期彩色照片、市级以上报纸的遗失声明",
        "city_opinion": "经审核，材料齐全，同意上报。",
    }
    facts = {
        "heading": heading("BF2026000001"),
        "over": "",
        "title": "专业技术资格证书补发登记表",
        "values": values | changes.pop("values", {}),
        "shown": all_items(annexes.REISSUE),
        "copies": 2,
    }
    return annex.AnnexForm(**(facts | changes))


def summed_up(count: int = 60, **changes) -> summary.Summary:
    lines = tuple(
        summary.Line(
            {
                "name": LONG_NAME if n % 7 == 0 else f"张示例{n}",
                "sex": "女",
                "id_number": "999101199001011234",
                "employer": "江城市社会工作服务中心" * (3 if n % 5 == 0 else 1),
                "qualification": "社会工作者职业资格",
                "level": "中级",
                "management_number": number(n),
                "approved_on": "2026年6月14日",
                "way": "换发" if n % 3 == 0 else "补发",
                "cause": "证书填错" if n % 3 == 0 else "证书遗失",
            }
        )
        for n in range(1, count + 1)
    )
    facts = {
        "heading": heading("HZ4-340100-2026-1"),
        "annex": annexes.SUMMARY_VOCATIONAL,
        "period": "2026年度",
        "to": "安徽省人力资源和社会保障厅",
        "lines": lines,
        "shown": all_items(annexes.SUMMARY_VOCATIONAL),
        "filler": "王经办",
        "phone": "0551-00000000",
    }
    return summary.Summary(**(facts | changes))


def verified_once(**changes) -> verified.VerificationReceipt:
    facts = {
        "heading": heading("HZ0123456789ABCDEF", "印信（log.example/2026）"),
        "asked": (("管理号", "20***************1"), ("证件号码", "99***************4")),
        "verdict": "证书真实有效",
        "message": "证书真实有效，所核对的信息与证书登记信息一致。",
        "at": AT,
        "log": "第132条，根 949a58ce8d3ecffc…",
        "text": "{\n" + ' "receipt": "' + "0123456789abcdef" * 24 + '"\n}',
        "address": "https://yinxin.example/receipts",
    }
    return verified.VerificationReceipt(**(facts | changes))


def replied(**changes) -> objection.ObjectionReply:
    facts = {
        "heading": heading("YY2026000001"),
        "objector": "江城市演示公司",
        "about": number(1),
        "received_at": AT,
        "statement": "员工出示的证书查询不到，请核实是否发放过。",
        "receipt": "HZ0123456789ABCDEF",
        "finding": "信息有误，需要更正",
        "reply": "经核对报名信息，证书上的姓名多印了一个字，请持证人申请换发。",
        "carried_out": "由持证人申请换发（N15）",
        "answered_at": AT,
    }
    return objection.ObjectionReply(**(facts | changes))


def applied(**changes) -> accepted.ApplicationReceipt:
    facts = {
        "heading": heading("BF2026000001"),
        "holder": LONG_NAME,
        "id_kind": "居民身份证",
        "id_number": "999101199001011234",
        "certificate": "社会工作者职业资格 中级",
        "management_number": number(1),
        "way": "补发",
        "cause": "证书遗失",
        "rule": "2026年9月1日在全国规程施行之后，全国统一制作适用规程。",
        "next": "待初审",
        "papers": (accepted.Paper("书面申请", 1, "原件"), accepted.Paper("身份证复印件", 2, "电子件")),
        "promised_on": date(2026, 9, 20),
        "clerk": "王窗口",
        "ask": "0551-0000 0000",
    }
    return accepted.ApplicationReceipt(**(facts | changes))


def supervised(rows: int = 3, **changes) -> supervision.Report:
    columns = {
        "trend": ("到期", "按期办结", "逾期办结", "逾期未办"),
        "bodies": ("到期", "按期办结", "逾期办结", "逾期未办", "已说明原因", "前期遗留"),
        "months": ("制发", "发出", "换发补发", "作无效处理", "恢复有效"),
        "certificates": ("制发", "发出", "换发补发", "作无效处理", "恢复有效"),
        "checks": ("已检查", "不符合"),
        "criticisms": ("通报", "办结"),
        "objections": ("收到", "答复", "承诺期内答复"),
    }
    drawn = {"trend": (3, 2, 1), "bodies": (3, 2, 1), "months": (0, 1)}

    def table(key: str) -> supervision.Table:
        names = columns[key]
        lines = tuple(
            supervision.Row(f"第{place}人力资源和社会保障局（演示）", tuple(range(place, place + len(names))))
            for place in range(rows)
        )
        totals = tuple(map(sum, zip(*(one.counts for one in lines), strict=True))) or (0,) * len(names)
        told = tuple(supervision.Column(name, f"期内的{name}。") for name in names)
        return supervision.Table(
            key, f"表{key}", "机构", told, lines, totals, drawn.get(key, ()), key != "months"
        )

    facts = {
        "heading": heading("JD-3-202609"),
        "period": "2026年9月",
        "until": date(2026, 9, 30),
        "running": False,
        "year": False,
        "tables": tuple(map(table, columns)),
        "late": (supervision.Late(LONG_NAME, "N9.2", "2026-09-11", "未办结", "数据还在核对"),) * min(rows, 3),
        "late_count": rows,
        "digest": "0f" * 32,
    }
    return supervision.Report(**(facts | changes))


def criticised(**changes) -> criticism.Criticism:
    facts = {
        "heading": heading("演示通〔2026〕7号"),
        "to": "安徽省人事考试院（演示）",
        "finding": ("随机抽查的5件审核中，1件没有核验记录。", "经办人和复核人都没有发现。"),
        "clause": "A1.3c 发放、限制与问责",
        "grounds": "随机抽查的结果",
        "measure": "通报批评",
        "referred_to": "",
        "asked": ("全部复查并报告。",),
        "due_on": date(2026, 10, 31),
        "check": 4,
    }
    return criticism.Criticism(**(facts | changes))


ALL |= {
    "supervision": lambda: supervision.render(supervised()),
    "supervision-running": lambda: supervision.render(
        supervised(40, running=True, year=True, period="2026年")
    ),
    "supervision-empty": lambda: supervision.render(supervised(0)),
    "criticism": lambda: criticism.render(criticised()),
    "criticism-grave-draft": lambda: criticism.render(
        criticised(
            draft=True,
            check=0,
            measure="移送追究责任",
            referred_to="省纪委监委（演示）",
            finding=("事实。" * 260,),
        )
    ),
    "annex-1": lambda: annex.render(annexes.REGISTRATION, [passed()]),
    "annex-1-draft": lambda: annex.render(
        annexes.REGISTRATION, [passed(photo=None, draft=True, shown=frozenset())]
    ),
    "annex-2": lambda: annex.render(annexes.REISSUE, [lost()]),
    "annex-3": lambda: summary.render(summed_up(3, annex=annexes.SUMMARY_TITLES, draft=True)),
    "annex-4": lambda: summary.render(summed_up()),
    "accepted": lambda: accepted.render(applied()),
    "accepted-online": lambda: accepted.render(applied(clerk="", promised_on=None, papers=(), ask="")),
    "objection": lambda: objection.render(replied()),
    "objection-long": lambda: objection.render(replied(reply="请核对。" * 250, receipt="", carried_out="")),
    "verified": lambda: verified.render(verified_once()),
    "verified-unknown": lambda: verified.render(verified_once(log="", asked=(("文件摘要", "0f" * 32),))),
}
