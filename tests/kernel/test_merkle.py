"""The Merkle tree agrees with RFC 6962's published values and with a second, plainly recursive tree."""

import hashlib

import pytest

from yinxin.kernel.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots that the certificate transparency log publishes with its reference code.
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(str(n).encode()) for n in range(301)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition in RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference_log(size):
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_an_empty_tree_hashes_nothing():
    assert root_of([]) == EMPTY_ROOT == Frontier().root()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_frontier_agrees_with_the_definition_at_every_size_and_survives_storage():
    frontier = Frontier()
    for size in range(301):
        assert frontier.root() == root_of(HASHES[:size]) == plain_root(HASHES[:size])
        frontier = Frontier(frontier.size, frontier.peaks)
        assert frontier.append(HASHES[size]) == size


@pytest.mark.parametrize(
    ("size", "peaks"), [(1, []), (3, [HASHES[0]]), (0, [HASHES[0]]), (1, [b"short"]), (-1, [])]
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size, peaks):
    with pytest.raises(ValueError):
        Frontier(size, peaks)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 64, 100])
def test_every_leaf_is_proved_in_and_nothing_else_is(size):
    leaves = HASHES[:size]
    root = root_of(leaves)
    for index in range(size):
        proof = inclusion_proof(index, leaves)
        assert verify_inclusion(leaves[index], index, size, proof, root)
        assert not verify_inclusion(HASHES[300], index, size, proof, root)
        assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
        assert not verify_inclusion(leaves[index], size, size, proof, root)
        if proof:
            assert not verify_inclusion(leaves[index], index, size, proof[1:], root)
            assert not verify_inclusion(leaves[index], index, size, [HASHES[300], *proof[1:]], root)
            assert not verify_inclusion(leaves[index], (index + 1) % size, size, proof, root)


@pytest.mark.parametrize("new", [1, 2, 3, 7, 8, 9, 20, 33])
def test_every_older_tree_is_proved_a_beginning_and_altered_proofs_fail(new):
    new_root = root_of(HASHES[:new])
    for old in range(new + 1):
        old_root = root_of(HASHES[:old])
        proof = consistency_proof(old, HASHES[:new])
        assert verify_consistency(old, new, old_root, new_root, proof)
        assert not verify_consistency(old, new, HASHES[300], new_root, proof)
        assert not verify_consistency(old, new, old_root, new_root, [*proof, new_root])
        if proof:
            assert not verify_consistency(old, new, old_root, HASHES[300], proof)
            assert not verify_consistency(old, new, old_root, new_root, proof[:-1])
            assert not verify_consistency(old, new, old_root, new_root, [HASHES[300], *proof[1:]])


def test_proofs_of_the_reference_log():
    leaves = [leaf_hash(leaf) for leaf in LEAVES]
    assert [node.hex() for node in inclusion_proof(0, leaves)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in consistency_proof(6, leaves)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("index", [-1, 3])
def test_a_proof_about_a_leaf_that_does_not_exist_is_an_error(index):
    with pytest.raises(IndexError):
        inclusion_proof(index, HASHES[:3])


@pytest.mark.parametrize("old", [-1, 4])
def test_a_proof_about_a_tree_that_never_was_is_an_error(old):
    with pytest.raises(IndexError):
        consistency_proof(old, HASHES[:3])
