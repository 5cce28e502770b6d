"""Administrative divisions by their six-digit code (GB/T 2260): provinces, prefectures, counties.

A code is two digits for the province, two for the prefecture, two for the county; ``340000`` is a province,
``340100`` a prefecture. Where the table comes from is said in ``data/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from yinxin.kernel.data.regions import TABLE


@dataclass(frozen=True, slots=True)
class Region:
    """One division: its code of six digits and its Chinese name."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """``province``, ``prefecture`` or ``county``."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


@cache
def regions() -> Mapping[str, Region]:
    """Return every division in use, by code."""
    pairs = (line.split(" ", 1) for line in TABLE.splitlines())
    return MappingProxyType({code: Region(code, name) for code, name in pairs})


def is_known(code: str) -> bool:
    """Say whether ``code`` is the code of a division in use."""
    return code in regions()


def region(code: str) -> Region:
    """Return the division with this code.

    :raises LookupError: there is none in use.
    """
    try:
        return regions()[code]
    except KeyError:
        raise LookupError(f"no division in use has the code {code!r}") from None


def province_of(code: str) -> Region:
    """Return the province of a division.

    :raises LookupError: no province in use begins the code.
    """
    return region(code[:2] + "0000")


def parent(code: str) -> Region | None:
    """Return the division directly above, or None for a province.

    Counties that stand directly under their province, and those of the municipalities whose prefecture
    has no entry, have the province as parent.

    :raises LookupError: the code itself is not in use.
    """
    here = region(code)
    if here.level == "province":
        return None
    if here.level == "county" and is_known(code[:4] + "00"):
        return region(code[:4] + "00")
    return province_of(code)


def full_name(code: str) -> str:
    """Return the names from the province down: ``安徽省合肥市蜀山区``.

    :raises LookupError: the code is not in use.
    """
    names, here = [region(code).name], parent(code)
    while here:
        names.append(here.name)
        here = parent(here.code)
    return "".join(reversed(names))


def within(code: str, prefixes: tuple[str, ...]) -> bool:
    """Say whether a division lies in one of the territories, given as leading digits such as ``34``."""
    return code.startswith(prefixes)
