"""Merkle trees as RFC 6962 and RFC 9162 hash them: SHA-256, one prefix byte for leaves, another for nodes.

A tree of ``n`` leaves is split at the largest power of two below ``n``. A *frontier* keeps only the roots of
the full subtrees along the right edge, so that a log of any length grows by one leaf in logarithmic space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

HASH_SIZE = 32

Notice = Callable[[int, int, bytes], None]
"""Told of each full subtree as it closes: its height (of two leaves: 1), its place among its like, its root."""

Range = tuple[int, int]
"""Leaves from the first up to, and without, the second."""


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of one leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: enough to append leaves and to give the root.

    :param notice: told of the full subtrees that close from now on.
    :raises ValueError: ``peaks`` is not what a tree of ``size`` leaves has.
    """

    __slots__ = ("_notice", "_peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = (), notice: Notice | None = None) -> None:
        self.size = size
        self._notice = notice
        self._peaks = list(peaks)
        if size < 0 or len(self._peaks) != size.bit_count() or any(len(p) != HASH_SIZE for p in self._peaks):
            raise ValueError(f"not the frontier of a tree of {size} leaves")

    @property
    def peaks(self) -> list[bytes]:
        """The roots of the full subtrees, largest first; with ``size`` they restore the frontier."""
        return list(self._peaks)

    def append(self, leaf: bytes) -> int:
        """Add the *hash* of the next leaf and return its index."""
        index = self.size
        tail, count, height = leaf, index, 0
        while count & 1:
            tail = node_hash(self._peaks.pop(), tail)
            count, height = count >> 1, height + 1
            if self._notice:
                self._notice(height, count, tail)
        self._peaks.append(tail)
        self.size += 1
        return index

    def root(self) -> bytes:
        """Return the root over all leaves appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over a list of leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges of leaves whose roots lead from leaf ``index`` to the root, lowest first.

    :raises IndexError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    ranges: list[Range] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """Return the ranges whose roots show that the first ``old_size`` leaves are the beginning of ``size``.

    :raises IndexError: the old tree is larger than the new one, or has a negative size.
    """
    if not 0 <= old_size <= size:
        raise IndexError(f"no tree of {old_size} leaves inside one of {size}")
    if old_size == 0:
        return []
    ranges: list[Range] = []
    first, end, whole = 0, size, True
    while old_size < end - first:
        middle = _split(end - first)
        if old_size <= middle:
            ranges.append((first + middle, end))
            end = first + middle
        else:
            ranges.append((first, first + middle))
            first, old_size, whole = first + middle, old_size - middle, False
    if not whole:
        ranges.append((first, end))
    return ranges[::-1]


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the hashes that lead from leaf ``index`` to the root, lowest first.

    :raises IndexError: there is no such leaf.
    """
    return [root_of(leaves[first:end]) for first, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the hashes that show that the first ``old_size`` leaves are the beginning of ``leaves``.

    :raises IndexError: the old tree is larger than the new one, or has a negative size.
    """
    return [root_of(leaves[first:end]) for first, end in consistency_ranges(old_size, len(leaves))]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Answer whether ``proof`` leads from the leaf hash at ``index`` to the root of ``size`` leaves."""
    if not 0 <= index < size:
        return False
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Answer whether the tree of ``old_size`` leaves is the beginning of the tree of ``new_size``."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    return bool(path) and _roots_along(old_size - 1, new_size - 1, path) == (old_root, new_root)


def _roots_along(node: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that a consistency path computes to (RFC 9162, 2.1.4.2)."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """Return the largest power of two strictly below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)
