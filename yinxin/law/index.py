"""The table of all clauses: clause → article → functions. Pure; made from the article files themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.law import a2013, n2023, precedence
from yinxin.law.article import Article

Function = Callable[..., object]


@dataclass(frozen=True)
class Entry:
    """One clause: its article, the module that holds it, and the functions that enact it."""

    clause: Clause
    article: Article
    module: str
    functions: tuple[Function, ...]

    @property
    def title(self) -> Words:
        """The article's title."""
        return self.article.title

    @property
    def summary(self) -> Words:
        """Our sentence for this clause."""
        return self.article.says(self.clause)


def _enacting(modules: tuple[ModuleType, ...]) -> dict[Clause, list[Function]]:
    found: dict[Clause, list[Function]] = {}
    for module in modules:
        for value in vars(module).values():
            if callable(value) and getattr(value, "__module__", "") == module.__name__:
                for clause in getattr(value, "__clauses__", ()):
                    found.setdefault(clause, []).append(value)
    return found


def _table() -> dict[Clause, Entry]:
    modules = (*n2023.MODULES, *a2013.MODULES)
    enacting = _enacting((*modules, precedence))
    return {
        clause: Entry(clause, module.ARTICLE, module.__name__, tuple(enacting.get(clause, ())))
        for module in modules
        for clause in module.ARTICLE.clauses
    }


_TABLE: Final = _table()
_BY_ID: Final = {clause.id: one for clause, one in _TABLE.items()}


def entries() -> tuple[Entry, ...]:
    """Return every clause of both texts, in their order."""
    return tuple(_TABLE.values())


def entry(clause_id: str) -> Entry:
    """Return one clause by its identifier.

    :raises NotFound: neither text has such a clause.
    """
    found = _BY_ID.get(clause_id)
    if found is None:
        raise NotFound(
            Words("没有编号为{clause}的条款。", clause=clause_id),
            do=Words("请从条款一览中选择，例如N9.2、A1.3b。"),
        )
    return found


def articles() -> tuple[Article, ...]:
    """Return every article of both texts, in their order."""
    return tuple(dict.fromkeys(one.article for one in _TABLE.values()))


def article(clause_id: str) -> Article:
    """Return the article that holds a clause.

    :raises NotFound: neither text has such a clause.
    """
    return entry(clause_id).article


def functions(clause: Clause) -> tuple[Function, ...]:
    """Return the law's functions that enact a clause; none for a declaratory one.

    :raises NotFound: neither text has such a clause.
    """
    return entry(clause.id).functions
