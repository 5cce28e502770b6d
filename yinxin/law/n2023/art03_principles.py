"""N3 — the work follows the law, is safe and orderly, efficient and convenient.

Declaratory. 依据：人社厅发〔2023〕16号 第三条.
"""
# Reading: sets no duty of its own. The named limits, the custody books and the answers at the counter are
# where the other articles make it concrete.

from yinxin.kernel.words import Words
from yinxin.law.article import national

ARTICLE = national(
    "第三条",
    title=Words("工作原则"),
    points={"N3": Words("证书管理要守法规、讲规范、保安全，也要办得快、让人方便。")},
)
