"""N28 — the ministry interprets the procedure.

Declaratory. 依据：人社厅发〔2023〕16号 第二十八条.
"""
# Reading: our readings, in the articles' files and in docs, are readings and no interpretation. Where the
# ministry explains an article otherwise, the file changes and the changelog names the day.

from yinxin.kernel.words import Words
from yinxin.law.article import national

ARTICLE = national(
    "第二十八条",
    title=Words("解释"),
    points={"N28": Words("规程怎么理解，由人力资源社会保障部解释。")},
)
