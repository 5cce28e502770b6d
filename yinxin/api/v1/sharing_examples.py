"""What sharing answers, as examples of the contract and of the sandbox: nobody's certificates."""

from __future__ import annotations

from typing import Any, Final

from yinxin.signing import pages

LICENCE: Final = (
    "1.2.156.3005.2.DEMO00000000000000001.DEMO00000000000000.00000000000000000000000000000000.001.6"
)
"""A licence identifier of nobody's."""
QUESTION: Final = {"ground": "LH-2026-000123", "licence": LICENCE}
LICENCE_QUESTION: Final = {"BJBH": QUESTION["ground"], "ZZBS": LICENCE}

_MOMENT: Final = "2026-09-20T01:00:00+00:00"
_FIELDS: Final = {"name": "张示例", "qualification": "社会工作者", "approved_on": "2026-06-14"}
_SIGNATURE: Final = {"key": "log.example/2026", "value": "c2lnbmF0dXJl"}
_CURSOR: Final = f"1.{'0' * 64}.{'0' * 32}"

AGREEMENT: Final[dict[str, Any]] = {
    "agreement": 1,
    "client": "江城市政务服务数据局",
    "platform": "data_exchange",
    "purpose": "办理积分落户时核对职业资格",
    "basis": "政务数据共享需求清单第12号",
    "fields": ["name", "approved_on", "qualification"],
    "regions": ["34"],
    "qualifications": [],
    "quota": {"per_day": 10000, "per_minute": 60},
    "since": "2026-09-18",
    "until": "2027-12-31",
    "key": {"id": "abcdefghij", "until": "2027-09-18T00:00:00+00:00"},
}
ANSWER: Final[dict[str, Any]] = {
    "found": True,
    "checked_at": _MOMENT,
    "licence": LICENCE,
    "state": "valid",
    "status": "01",
    "fields": _FIELDS,
}
PAGE: Final[dict[str, Any]] = {
    "page": {
        "format": pages.PAGE,
        "agreement": 1,
        "after": 0,
        "upto": 1,
        "previous": "",
        "changes": [
            {
                "sequence": 1,
                "kind": "released",
                "at": _MOMENT,
                "leaf": 311,
                "licence": LICENCE,
                "state": "valid",
                "replaces": None,
                "fields": _FIELDS,
            }
        ],
        "end": True,
        "log_size": 395,
    },
    "signature": _SIGNATURE,
    "next": _CURSOR,
}
ORDERED: Final[dict[str, Any]] = {
    "snapshot": 1,
    "ready": False,
    "ordered_at": _MOMENT,
    "manifest": None,
    "next": None,
}
SNAPSHOT: Final[dict[str, Any]] = ORDERED | {
    "ready": True,
    "manifest": {
        "page": {
            "format": pages.SNAPSHOT,
            "agreement": 1,
            "snapshot": 1,
            "upto": 1,
            "made_at": _MOMENT,
            "until": "2026-09-27T01:00:00+00:00",
            "count": 1,
            "parts": [{"sha256": "0" * 64, "size": 212, "count": 1}],
        },
        "signature": _SIGNATURE,
    },
    "next": _CURSOR,
}
PART: Final = "gzipped lines of JSON"
LICENCE_ANSWER: Final[dict[str, Any]] = {
    "code": "200",
    "message": "成功",
    "data": {"ZZBS": LICENCE, "ZZZT": "01", "ZZZTMC": "有效", "CZZT": "张示例", "KZ_ZYZGMC": "社会工作者"},
}
LICENCE_STATUS: Final[dict[str, Any]] = LICENCE_ANSWER | {
    "data": {"ZZBS": LICENCE, "ZZZT": "01", "ZZZTMC": "有效"}
}
