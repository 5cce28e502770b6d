"""The command that reads an archive package again."""

from __future__ import annotations

from datetime import date

from yinxin.issuing.archive_package import Contents, PackedVolume, Retention, compose


def package() -> bytes:
    volume = PackedVolume(7, 1, 1, 3, "0" * 64, date(2026, 12, 31), "合保管", b"%PDF-1.7", b'{"lines":[]}')
    about = ("HF-2026-1", "合肥市2026年证书发放登记册", "合肥市人力资源和社会保障局", "社会工作者考试")
    kept = (2026, Retention.PERMANENT, "A2.1.5", date(2027, 1, 4))
    return compose(Contents(*about, *kept, (volume,), {"entries": []}))


def test_a_whole_package_is_called_whole_and_another_is_not(yinxin, tmp_path):
    (tmp_path / "whole.zip").write_bytes(package())
    said = yinxin("archive", str(tmp_path / "whole.zip"), "--json")
    assert (said.code, said.json["whole"], said.json["volumes"]) == (0, True, [7])
    (tmp_path / "changed.zip").write_bytes(package().replace(b"%PDF-1.7", b"%PDF-1.8"))
    assert yinxin("archive", str(tmp_path / "changed.zip")).code == 1
    (tmp_path / "other.zip").write_bytes(b"MZ")
    assert "档案包" in yinxin("archive", str(tmp_path / "other.zip")).out


def test_the_same_volumes_make_the_same_package():
    assert package() == package()
