from yinxin.kernel.clause import Clause
from yinxin.law import index
from yinxin.law.n2023 import art01_purpose as article


def test_the_article_declares_and_orders_nothing():
    assert article.ARTICLE.clauses == (Clause("N1"),)
    assert index.functions(Clause("N1")) == ()


def test_the_article_says_something_in_our_own_words():
    assert len(str(article.ARTICLE.summary)) > 8
