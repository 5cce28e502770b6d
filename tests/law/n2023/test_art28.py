from yinxin.kernel.clause import Clause
from yinxin.law import index
from yinxin.law.n2023 import art28_interpretation as article


def test_the_article_declares_and_orders_nothing():
    assert article.ARTICLE.clauses == (Clause("N28"),)
    assert index.functions(Clause("N28")) == ()


def test_the_article_says_something_in_our_own_words():
    assert len(str(article.ARTICLE.summary)) > 8
