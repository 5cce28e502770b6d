"""A Merkle tree cut into tiles (C2SP ``tlog-tiles``): 256 hashes each, eight levels of the tree from one to the next.

Tile ``number`` of level 0 holds 256 leaf hashes; a hash in a tile of level 1 is the root over a full tile of level 0,
and so on. A tile is written once; until it is full it has a width, and each width is a file of its own. Whoever can
read tiles can compute every root and every proof, and reads a few tiles for it, however large the tree is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from yinxin.kernel.merkle import (
    HASH_SIZE,
    Frontier,
    Range,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
)

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
LEVELS: Final = 6
"""Levels that a tree may have: 2^48 leaves are more than there will be."""

_PATH: Final = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


class Tile(NamedTuple):
    """One tile: its level, its number in the level, how many hashes it has (1 to 256)."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Where it lies under ``tile/``: ``0/x001/234`` or ``0/x001/234.p/17``."""
        return f"{self.level}/{number_path(self.number, self.width)}"

    @property
    def end(self) -> int:
        """How many hashes its level has up to its end."""
        return self.number * WIDTH + self.width


Read = Callable[[Sequence[Tile]], Iterable[bytes]]
"""Return the hashes of tiles, those of each one after the other."""


def number_path(number: int, width: int = WIDTH) -> str:
    """Return a tile's number as a path: ``x001/x234/067``, and ``.p/17`` where it is not full."""
    text = f"{number:03d}"
    groups = f"{number:0{-(-len(text) // 3) * 3}d}"
    parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
    path = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
    return path if width == WIDTH else f"{path}.p/{width}"


def read_path(text: str) -> tuple[int, int]:
    """Return the number and the width that a path means.

    :raises ValueError: it is none, or not the one way to write it.
    """
    found = _PATH.fullmatch(text)
    if found is None:
        raise ValueError(f"not the path of a tile: {text!r}")
    number = int(found[1].replace("x", "").replace("/", ""))
    width = int(found[2] or WIDTH)
    if width > WIDTH or number_path(number, width) != text:
        raise ValueError(f"not the path of a tile: {text!r}")
    return number, width


def tile(level: int, number: int, size: int) -> Tile:
    """Return the tile of that place as it is in a tree of ``size`` leaves.

    :raises IndexError: the tree has none there.
    """
    held = size >> HEIGHT * level if 0 <= level < LEVELS else 0
    width = min(WIDTH, held - number * WIDTH)
    if number < 0 or width <= 0:
        raise IndexError(f"no tile {number} of level {level} in a tree of {size}")
    return Tile(level, number, width)


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile of a tree, the lowest level first."""
    for level in range(LEVELS):
        count = size >> HEIGHT * level
        for number in range(-(-count // WIDTH)):
            yield tile(level, number, size)


class TiledTree:
    """A tree of ``size`` leaves that is read by its tiles, each once.

    :raises IndexError: from every question about leaves that the tree does not have.
    """

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], list[list[bytes]]] = {}

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves, or over all."""
        wanted = self.size if size is None else size
        if not 0 <= wanted <= self.size:
            raise IndexError(f"no tree of {wanted} leaves inside one of {self.size}")
        return self._over([(0, wanted)])[0]

    def leaf(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        self._fetch([(0, index // WIDTH)])
        return self._tiles[0, index // WIDTH][0][index % WIDTH]

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that leaf ``index`` is in the tree of ``size`` leaves."""
        wanted = self._wanted(size)
        return self._over(inclusion_ranges(index, wanted))

    def consistency(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of ``old_size`` leaves is the beginning of that of ``size``."""
        wanted = self._wanted(size)
        return self._over(consistency_ranges(old_size, wanted))

    def _wanted(self, size: int | None) -> int:
        if size is not None and size > self.size:
            raise IndexError(f"no tree of {size} leaves inside one of {self.size}")
        return self.size if size is None else size

    def _over(self, ranges: Sequence[Range]) -> list[bytes]:
        """Return the roots over ranges that a proof can name; the tiles that are missing are read in one go."""
        nodes = [list(_full_subtrees(*one)) for one in ranges]
        self._fetch([_tile_of(height, place)[:2] for each in nodes for height, place in each])
        peaks = ([self._node(*node) for node in each] for each in nodes)
        return [Frontier(end - first, each).root() for (first, end), each in zip(ranges, peaks, strict=True)]

    def _node(self, height: int, place: int) -> bytes:
        """Return the root of a full subtree; a tile's inner nodes are kept as far as somebody has asked for them."""
        level, number, offset = _tile_of(height, place)
        layers, within = self._tiles[level, number], height % HEIGHT
        while len(layers) <= within:
            below = layers[-1]
            layers.append([node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)])
        return layers[within][offset >> within]

    def _fetch(self, places: Sequence[tuple[int, int]]) -> None:
        missing = [one for one in dict.fromkeys(places) if one not in self._tiles]
        wanted = [tile(level, number, self.size) for level, number in missing]
        for one, data in zip(wanted, self._read(wanted) if wanted else (), strict=True):
            if len(data) != one.width * HASH_SIZE:
                raise ValueError(f"tile {one.path} has {len(data)} octets")
            hashes = [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]
            self._tiles[one.level, one.number] = [hashes]


def _full_subtrees(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield height and place of the full subtrees that make up a range, each not larger than the one before."""
    count = end - first
    for height in range(count.bit_length() - 1, -1, -1):
        if count >> height & 1:
            yield height, first >> height
            first += 1 << height


def _tile_of(height: int, place: int) -> tuple[int, int, int]:
    """Return level and number of the tile from which a node is computed, and the first of its hashes there."""
    level, within = divmod(height, HEIGHT)
    return level, *divmod(place << within, WIDTH)
