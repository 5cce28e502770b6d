"""A private key that a process of its own keeps, asked over a Unix socket; see :mod:`yinxin.signer` (N6).

This side holds no key. It says whose seal is to be put on which digest, and gets the signature back.
"""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing import wire

SECONDS: Final = 30
"""A signature that takes longer is none: the intent waits, and another worker takes it."""


class RemoteSigner:
    """A key behind a socket, connected at the first signature; a connection for each thread.

    :param name: the seal's id, by which the signer knows the key.
    """

    def __init__(self, algorithm: str, address: Path, name: str, certificate: x509.Certificate) -> None:
        self.algorithm = algorithm
        self.certificate = certificate.public_bytes(Encoding.DER)
        self._address, self._name = address, name
        self._own = threading.local()

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``.

        :raises WrongState: the signer is not there, or refuses; says why.
        """
        try:
            answer = self._asked(message)
        except (OSError, wire.Broken):
            # The signer may have been started anew since this thread last asked.
            self._own.link = None
            try:
                answer = self._asked(message)
            except (OSError, wire.Broken) as error:
                self._own.link = None
                raise WrongState(
                    Words("签名进程没有应答（{reason}）", reason=type(error).__name__),
                    do=Words("请检查签名进程是否在运行（yinxin signer serve）；恢复后排队的文件会继续签章。"),
                ) from error
        if answer.refused:
            raise WrongState(
                Words("签名进程拒绝签名：{reason}", reason=answer.refused),
                do=Words("请核对待签的文件是否已登记、密钥是否在使用期内。"),
            )
        return answer.value

    def _asked(self, message: bytes) -> wire.Answer:
        link: socket.socket | None = getattr(self._own, "link", None)
        if link is None:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(SECONDS)
            link.connect(str(self._address))
            self._own.link = link
        return wire.ask(link, wire.Asked(self._name, wire.current(), message))
