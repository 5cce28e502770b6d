"""What pages call things that have only a name in code: acts of the ledger, states, ways to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.annexes import states as annexes
from yinxin.approvals import states as approvals
from yinxin.changing import states as changing
from yinxin.closing import states as closing
from yinxin.invalidation import states as invalidation
from yinxin.issuing import states as issuing
from yinxin.issuing.kinds import CollectorKind
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Machine
from yinxin.parties.roles import ROLES
from yinxin.presenting import states as presenting
from yinxin.production import states as production
from yinxin.register import states as register
from yinxin.register.places import SlipKind
from yinxin.supervision import states as supervision
from yinxin.web.devices import device as device
from yinxin.web.invalidation_wording import INVALIDATION
from yinxin.web.kinds_wording import KINDS as KINDS
from yinxin.web.province_wording import PROVINCE, PROVINCE_MACHINES, PROVINCIAL
from yinxin.web.register_wording import BOOKS, BOUND
from yinxin.web.supervision_wording import SUPERVISED, SUPERVISION
from yinxin.web.tones import tone as tone
from yinxin.web.trust_wording import TRUST, TRUST_MACHINES, TRUSTED

MACHINES: Final[Mapping[str, Machine]] = {
    machine.subject: machine
    for machine in (
        *production.MACHINES,
        *register.MACHINES,
        *issuing.MACHINES,
        *changing.MACHINES,
        *closing.MACHINES,
        *TRUST_MACHINES,
        *invalidation.MACHINES,
        *supervision.MACHINES,
        *PROVINCE_MACHINES,
        *annexes.MACHINES,
        *presenting.MACHINES,
        *approvals.MACHINES,
    )
}

ACTS: Final[Mapping[str, Words]] = {
    **INVALIDATION,
    **BOUND,
    **TRUST,
    **SUPERVISION,
    **PROVINCE,
    "account.closed": Words("关闭账号"),
    "account.opened": Words("开立账号"),
    "account.password_set": Words("设置密码"),
    "account.reopened": Words("恢复账号"),
    "account.factors_dropped": Words("移除他人的第二步验证"),
    "account.password_link_made": Words("发放重设密码的链接"),
    "account.sessions_ended": Words("结束全部会话"),
    "account.signed_in": Words("登录"),
    "application.filed": Words("提出换发补发申请"),
    "application.resubmitted": Words("补正后重新提交"),
    "application.reviewed": Words("初审通过"),
    "application.confirmed": Words("审核确认"),
    "application.taken": Words("安排制证"),
    "application.released": Words("发布新证书"),
    "application.returned": Words("退回申请人补正"),
    "application.sent_back": Words("退回审核环节"),
    "application.rejected": Words("不予办理"),
    "application.told": Words("通知申请人"),
    "application.withdrawn": Words("申请人撤回"),
    "application_paper.added": Words("收到申请材料"),
    "application_paper.accepted": Words("核对申请材料"),
    "application_paper.refused": Words("申请材料不合要求"),
    "desk_promise.published": Words("公布办理承诺时限"),
    "evidence_rule.published": Words("增加本地材料要求"),
    "evidence_rule.ended": Words("终止本地材料要求"),
    "batch.received": Words("收到批次"),
    "batch.accepted": Words("接收批次，安排制证"),
    "batch.made": Words("批次制作完成"),
    "batch.released": Words("发布批次"),
    "batch.returned": Words("退回批次"),
    "batch.withdrawn": Words("撤回批次"),
    "blanks.entered": Words("登记空白证书"),
    "certificate.dropped": Words("取消制作"),
    "certificate.invalidated": Words("作无效处理"),
    "certificate.opened": Words("登记证书"),
    "collection.corrected": Words("更正发放登记"),
    "collection.given": Words("在窗口发给领取人"),
    "collection.undone": Words("窗口撤回发放"),
    "holder.contact_left": Words("持证人留下联系方式"),
    "holder.contact_removed": Words("持证人删除联系方式"),
    "certificate.released": Words("证书生效"),
    "certificate.superseded": Words("由新证书取代"),
    "chunk.made": Words("完成一段制证"),
    "chunk.restarted": Words("重新开始制证分段"),
    "chunk.stuck": Words("制证分段停下"),
    "consignment.packed": Words("装箱"),
    "consignment.sent": Words("发出"),
    "consignment.signed": Words("清点签收"),
    "consignment.unpacked": Words("拆箱作废"),
    "difference.explained": Words("查明差异，账簿不变"),
    "difference.found": Words("发现差异"),
    "difference.lost": Words("差异了结：确认遗失"),
    "difference.spoiled": Words("差异了结：确认作废"),
    "difference.taken_in": Words("差异了结：补收入库"),
    "seal_check.made": Words("登记验印"),
    "copy_note.damaged": Words("登记库内损毁"),
    "copy_note.found": Words("登记找回入库"),
    "copy_note.recalled": Words("登记收回"),
    "count.begun": Words("开始盘点"),
    "count.corrected": Words("按盘点更正库存"),
    "count.finished": Words("结束盘点"),
    "custodian_handover.accepted": Words("签收保管交接"),
    "custodian_handover.proposed": Words("提出保管交接"),
    "custodian_handover.refused": Words("不签收保管交接"),
    "custodian_handover.withdrawn": Words("撤回保管交接"),
    "delegation.ended": Words("结束代理"),
    "delegation.given": Words("委托代理"),
    "destruction_list.opened": Words("开立销毁清册"),
    "destruction_list.listed": Words("列入销毁清册"),
    "destruction_list.closed": Words("封存销毁清册"),
    "destruction_list.handed_over": Words("移交销毁"),
    "destruction_list.missing": Words("登记短少"),
    "destruction_list.recorded": Words("第一人登记销毁"),
    "destruction_list.sent_back": Words("第二人不确认，退回清点"),
    "destruction_list.destroyed": Words("第二人确认销毁"),
    "duty.discharged": Words("时限事项办结"),
    "duty.explained": Words("登记逾期原因"),
    "duty.opened": Words("时限事项开始计算"),
    "duty.recomputed": Words("重新计算期限"),
    "duty.reopened": Words("时限事项重新开始"),
    "exam.assigned": Words("登记考试机构与合格人数"),
    "exam.entered": Words("登记考试"),
    "exam.people_excluded": Words("登记不提交的人员"),
    "exam.results_published": Words("登记成绩发布"),
    "invitation.accepted": Words("接受邀请"),
    "invitation.made": Words("发出邀请"),
    "invitation.withdrawn": Words("收回邀请"),
    "key.made": Words("申请接口密钥"),
    "key.revoked": Words("吊销接口密钥"),
    "message.failed": Words("领取通知未能发出"),
    "message.sent": Words("通知持证人领取"),
    "mail_application.applied": Words("申请邮寄"),
    "mail_application.approved": Words("同意邮寄"),
    "mail_application.refused": Words("不同意邮寄"),
    "mail_application.withdrawn": Words("撤回邮寄申请"),
    "mail_application.readdressed": Words("更正收件信息"),
    "mail_application.posted": Words("交寄"),
    "mail_application.delivered": Words("妥投"),
    "mail_application.returned": Words("退件入库"),
    "mail_application.lost": Words("邮寄中遗失"),
    "organisation.closed": Words("撤销机构"),
    "grant.made": Words("办理加注件或分享链接"),
    "grant.revoked": Words("持证人收回加注件或分享链接"),
    "credential.issued": Words("出具可验证凭证"),
    "correction.reported": Words("持证人反映信息有误"),
    "correction.answered": Words("答复持证人的反映"),
    "objection.filed": Words("提出异议"),
    "objection.taken": Words("开始核实异议"),
    "objection.passed_on": Words("转交异议"),
    "objection.answered": Words("书面答复异议"),
    "objection.withdrawn": Words("异议人撤回异议"),
    "objection.told": Words("通知异议人"),
    "objection_promise.published": Words("公布异议答复的承诺时限"),
    "factor.added": Words("添加第二步验证"),
    "factor.codes_renewed": Words("更换恢复码"),
    "factor.removed": Words("移除第二步验证"),
    "organisation.founded": Words("登记机构"),
    "organisation.merged": Words("并入其他机构"),
    "organisation.moved": Words("调整隶属关系"),
    "organisation.renamed": Words("机构更名"),
    "organisation.took_over": Words("接管并入的机构"),
    "place.opened": Words("设置库位"),
    "post_run.sent": Words("交寄一批邮件"),
    "practice.published": Words("登记邮寄办法"),
    "rhythm.published": Words("登记汇总报送周期"),
    "summary.handed_in": Words("报送汇总表"),
    "summary.opened": Words("开立汇总表"),
    "summary.taken": Words("接收汇总表"),
    "template.published": Words("登记表单式样"),
    "print_order.handed_over": Words("送出印制文件"),
    "print_order.made": Words("开出印制单"),
    "print_order.retried": Words("重新制作印制文件"),
    "print_order.reported": Words("登记印制回报"),
    "proposal.approved": Words("批准并执行"),
    "proposal.made": Words("提出变更"),
    "proposal.refused": Words("不批准"),
    "proposal.withdrawn": Words("收回申请"),
    "report.brought": Words("上传文件"),
    "report.checked": Words("检查完成"),
    "report.failed": Words("文件无法检查"),
    "report.submission_asked": Words("要求提交"),
    "report.submission_refused": Words("提交未成"),
    "report.submitted": Words("提交完成"),
    "seat.ended": Words("终止岗位"),
    "seat.given": Words("授予岗位"),
    "service.published": Words("发布领取须知"),
    "session.ended": Words("结束登录"),
    **{f"slip.{kind.value}": kind.words for kind in SlipKind},
    "status_list.published": Words("公布状态名单"),
    "standing.entered": Words("登记限制或记录"),
    "version.department_renamed": Words("实施部门更名"),
    "version.electronic_switched": Words("变更电子证书起始日"),
}

NOBODY_IN_PARTICULAR: Final = Words("系统")
"""How the queries name whoever acts where no person does."""

SUBJECTS: Final[Mapping[str, Words]] = {
    "application": Words("换发补发申请"),
    "application_paper": Words("申请材料"),
    "desk_promise": Words("承诺时限"),
    "evidence_rule": Words("本地材料要求"),
    "account": Words("账号"),
    "batch": Words("批次"),
    "blanks": Words("空白证书"),
    "certificate": Words("证书"),
    "chunk": Words("制证分段"),
    "collection": Words("发放"),
    "consignment": Words("证书交接单"),
    "count": Words("盘点"),
    "custodian_handover": Words("保管交接"),
    "delegation": Words("代理"),
    "difference": Words("交接差异"),
    "copy_note": Words("纸质证书的说明"),
    "destruction_list": Words("销毁清册"),
    "duty": Words("时限事项"),
    "invalidation": Words("无效处理"),
    "exam": Words("考试"),
    "exam_agency": Words("考试机构"),
    "factor": Words("第二步验证"),
    "grant": Words("出示授权"),
    "credential": Words("可验证凭证"),
    "correction": Words("信息有误的反映"),
    "objection": Words("异议"),
    "objection_promise": Words("异议答复的承诺"),
    "holder": Words("持证人"),
    "invitation": Words("邀请"),
    "key": Words("接口密钥"),
    "message": Words("领取通知"),
    "mail_application": Words("邮寄申请"),
    "organisation": Words("机构"),
    "paper_copy": Words("纸质证书"),
    "place": Words("库位"),
    "post_run": Words("交寄批次"),
    "practice": Words("邮寄办法"),
    "rhythm": Words("汇总报送周期"),
    "summary": Words("补换发汇总表"),
    "template": Words("表单式样"),
    "print_order": Words("印制单"),
    "proposal": Words("变更申请"),
    "report": Words("检查报告"),
    "seal_check": Words("验印"),
    "seat": Words("岗位"),
    "service": Words("领取须知"),
    "session": Words("登录"),
    "slip": Words("出入库单据"),
    **SUPERVISED,
    **BOOKS,
    **PROVINCIAL,
    **TRUSTED,
    "standing": Words("限制或记录"),
    "status_list": Words("状态名单"),
    "version": Words("职业资格版本"),
}

_FACTS: Final[Mapping[str, Words]] = {
    "rows": Words("{value}行"),
    "left_out": Words("未提交{value}行"),
    "certificates": Words("{value}本证书"),
    "papers": Words("{value}本纸质证书"),
    "printed": Words("印好{value}本"),
    "spoiled": Words("作废{value}本"),
    "lost_in_print": Words("遗失{value}本"),
    "missing": Words("盘亏{value}本"),
    "surplus": Words("盘盈{value}本"),
    "accepted": Words("完好{value}本"),
    "not_arrived": Words("少证{value}本"),
    "unfit": Words("不能使用{value}本"),
    "strange": Words("不在清单{value}本"),
    "seal": Words("印章：{value}"),
    "parcels": Words("{value}件邮件"),
    "lines": Words("{value}本登记"),
    "delivery": Words("第{value}次投递"),
    "run_on": Words("随{value}的批次"),
    "good": Words("{value}行没有问题"),
    "bad": Words("{value}行须改正"),
    "batch": Words("批次{value}"),
    "made": Words("制作{value}本"),
    "attempts": Words("尝试{value}次"),
    "due_on": Words("最后一天{value}"),
    "late_days": Words("逾期{value}天"),
    "count": Words("{value}人"),
    "passed": Words("合格{value}人"),
    "on": Words("日期{value}"),
    "from": Words("由{value}"),
    "to": Words("改为{value}"),
    "addressee": Words("致{value}"),
    "exam": Words("考试{value}"),
    "candidates": Words("名单{value}条"),
    "size": Words("抽取{value}件"),
    "seed_source": Words("种子来源：{value}"),
    "seed_on": Words("种子公开日{value}"),
    "seed": Words("种子：{value}"),
    "seen_at": Words("出处：{value}"),
    "cases": Words("抽查{value}件"),
    "faulty": Words("不符合{value}件"),
    "role": Words("岗位{value}"),
    "collector": Words("{value}"),
    "stage": Words("第{value}次提醒"),
}
"""What of a line's facts is for people; the rest are digests and numbers for programs."""

CERTAINTY: Final[Mapping[str, Words]] = {
    "official": Words("依据官方文本"),
    "secondary": Words("依据转载"),
    "recollected": Words("依据记忆，待核对"),
}

CATEGORIES: Final[Mapping[str, Words]] = {"access": Words("准入类"), "level": Words("水平评价类")}

LEVELS: Final[Mapping[str, Words]] = {
    "error": Words("须改正"),
    "flag": Words("请核实"),
    "notice": Words("提示"),
}

WEEKDAYS: Final = (
    Words("星期一"),
    Words("星期二"),
    Words("星期三"),
    Words("星期四"),
    Words("星期五"),
    Words("星期六"),
    Words("星期日"),
)

WEEKDAYS_SHORT: Final = (
    Words("一"),
    Words("二"),
    Words("三"),
    Words("四"),
    Words("五"),
    Words("六"),
    Words("日"),
)

HOW_COUNTED: Final[Mapping[str, Words]] = {
    "start": Words("起算日，不计入"),
    "counted": Words("计入"),
    "off": Words("不计入"),
    "due": Words("最后一天"),
}


def act(kind: str) -> Words:
    """Return an act's name; an unknown one as the ledger calls it."""
    return ACTS.get(kind) or Words("{kind}", kind=kind)


def subject(kind: str, number: int) -> Words:
    """Return what a line is about: ``批次 3``; an unknown kind as the ledger calls it."""
    return Words("{kind} {number}", kind=SUBJECTS.get(kind) or kind, number=number)


def facts_in_words(facts: Mapping[str, object]) -> tuple[Words, ...]:
    """Return what a line says beyond its kind, as far as it is for people."""
    return tuple(
        Words(_FACTS[name].template, value=_value(name, value))
        for name, value in facts.items()
        if name in _FACTS and value not in ("", None, 0)
    )


def _value(name: str, value: object) -> object:
    if name == "collector":
        return next((kind.words for kind in CollectorKind if kind.value == value), value)
    role = ROLES.get(str(value)) if name == "role" else None
    return role.title if role else value


def state(subject: str, value: str) -> Words:
    """Return the name of a state of a kind of thing."""
    return next(words for member, words in MACHINES[subject].names.items() if member.value == value)
