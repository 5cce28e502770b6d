import ast
import re
from pathlib import Path

import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound
from yinxin.law import a2013, index, n2023

LAW = Path(index.__file__).parent
TESTS = Path(__file__).parent
RULES = [
    "N1",
    "N2",
    "N3",
    "N4",
    "N5",
    "N6",
    "N7",
    "N8",
    "N9.1",
    "N9.2",
    "N10",
    "N11.1",
    "N11.2",
    "N12",
    "N13.1",
    "N13.2",
    "N14",
    "N15",
    "N16",
    "N17",
    "N18.1",
    "N18.2",
    "N19",
    "N20",
    "N21.1",
    "N21.2",
    "N22.1",
    "N22.2",
    "N23",
    "N24.1",
    "N24.2",
    "N25",
    "N26",
    "N27",
    "N28",
    "N29",
    "A1.1",
    "A1.2",
    "A1.3a",
    "A1.3b",
    "A1.3c",
    "A2.1.1",
    "A2.1.2",
    "A2.1.3",
    "A2.1.4",
    "A2.1.5",
    "A2.2.1",
    "A2.2.2",
    "A2.2.3",
    "A3.1",
    "A3.2",
    "A3.3",
    "A4",
    "A.annex1",
    "A.annex2",
    "A.annex3",
    "A.annex4",
]
DECLARATORY = {"N1", "N3", "N28"}
MODULES = [*n2023.MODULES, *a2013.MODULES]


def test_the_table_holds_every_clause_of_both_texts_in_their_order():
    assert [entry.clause.id for entry in index.entries()] == RULES


@pytest.mark.parametrize("clause", RULES)
def test_every_clause_that_orders_something_has_code(clause):
    assert bool(index.functions(Clause(clause))) is (clause not in DECLARATORY)


@pytest.mark.parametrize("clause", RULES)
def test_every_clause_has_a_title_a_sentence_a_day_and_a_source(clause):
    entry = index.entry(clause)
    assert str(entry.title)
    assert str(entry.summary) in str(entry.article.summary)
    assert str(entry.summary).endswith("。")
    assert entry.article is index.article(clause)
    assert entry.article.source.startswith(Clause(clause).source + " ")
    assert entry.article.holds_on(entry.article.first_day)
    assert not entry.article.holds_on(entry.article.first_day.replace(year=2012))


@pytest.mark.parametrize("unknown", ["N30", "N9", "A5", "x", ""])
def test_an_unknown_clause_is_not_found(unknown):
    with pytest.raises(NotFound):
        index.entry(unknown)


def test_each_of_the_29_articles_and_16_places_of_the_notice_has_one_file_and_one_record():
    assert [module.ARTICLE.source.split()[1] for module in n2023.MODULES] == NATIONAL_PLACES
    assert len(index.articles()) == len(MODULES) == 29 + 16
    files = {path.stem for folder in ("n2023", "a2013") for path in (LAW / folder).glob("[as]*.py")}
    assert files == {module.__name__.rpartition(".")[2] for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_article_file_states_its_source_and_its_reading_and_has_its_own_tests(module):
    text = Path(module.__file__).read_text(encoding="utf-8")
    assert "依据：" in module.__doc__
    assert "\n# Reading:" in text
    folder, name = module.__name__.split(".")[-2:]
    number = re.match(r"art\d\d|s[\d_]*\d|annexes", name).group()
    assert (TESTS / folder / f"test_{number}.py").exists()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_file_enacts_only_its_own_clauses(module):
    for value in vars(module).values():
        if callable(value) and getattr(value, "__module__", "") == module.__name__:
            assert set(getattr(value, "__clauses__", ())) <= set(module.ARTICLE.clauses)


def test_every_refusal_of_the_law_says_what_to_do_and_under_which_clause():
    kinds = {"NotPermitted", "WrongState", "Incomplete", "NotFound", "AlreadyDone", "NotApplicable"}
    kinds |= {"UnknownLimit", "check_nothing_missing"}
    seen, wrong = 0, []
    for path in sorted(LAW.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                given = {keyword.arg for keyword in node.keywords}
                needed = {"clause"} if node.func.id == "check_nothing_missing" else {"clause", "do"}
                if path.name == "index.py":  # no clause governs asking for one that does not exist
                    needed = {"do"}
                seen += 1
                wrong += [f"{path.name}:{node.lineno}"] if not needed <= given else []
    assert wrong == []
    assert seen > 60


def test_no_two_articles_share_a_title():
    titles = [str(article.title) for article in index.articles()]
    assert len(titles) == len(set(titles))


NATIONAL_PLACES = [
    f"第{ten}{one}条"
    for ten, ones in (
        ("", "一二三四五六七八九"),
        ("十", ["", *"一二三四五六七八九"]),
        ("二十", ["", *"一二三四五六七八九"]),
    )
    for one in ones
]
