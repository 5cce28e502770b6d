"""DER as an independent reader reads it."""

import pytest
from asn1crypto import cms, core

from yinxin.signing import der


@pytest.mark.parametrize("value", [0, 1, 127, 128, 255, 256, 2**64, 2**159 + 1])
def test_integers(value):
    assert core.Integer.load(der.integer(value)).native == value


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65_535, 65_536])
def test_lengths(size):
    assert core.OctetString.load(der.octets(bytes(size))).native == bytes(size)


@pytest.mark.parametrize(
    "dotted", ["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.2.1", "1.2.156.10197.1.501", "2.5.4.3"]
)
def test_object_identifiers(dotted):
    assert core.ObjectIdentifier.load(der.oid(dotted)).dotted == dotted


def test_sets_are_in_order():
    assert der.set_of(der.integer(2), der.integer(1)) == der.set_of(der.integer(1), der.integer(2))


def test_a_signature_is_one_strict_signed_data(key):
    content = cms.ContentInfo.load(key.envelope.sign(bytes(32)), strict=True)
    signed = content["content"]
    assert content["content_type"].native == "signed_data"
    assert len(signed["signer_infos"]) == 1
    names = {certificate.chosen.subject.native["common_name"] for certificate in signed["certificates"]}
    assert names == {"演示 DEMO 人力资源和社会保障部", "演示签发机构 DEMO Issuing CA"}
    # Written again by the reader, with every set in order, the bytes are the same.
    assert content.dump(force=True) == key.envelope.sign(bytes(32))
