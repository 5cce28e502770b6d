"""The published standard: schema and table of checks."""

import re

from yinxin.production.intake.checks import CHECKS
from yinxin.production.intake.columns import COLUMNS, heading
from yinxin.production.intake.standard import checks, json_schema


def test_the_standard_has_twenty_columns_with_names_of_their_own():
    assert len(COLUMNS) == 20
    assert len({column.key for column in COLUMNS}) == len({column.name for column in COLUMNS}) == 20
    assert all(heading(column.name) == column.name for column in COLUMNS)


def test_the_schema_says_what_each_column_is():
    schema = json_schema()
    row = schema["$defs"]["row"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:")
    assert list(row["properties"]) == [column.name for column in COLUMNS]
    assert row["properties"]["性别"]["enum"] == ["男", "女"]
    assert re.fullmatch(row["properties"]["出生日期"]["pattern"], "1990-02-03")
    assert "姓名" in row["required"]
    assert "备注" not in row["required"]


def test_the_schema_accepts_invented_rows(rows):
    properties = json_schema()["$defs"]["row"]["properties"]
    for row in rows:
        for name, text in row.items():
            facts = properties[name]
            assert len(text) <= facts["maxLength"]
            assert not text or re.search(facts.get("pattern", ""), text)
            assert text in facts.get("enum", [text])


def test_every_check_is_explained_once():
    table = checks()
    assert len({line.code for line in table}) == len(table) == len(CHECKS) + 6
    assert all(str(line.checked) and line.fields for line in table)
    assert not [line.code for line in table if "{" in f"{line.checked}{line.fix}" or not str(line.fix)]


def test_every_column_but_the_serial_number_is_looked_at_by_a_check():
    schema = json_schema()["$defs"]["row"]["properties"]
    assert all(schema[column.name]["x-checks"] for column in COLUMNS)
