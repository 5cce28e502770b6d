"""``yinxin province``: the folders that are known, and one that is being written (N27)."""

from __future__ import annotations

import shutil

from yinxin.law.provinces import FOLDER, PROVINCES


def test_the_provinces_are_listed_and_shown(yinxin):
    assert [one["code"] for one in yinxin("province", "list", "--json").json] == list(PROVINCES)
    shown = yinxin("province", "show", "34")
    assert "职称外语考试合格证书（考试合格证书）：省人事考试院制作" in shown.out
    assert yinxin("province", "show", "34", "--json").json["region"] == "340000"
    assert yinxin("province", "show", "11").code == 1


def test_a_good_folder_is_said_to_be_good(yinxin):
    said = yinxin("province", "check", str(FOLDER / "liaoning"))
    assert (said.code, said.out.splitlines()[0]) == (0, "✓ 辽宁省")


def test_every_fault_of_a_folder_is_printed(yinxin, tmp_path):
    folder = tmp_path / "anhui"
    shutil.copytree(FOLDER / "anhui", folder)
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(
        text.replace('"340000"', '"34"').replace("month = 10", "month = 13"), encoding="utf-8"
    )
    said = yinxin("province", "check", str(folder))
    assert said.code == 1
    assert [line.split("：")[0] for line in said.out.splitlines()] == [
        "province.toml.region",
        "province.toml.summaries[1].month",
    ]
    assert len(yinxin("province", "check", str(folder), "--json").json["faults"]) == 2
