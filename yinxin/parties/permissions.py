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
    SEAL_CHECK = "seal:check"
    VOLUME_CLOSE = "volume:close"
    DESTRUCTION_LIST = "destruction:list"
    DESTRUCTION_CARRY_OUT = "destruction:carry_out"
    DUTY_SEE = "duty:see"
    DUTY_EXPLAIN = "duty:explain"
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
    Permission.SEAL_CHECK: Words("登记验印"),
    Permission.VOLUME_CLOSE: Words("登记造册归档"),
    Permission.DESTRUCTION_LIST: Words("列入销毁清册、移交销毁"),
    Permission.DESTRUCTION_CARRY_OUT: Words("清点、销毁证书"),
    Permission.DUTY_SEE: Words("查看时限事项"),
    Permission.DUTY_EXPLAIN: Words("登记逾期原因"),
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
}

BY_HAND = frozenset(
    {
        Permission.CUSTODY_KEEP,
        Permission.CUSTODY_COUNT,
        Permission.CUSTODY_CORRECT,
        Permission.COLLECTION_GIVE,
        Permission.COLLECTION_CORRECT,
        Permission.POST_SEND,
        Permission.SERVICE_PUBLISH,
        Permission.SEAL_CHECK,
        Permission.VOLUME_CLOSE,
        Permission.DESTRUCTION_LIST,
        Permission.DESTRUCTION_CARRY_OUT,
    }
)
"""What is done with paper in hand: who oversees an organisation does not thereby reach into its cupboards."""
