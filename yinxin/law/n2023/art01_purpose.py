"""N1 — why the procedure exists: orderly making and giving out of certificates, and better service.

Declaratory. 依据：人社厅发〔2023〕16号 第一条.
"""
# Reading: sets no duty of its own. It weighs in when two readings of another article are possible: the one
# that serves the holder better at equal safety is taken.

from yinxin.kernel.words import Words
from yinxin.law.article import national

ARTICLE = national(
    "第一条",
    title=Words("目的和依据"),
    points={"N1": Words("让证书的制作和发放有章可循，把管理和服务做得更好。")},
)
