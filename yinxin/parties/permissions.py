"""What a person may be allowed to do: one enum, ``object:verb``."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class Permission(Enum):
    """A permission; the value is its name in documents, :attr:`words` its name for people."""

    EXAM_SEE = "exam:see"
    EXAM_ENTER = "exam:enter"
    EXAM_PUBLISH = "exam:publish"
    BATCH_SEE = "batch:see"
    BATCH_CHECK = "batch:check"
    BATCH_SUBMIT = "batch:submit"
    BATCH_WITHDRAW = "batch:withdraw"
    BATCH_ACCEPT = "batch:accept"
    BATCH_RETURN = "batch:return"
    BATCH_RELEASE = "batch:release"
    CERTIFICATE_SEE = "certificate:see"
    PRINT_SEE = "print:see"
    PRINT_REPORT = "print:report"
    CUSTODY_SEE = "custody:see"
    CUSTODY_KEEP = "custody:keep"
    CUSTODY_COUNT = "custody:count"
    CUSTODY_CORRECT = "custody:correct"
    COLLECTION_GIVE = "collection:give"
    COLLECTION_CORRECT = "collection:correct"
    POST_SEND = "post:send"
    SERVICE_PUBLISH = "service:publish"
    CORRECTION_ANSWER = "correction:answer"
    OBJECTION_SEE = "objection:see"
    OBJECTION_CHECK = "objection:check"
    OBJECTION_ANSWER = "objection:answer"
    FAKE_SEE = "fake:see"
    FAKE_SETTLE = "fake:settle"
    SEAL_CHECK = "seal:check"
    VOLUME_CLOSE = "volume:close"
    DESTRUCTION_LIST = "destruction:list"
    DESTRUCTION_CARRY_OUT = "destruction:carry_out"
    APPLICATION_SEE = "application:see"
    APPLICATION_FILE = "application:file"
    APPLICATION_REVIEW = "application:review"
    APPLICATION_CONFIRM = "application:confirm"
    APPLICATION_MAKE = "application:make"
    APPLICATION_RELEASE = "application:release"
    APPLICATION_RULE = "application:rule"
    FORM_PRINT = "form:print"
    FORM_PUBLISH = "form:publish"
    SUMMARY_SEE = "summary:see"
    SUMMARY_HAND_IN = "summary:hand_in"
    SUMMARY_TAKE = "summary:take"
    INVALIDATION_SEE = "invalidation:see"
    INVALIDATION_PROPOSE = "invalidation:propose"
    INVALIDATION_HEAR = "invalidation:hear"
    INVALIDATION_DECIDE = "invalidation:decide"
    INVALIDATION_NOTIFY = "invalidation:notify"
    INVALIDATION_SUBMIT = "invalidation:submit"
    INVALIDATION_PREPARE = "invalidation:prepare"
    INVALIDATION_EFFECT = "invalidation:effect"
    INVALIDATION_ANNUL = "invalidation:annul"
    DUTY_SEE = "duty:see"
    DUTY_EXPLAIN = "duty:explain"
    SUPERVISION_SEE = "supervision:see"
    SUPERVISION_ANSWER = "supervision:answer"
    SUPERVISION_REPORT = "supervision:report"
    SPOT_CHECK_PLAN = "spot_check:plan"
    SPOT_CHECK_SEED = "spot_check:seed"
    SPOT_CHECK_FIND = "spot_check:find"
    CRITICISM_DRAFT = "criticism:draft"
    CRITICISM_ISSUE = "criticism:issue"
    COMMITTEE_KEEP = "committee:keep"
    REVIEW_SEE = "review:see"
    REVIEW_HOLD = "review:hold"
    REVIEW_DECIDE = "review:decide"
    LIST_NOTICE = "list:notice"
    PROMISE_CHECK = "promise:check"
    AUDIT_SEE = "audit_file:see"
    AUDIT_COLLECT = "audit_file:collect"
    AUDIT_DECIDE = "audit_file:decide"
    LEGACY_SEE = "legacy:see"
    LEGACY_COLLECT = "legacy:collect"
    LEGACY_HAND_OVER = "legacy:hand_over"
    LEGACY_RECEIVE = "legacy:receive"
    LEGACY_OPEN = "legacy:open"
    LEGACY_RETURN = "legacy:return"
    LEDGER_SEAL = "ledger:seal"
    LEDGER_AUDIT = "ledger:audit"
    ORGANISATION_SEE = "organisation:see"
    ORGANISATION_MANAGE = "organisation:manage"
    PERSON_SEE = "person:see"
    PERSON_INVITE = "person:invite"
    SEAT_MANAGE = "seat:manage"
    ACCOUNT_CLOSE = "account:close"
    ACCOUNT_RESET = "account:reset"
    ACCESS_APPROVE = "access:approve"
    CATALOGUE_PROPOSE = "catalogue:propose"
    CATALOGUE_APPROVE = "catalogue:approve"
    KEY_MAKE = "key:make"
    KEY_REVOKE = "key:revoke"
    DISCLOSURE_PUBLISH = "disclosure:publish"
    SEAL_KEY_SEE = "seal_key:see"
    SEAL_KEY_PROPOSE = "seal_key:propose"
    SEAL_KEY_APPROVE = "seal_key:approve"
    SHARING_SEE = "sharing:see"
    SHARING_PROPOSE = "sharing:propose"
    SHARING_APPROVE = "sharing:approve"
    SHARING_KEEP = "sharing:keep"
    VETTING_ASK = "vetting:ask"

    @property
    def words(self) -> Words:
        """The permission in words, for refusals and for the table of permissions."""
        return _WORDS[self]


_WORDS = {
    Permission.EXAM_SEE: Words("查看考试"),
    Permission.EXAM_ENTER: Words("登记考试及考试机构"),
    Permission.EXAM_PUBLISH: Words("登记成绩发布"),
    Permission.BATCH_SEE: Words("查看批次"),
    Permission.BATCH_CHECK: Words("检查数据文件"),
    Permission.BATCH_SUBMIT: Words("提交证书数据"),
    Permission.BATCH_WITHDRAW: Words("撤回批次"),
    Permission.BATCH_ACCEPT: Words("接收批次并安排制证"),
    Permission.BATCH_RETURN: Words("退回批次"),
    Permission.BATCH_RELEASE: Words("发布批次"),
    Permission.CERTIFICATE_SEE: Words("查看证书"),
    Permission.PRINT_SEE: Words("查看印制单"),
    Permission.PRINT_REPORT: Words("登记空白证书和印制回报、安排补印"),
    Permission.CUSTODY_SEE: Words("查看证书库存"),
    Permission.CUSTODY_KEEP: Words("设置库位、移库、交接证书"),
    Permission.CUSTODY_COUNT: Words("盘点并提出库存更正"),
    Permission.CUSTODY_CORRECT: Words("批准库存更正"),
    Permission.COLLECTION_GIVE: Words("在窗口发放证书"),
    Permission.COLLECTION_CORRECT: Words("更正发放登记"),
    Permission.POST_SEND: Words("办理证书邮寄"),
    Permission.SERVICE_PUBLISH: Words("发布领取服务告知、通知持证人"),
    Permission.CORRECTION_ANSWER: Words("答复持证人反映的信息错误"),
    Permission.OBJECTION_SEE: Words("查看异议"),
    Permission.OBJECTION_CHECK: Words("核实、转交异议"),
    Permission.OBJECTION_ANSWER: Words("书面答复异议"),
    Permission.FAKE_SEE: Words("查看假证举报"),
    Permission.FAKE_SETTLE: Words("处理假证举报"),
    Permission.SEAL_CHECK: Words("登记验印"),
    Permission.VOLUME_CLOSE: Words("登记造册归档"),
    Permission.DESTRUCTION_LIST: Words("列入销毁清册、移交销毁"),
    Permission.DESTRUCTION_CARRY_OUT: Words("清点、销毁证书"),
    Permission.APPLICATION_SEE: Words("查看换发补发申请"),
    Permission.APPLICATION_FILE: Words("在窗口代填换发补发申请"),
    Permission.APPLICATION_REVIEW: Words("初审换发补发申请"),
    Permission.APPLICATION_CONFIRM: Words("审核确认换发补发申请"),
    Permission.APPLICATION_MAKE: Words("安排换发补发制证"),
    Permission.APPLICATION_RELEASE: Words("发布换发补发证书"),
    Permission.APPLICATION_RULE: Words("增加本地换发补发材料"),
    Permission.FORM_PRINT: Words("打印合格人员登记表"),
    Permission.FORM_PUBLISH: Words("设定登记表式样和汇总报送周期"),
    Permission.SUMMARY_SEE: Words("查看补换发汇总表"),
    Permission.SUMMARY_HAND_IN: Words("报送补换发汇总表"),
    Permission.SUMMARY_TAKE: Words("接收补换发汇总表"),
    Permission.INVALIDATION_SEE: Words("查看无效处理"),
    Permission.INVALIDATION_PROPOSE: Words("提出无效处理、告知拟处理"),
    Permission.INVALIDATION_HEAR: Words("登记陈述申辩"),
    Permission.INVALIDATION_DECIDE: Words("作出无效处理决定"),
    Permission.INVALIDATION_NOTIFY: Words("送达决定、书面告知"),
    Permission.INVALIDATION_SUBMIT: Words("报送无效处理数据"),
    Permission.INVALIDATION_PREPARE: Words("核对无效处理数据"),
    Permission.INVALIDATION_EFFECT: Words("使无效处理生效、恢复证书"),
    Permission.INVALIDATION_ANNUL: Words("登记决定被撤销"),
    Permission.DUTY_SEE: Words("查看时限事项"),
    Permission.DUTY_EXPLAIN: Words("登记逾期原因"),
    Permission.SUPERVISION_SEE: Words("查看监督情况"),
    Permission.SUPERVISION_ANSWER: Words("报告整改情况"),
    Permission.SUPERVISION_REPORT: Words("签发监督报告"),
    Permission.SPOT_CHECK_PLAN: Words("封存抽查名单"),
    Permission.SPOT_CHECK_SEED: Words("登记种子并抽取、公布抽查结果"),
    Permission.SPOT_CHECK_FIND: Words("登记抽查结论"),
    Permission.CRITICISM_DRAFT: Words("起草通报批评"),
    Permission.CRITICISM_ISSUE: Words("签发通报批评"),
    Permission.COMMITTEE_KEEP: Words("核准、终止评审委员会"),
    Permission.REVIEW_SEE: Words("查看职称评审"),
    Permission.REVIEW_HOLD: Words("登记评审会议、报送评审结果"),
    Permission.REVIEW_DECIDE: Words("审批备案评审结果"),
    Permission.LIST_NOTICE: Words("公示名单、答复公示异议"),
    Permission.PROMISE_CHECK: Words("抽查和核查承诺"),
    Permission.AUDIT_SEE: Words("查看报考条件审核"),
    Permission.AUDIT_COLLECT: Words("通知本人、收取审核材料"),
    Permission.AUDIT_DECIDE: Words("审核报考条件"),
    Permission.LEGACY_SEE: Words("查看存量数据"),
    Permission.LEGACY_COLLECT: Words("归集、补正存量数据，认定重复记录"),
    Permission.LEGACY_HAND_OVER: Words("移交存量数据"),
    Permission.LEGACY_RECEIVE: Words("接收存量数据"),
    Permission.LEGACY_OPEN: Words("核对并开通存量证书"),
    Permission.LEGACY_RETURN: Words("退回存量数据"),
    Permission.LEDGER_SEAL: Words("封存账目"),
    Permission.LEDGER_AUDIT: Words("审计账目"),
    Permission.ORGANISATION_SEE: Words("查看机构"),
    Permission.ORGANISATION_MANAGE: Words("登记和调整机构"),
    Permission.PERSON_SEE: Words("查看人员"),
    Permission.PERSON_INVITE: Words("邀请人员"),
    Permission.SEAT_MANAGE: Words("授予和终止岗位"),
    Permission.ACCOUNT_CLOSE: Words("关闭和恢复账号"),
    Permission.ACCOUNT_RESET: Words("重置登录方式、结束会话"),
    Permission.ACCESS_APPROVE: Words("批准权限变更"),
    Permission.CATALOGUE_PROPOSE: Words("提出目录变更"),
    Permission.CATALOGUE_APPROVE: Words("批准目录变更"),
    Permission.KEY_MAKE: Words("申请接口密钥"),
    Permission.KEY_REVOKE: Words("吊销他人的接口密钥"),
    Permission.DISCLOSURE_PUBLISH: Words("公布进度、设定公布承诺"),
    Permission.SEAL_KEY_SEE: Words("查看印章密钥"),
    Permission.SEAL_KEY_PROPOSE: Words("登记印章密钥、提出变更"),
    Permission.SEAL_KEY_APPROVE: Words("批准印章密钥变更"),
    Permission.SHARING_SEE: Words("查看数据共享协议"),
    Permission.SHARING_PROPOSE: Words("提出数据共享协议"),
    Permission.SHARING_APPROVE: Words("批准数据共享协议"),
    Permission.SHARING_KEEP: Words("管理共享密钥、通知和终止共享"),
    Permission.VETTING_ASK: Words("批量核验证书、关注证书状态"),
}

BY_HAND = frozenset(
    {
        Permission.CUSTODY_KEEP,
        Permission.CUSTODY_COUNT,
        Permission.CUSTODY_CORRECT,
        Permission.COLLECTION_GIVE,
        Permission.SUPERVISION_ANSWER,
        Permission.SPOT_CHECK_PLAN,
        Permission.SPOT_CHECK_SEED,
        Permission.SPOT_CHECK_FIND,
        Permission.CRITICISM_DRAFT,
        Permission.CRITICISM_ISSUE,
        Permission.COMMITTEE_KEEP,
        Permission.REVIEW_HOLD,
        Permission.REVIEW_DECIDE,
        Permission.SUPERVISION_REPORT,
        Permission.DISCLOSURE_PUBLISH,
        Permission.LIST_NOTICE,
        Permission.PROMISE_CHECK,
        Permission.AUDIT_COLLECT,
        Permission.AUDIT_DECIDE,
        Permission.LEGACY_COLLECT,
        Permission.LEGACY_HAND_OVER,
        Permission.COLLECTION_CORRECT,
        Permission.POST_SEND,
        Permission.SERVICE_PUBLISH,
        Permission.APPLICATION_FILE,
        Permission.APPLICATION_REVIEW,
        Permission.APPLICATION_RULE,
        Permission.DUTY_EXPLAIN,
        Permission.FORM_PUBLISH,
        Permission.SUMMARY_HAND_IN,
        Permission.CORRECTION_ANSWER,
        Permission.INVALIDATION_PROPOSE,
        Permission.INVALIDATION_HEAR,
        Permission.INVALIDATION_DECIDE,
        Permission.INVALIDATION_NOTIFY,
        Permission.INVALIDATION_SUBMIT,
        Permission.INVALIDATION_ANNUL,
        Permission.OBJECTION_CHECK,
        Permission.OBJECTION_ANSWER,
        Permission.FAKE_SETTLE,
        Permission.SEAL_CHECK,
        Permission.VOLUME_CLOSE,
        Permission.DESTRUCTION_LIST,
        Permission.DESTRUCTION_CARRY_OUT,
    }
)
"""What a body does itself, with paper in hand, its holder before it, its own decision, what it says for itself: who
oversees it does not reach in there."""
