import pytest

from yinxin.kernel.refusal import NotPermitted
from yinxin.law.n2023.art04_duties import WHO_DOES, Task, check_task_of
from yinxin.law.parties import Party


@pytest.mark.parametrize("task", Task)
def test_every_task_has_an_owner_who_may_do_it(task):
    for owner in WHO_DOES[task]:
        check_task_of(owner, task)


@pytest.mark.parametrize(
    ("party", "task", "owner"),
    [
        (Party.AGENCY, Task.MAKE, "人事考试中心"),
        (Party.CENTER, Task.SUBMIT_DATA, "考试机构"),
        (Party.HOLDER, Task.DISTRIBUTE, "考试机构、证书发放机构"),
        (Party.CENTER, Task.SUPERVISE, "人力资源社会保障部"),
    ],
)
def test_a_task_of_somebody_else_is_refused_and_says_whose_it_is(party, task, owner):
    with pytest.raises(NotPermitted) as refusal:
        check_task_of(party, task)
    assert owner in str(refusal.value.do)
    assert refusal.value.clause.id == "N4"
