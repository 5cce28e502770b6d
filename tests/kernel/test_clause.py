import pytest

from yinxin.kernel.clause import Clause, enacts


@pytest.mark.parametrize("text", ["N1", "N9.2", "N29", "A1.3b", "A2.1.3", "A4", "A.annex1"])
def test_an_identifier_of_either_regulation_is_a_clause_and_prints_as_itself(text):
    assert str(Clause(text)) == text
    assert Clause(text) == Clause(text)


@pytest.mark.parametrize("text", ["", "n9", "N", "N123", "N9.22", "B1", "A1.3d", "A.annex5", "N9.2\n", " N9"])
def test_anything_else_is_not(text):
    with pytest.raises(ValueError, match="not a clause"):
        Clause(text)


def test_a_clause_knows_its_document():
    assert Clause("N9.2").source == "人社厅发〔2023〕16号"
    assert Clause("A3.1").source == "皖人社秘〔2013〕176号"


def test_enacts_marks_a_function_and_leaves_it_as_it_is():
    def one():
        return 1

    marked = enacts(Clause("N1"), Clause("N2"))(one)
    assert marked is one
    assert marked() == 1
    assert marked.__clauses__ == (Clause("N1"), Clause("N2"))
