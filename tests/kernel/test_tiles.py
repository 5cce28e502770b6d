"""A tree read by tiles gives the roots and proofs of the tree itself; a tile's path is written one way."""

from __future__ import annotations

import random

import pytest

from tests.long import often
from yinxin.kernel.merkle import (
    HASH_SIZE,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from yinxin.kernel.tiles import HEIGHT, WIDTH, Tile, TiledTree, number_path, read_path, tile, tiles_of

LEAVES = [leaf_hash(str(n).encode()) for n in range(70_000)]


class Shelf:
    """Tiles as a program would write them that has never heard of ours."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) >= WIDTH:
            below = self.levels[-1]
            full = range(0, len(below) - WIDTH + 1, WIDTH)
            self.levels.append([root_of(below[at : at + WIDTH]) for at in full])
        self.read: list[Tile] = []

    def __call__(self, wanted: list[Tile]) -> list[bytes]:
        self.read += wanted
        return [self.tile(one) for one in wanted]

    def tile(self, wanted: Tile) -> bytes:
        return b"".join(self.levels[wanted.level][wanted.number * WIDTH : wanted.end])


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "000"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),
        (1234067, 17, "x001/x234/067.p/17"),
        (0, 1, "000.p/1"),
    ],
)
def test_a_number_is_written_in_groups_of_three(number, width, path):
    assert number_path(number, width) == path
    assert read_path(path) == (number, width)


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "00", "0000", "x000/001", "x001", "001/002", "x001/2", "-01", "0x1", "٠٠١"),
        *("000.p/0", "000.p/256", "000.p/257", "000.p/01", "000.p/", "000/", "/000", "000\n", "000.p/1000"),
    ],
)
def test_any_other_way_to_write_it_is_refused(path):
    with pytest.raises(ValueError):
        read_path(path)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_the_tiles_of_a_tree_are_those_that_it_fills(size):
    tiles = list(tiles_of(size))
    for level in (0, 1, 2):
        held = sum(one.width for one in tiles if one.level == level)
        assert held == size >> HEIGHT * level
    assert all(tile(one.level, one.number, size) == one for one in tiles)


@pytest.mark.parametrize(("level", "number"), [(0, 2), (1, 1), (2, 0), (-1, 0), (0, -1), (6, 0)])
def test_a_tile_that_the_tree_does_not_have_is_an_error(level, number):
    with pytest.raises(IndexError):
        tile(level, number, 512)


def test_roots_and_proofs_are_those_of_the_tree_at_small_sizes():
    for size in (1, 2, 3, 255, 256, 257, 511, 513, 1000):
        leaves = LEAVES[:size]
        tree = TiledTree(size, Shelf(leaves))
        assert tree.root() == root_of(leaves)
        for index in {0, size // 3, size // 2, size - 1}:
            assert tree.leaf(index) == leaves[index]
            assert tree.inclusion(index) == inclusion_proof(index, leaves)
        for old in {0, 1, size // 2, size - 1, size}:
            assert tree.consistency(old) == consistency_proof(old, leaves)
            assert tree.root(old) == root_of(leaves[:old])


def test_any_proof_of_a_large_tree_holds_and_reads_a_few_tiles():
    chance = random.Random(7)
    shelf = Shelf(LEAVES)
    for _ in range(often(60, 2000)):
        size = chance.randrange(1, len(LEAVES) + 1)
        index, old = chance.randrange(size), chance.randrange(1, size + 1)
        shelf.read.clear()
        tree = TiledTree(len(LEAVES), shelf)
        proof, root = tree.inclusion(index, size), tree.root(size)
        assert verify_inclusion(LEAVES[index], index, size, proof, root)
        assert verify_consistency(old, size, tree.root(old), root, tree.consistency(old, size))
        assert len(shelf.read) == len(set(shelf.read)) <= 10


def test_what_a_tree_does_not_have_is_an_error():
    tree = TiledTree(300, Shelf(LEAVES[:300]))
    for ask in (
        lambda: tree.root(301),
        lambda: tree.leaf(300),
        lambda: tree.inclusion(300),
        lambda: tree.inclusion(0, 301),
        lambda: tree.inclusion(200, 200),
        lambda: tree.consistency(301),
        lambda: tree.consistency(5, 301),
    ):
        with pytest.raises(IndexError):
            ask()


def test_a_tile_of_the_wrong_length_is_an_error():
    tree = TiledTree(300, lambda wanted: [bytes(HASH_SIZE)] * len(wanted))
    with pytest.raises(ValueError, match="octets"):
        tree.root()


def test_a_frontier_tells_of_each_subtree_that_closes():
    told: dict[tuple[int, int], bytes] = {}
    frontier = Frontier(notice=lambda height, place, root: told.setdefault((height, place), root))
    for leaf in LEAVES[:1000]:
        frontier.append(leaf)
    assert len(told) == sum(1000 >> height for height in range(1, 10))
    for (height, place), root in told.items():
        assert root == root_of(LEAVES[place << height : (place + 1) << height])
