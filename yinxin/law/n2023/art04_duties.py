"""N4 — who does what: ministry, authorities, exam agencies, the center.

依据：人社厅发〔2023〕16号 第四条.
"""
# Reading: the table is closed for the tasks that it names. An association that runs an exam acts as an
# agency. Handing out to the holder is the issuer's task; a body may be agency and issuer at once.

from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.law.article import national
from yinxin.law.parties import Party

DUTIES = Clause("N4")

ARTICLE = national(
    "第四条",
    title=Words("职责分工"),
    points={
        "N4": Words(
            "部里管政策和监督，主管部门和省级人社部门管本行业本地区，考试机构采集审核数据并发放证书，"
            "人事考试中心接收数据、制作证书、运行查询验证。"
        )
    },
)


class Task(Enum):
    """A task that the article gives to somebody."""

    SET_POLICY = "set_policy"
    SUPERVISE = "supervise"
    MANAGE = "manage"
    SUBMIT_DATA = "submit_data"
    DISTRIBUTE = "distribute"
    RECEIVE_DATA = "receive_data"
    MAKE = "make"
    ANSWER = "answer"

    @property
    def label(self) -> Words:
        """The task in Chinese."""
        return _LABELS[self]


_LABELS = {
    Task.SET_POLICY: Words("制定政策"),
    Task.SUPERVISE: Words("监督指导"),
    Task.MANAGE: Words("管理本行业或本地区的制证发证"),
    Task.SUBMIT_DATA: Words("采集、审核和报送证书数据"),
    Task.DISTRIBUTE: Words("发放证书"),
    Task.RECEIVE_DATA: Words("接收证书数据"),
    Task.MAKE: Words("制作证书"),
    Task.ANSWER: Words("提供查询验证"),
}

WHO_DOES = {
    Task.SET_POLICY: (Party.MINISTRY,),
    Task.SUPERVISE: (Party.MINISTRY,),
    Task.MANAGE: (Party.AUTHORITY,),
    Task.SUBMIT_DATA: (Party.AGENCY,),
    Task.DISTRIBUTE: (Party.AGENCY, Party.ISSUER),
    Task.RECEIVE_DATA: (Party.CENTER,),
    Task.MAKE: (Party.CENTER,),
    Task.ANSWER: (Party.CENTER,),
}


@enacts(DUTIES)
def check_task_of(party: Party, task: Task) -> None:
    """Let a party do only what the article gives it.

    :raises NotPermitted: the task is somebody else's; the refusal says whose.
    """
    if party not in WHO_DOES[task]:
        raise NotPermitted(
            Words("{task}不是{party}的职责。", task=task.label, party=party.label),
            do=Words("请由{owners}办理。", owners=listed([owner.label for owner in WHO_DOES[task]])),
            clause=DUTIES,
        )
