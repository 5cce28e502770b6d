"""What passes between a worker and the signer: one question, one answer, each with its length before it.

A question is JSON of three texts: whose seal, for which intent, over which bytes. Intents are named where they are
worked on (:func:`about`), so that what signs in between need not know of them.
"""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

LONGEST: Final = 16 * 1024
"""No message is longer, in bytes: what is signed is a few hundred."""

_intent: ContextVar[str] = ContextVar("intent", default="")


class Broken(Exception):
    """The other side has gone, or says what is no message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    :ivar key: the seal's id; ``intent`` what was written down before: ``copy:12``; ``message`` what is to be signed.
    """

    key: str
    intent: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the signature, or why there is none."""

    value: bytes = b""
    refused: str = ""


@contextmanager
def about(intent: str) -> Iterator[None]:
    """Name the intent that is being carried out, for whatever signs inside."""
    token = _intent.set(intent)
    try:
        yield
    finally:
        _intent.reset(token)


def current() -> str:
    """Return the intent that is being carried out; empty where none is."""
    return _intent.get()


def ask(link: socket.socket, asked: Asked) -> Answer:
    """Ask over a connection and wait for the answer.

    :raises Broken: the other side has gone, or its answer is none.
    :raises OSError: the connection fails, or takes too long.
    """
    send(link, {"key": asked.key, "intent": asked.intent, "message": _text(asked.message)})
    said = receive(link)
    try:
        return Answer(base64.b64decode(said.get("value", ""), validate=True), str(said.get("refused", "")))
    except ValueError as error:
        raise Broken from error


def read_question(said: dict[str, Any]) -> Asked:
    """Return a question from what was received.

    :raises Broken: it is none.
    """
    try:
        message = base64.b64decode(said["message"], validate=True)
        return Asked(str(said["key"]), str(said["intent"]), message)
    except (KeyError, ValueError, TypeError) as error:
        raise Broken from error


def answer(link: socket.socket, given: Answer) -> None:
    """Send an answer."""
    send(link, {"value": _text(given.value), "refused": given.refused})


def send(link: socket.socket, said: dict[str, Any]) -> None:
    """Send one message."""
    data = json.dumps(said, ensure_ascii=False).encode()
    link.sendall(len(data).to_bytes(4) + data)


def receive(link: socket.socket) -> dict[str, Any]:
    """Receive one message.

    :raises Broken: the other side has gone, or the message is too long or none.
    """
    size = int.from_bytes(_exactly(link, 4))
    if size > LONGEST:
        raise Broken
    try:
        said = json.loads(_exactly(link, size))
    except ValueError as error:
        raise Broken from error
    if not isinstance(said, dict):
        raise Broken
    return said


def _exactly(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = link.recv(size - len(data))
        if not part:
            raise Broken
        data += part
    return data


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
