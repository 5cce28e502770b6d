"""The code's picture is crisp and reads back."""

import re
import zlib

import numpy as np
import pytest
import zxingcpp

from yinxin.rendering import qr


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
@pytest.mark.parametrize(
    "payload", ["https://verify.yinxin.example/v/7Q4M2K9XW1ZP6T8RJ3NB", "6BF" * 100, "证书"]
)
def test_a_code_reads_back(payload, level):
    image = qr.image(payload, level=level)
    side = int(re.search(rb"/Width (\d+)", image)[1])
    data = zlib.decompress(image.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])
    bits = np.unpackbits(np.frombuffer(data, np.uint8).reshape(side, -1), axis=1)[:, :side]
    [code] = zxingcpp.read_barcodes(bits * np.uint8(255))
    assert code.text == payload
    assert set(np.unique(bits)) == {0, 1}
    assert bits[:4].all()
