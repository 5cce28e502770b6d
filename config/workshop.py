"""What doors and workers need once: the press, the key ring, the file store, the glyphs that can be printed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError

from config.clock import now
from yinxin.changing import telling
from yinxin.closing import telling as objectors
from yinxin.issuing import courier, messages
from yinxin.issuing.messages import Outbox
from yinxin.kernel import licence
from yinxin.kernel.licence import Scheme
from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.legacy.reading import Sheet
from yinxin.presenting.crediting import Issuer
from yinxin.presenting.marking import Bench
from yinxin.production import printing
from yinxin.production.intake import reading
from yinxin.production.intake.limits import Limits
from yinxin.register import status_lists
from yinxin.register.closed_files import closed_files
from yinxin.register.files import files
from yinxin.register.ofd_copies import OfdBench
from yinxin.register.workshop import LongTerm, Workshop
from yinxin.rendering import seal, stamp, wording
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.ofd import OfdPress
from yinxin.sealing import queries
from yinxin.sharing import following, notifying, outside, snapshots, tallying
from yinxin.sharing.feed import Signer as ShareSigner
from yinxin.signing import jwt, notes, pades, sm2
from yinxin.signing.algorithms import PDF
from yinxin.signing.decided import under
from yinxin.signing.keys import Keyring
from yinxin.signing.proofs import StatusBook
from yinxin.signing.receipts import Receipt
from yinxin.signing.standing import Standing
from yinxin.signing.timestamps import HttpTimeStamps, TimeStamps
from yinxin.signing.trust import PublicKeys
from yinxin.verification import answers, receipts
from yinxin.verification.reader import Unavailable
from yinxin.verification.verdicts import Answer
from yinxin.vetting import terms as vetting
from yinxin.vetting.book import Book
from yinxin.vetting.running import Asked


def old_table(path: Path) -> Sheet:
    """Read a stranger's table of older certificates, in the intake's confined process.

    :raises Incomplete: it is no table, or breaks a limit.
    """
    with tempfile.TemporaryDirectory(prefix="yinxin-older-") as folder:
        table, _ = reading.read(path, None, Path(folder), Limits())
    rows = [(row[0], list(row[1:])) for row in table.frame.rows()]
    return Sheet(table.header, rows)


def vetting_book(path: Path) -> Book:
    """Read an employer's file, every sheet of it, in the intake's confined process.

    :raises Incomplete: it is no table, or breaks a limit.
    """
    limits = Limits(
        file=vetting.MOST_BYTES, unpacked=8 * vetting.MOST_BYTES, rows=vetting.MOST_ROWS, table_seconds=20
    )
    with tempfile.TemporaryDirectory(prefix="yinxin-list-") as folder:
        found = reading.read_book(path, Path(folder), limits)
    return Book(**found | {"sheets": [(name, rows) for name, rows in found["sheets"]]})


def vetting_match(asked: Sequence[Asked], at: datetime) -> list[tuple[str, int | None]] | None:
    """Ask verification about many certificates at once; None where the register cannot be reached now."""
    try:
        return [(one.verdict.value, one.about) for one in answers.by_matches(asked, at=at)]
    except Unavailable:
        return None


def sign_list(said: Mapping[str, Any], at: datetime) -> Receipt:
    """Return the signed receipt of a list that an employer had checked."""
    return receipts.of_list(said, _folder(), at=at)


@cache
def fonts() -> FontChain:
    """Return the fonts of this machine."""
    return FontChain.default()


@cache
def _folder() -> Keyring:
    try:
        return Keyring.open(Path(settings.KEYS))
    except FileNotFoundError:
        raise NotFound(
            Words("还没有印章和密钥。"),
            do=Words("请运行 yinxin seals demo 建立演示印章，或按 docs/operations.md 登记正式印章。"),
        ) from None


class _Standing:
    """The key ring under what was decided about keys, read again whenever that has changed."""

    def __init__(self) -> None:
        self._last: tuple[dict[str, Standing], Keyring] | None = None

    def __call__(self) -> Keyring:
        """Return this installation's seals and keys, as they stand now.

        Where the database is away, what was decided last still holds.
        """
        ring = _folder()
        try:
            said = queries.standings()
            if self._last is None or self._last[0] != said:
                self._last = said, under(ring, said)
        except (OperationalError, InterfaceError):
            return self._last[1] if self._last else under(ring, {})
        return self._last[1]

    def cache_clear(self) -> None:
        """Read the folder of keys again at the next use."""
        _folder.cache_clear()
        self._last = None


keyring: Final = _Standing()


@cache
def press(demo: bool) -> CertificatePress:
    """Return the press, prepared once a process."""
    return CertificatePress(fonts(), demo=demo, licence=licence_scheme())


class _Shop:
    """The workshop, put together again whenever the key ring or what is set is another."""

    def __init__(self) -> None:
        self._last: tuple[tuple[Any, ...], Workshop] | None = None

    def __call__(self) -> Workshop:
        """Return what making needs, with the keys as they stand now."""
        ring = keyring()
        now_set = (ring, settings.PADES, settings.TIMESTAMPS, settings.LINT_EVERY, files())
        if self._last is None or self._last[0] != now_set:
            self._last = now_set, _workshop(ring)
        return self._last[1]

    def cache_clear(self) -> None:
        """Put it together again at the next use."""
        self._last = None


workshop: Final = _Shop()


def _workshop(ring: Keyring) -> Workshop:
    seals = {key.id: key for key in ring.seals}
    if settings.PADES == pades.B_B:
        return Workshop(
            press(ring.demonstration),
            seals,
            files(),
            record_key=ring.record_key(),
            lint_every=settings.LINT_EVERY,
        )
    evidence = {key.id: ring.evidence(key) for key in ring.seals if key.carrier == PDF}
    long_term = LongTerm(time_stamps(), evidence, settings.PADES == pades.B_LTA)
    return Workshop(
        press(ring.demonstration), seals, files(), long_term, ring.record_key(), settings.LINT_EVERY
    )


def licence_scheme() -> Scheme:
    """Return whose licence identifiers the certificates get.

    :raises WrongState: a code that was set up is none.
    """
    made_up = licence.DEMONSTRATION
    try:
        return Scheme(settings.LICENCE_TYPE or made_up.type, settings.LICENCE_ISSUER or made_up.issuer)
    except ValueError:
        raise WrongState(
            Words("证照类型代码或颁发机构代码不对"),
            do=Words("YINXIN_LICENCE_TYPE为21位、YINXIN_LICENCE_ISSUER为18位数字和大写字母。"),
        ) from None


def time_stamps() -> TimeStamps:
    """Return who gives time stamps: the service that is set up, or the demonstration itself.

    :raises WrongState: no service is set up, and this is no demonstration; or the level is none that we know.
    """
    ring = keyring()
    if settings.PADES not in pades.LEVELS or not (settings.TIMESTAMPS or ring.demonstration):
        raise WrongState(
            Words("时间戳设置不完整"),
            do=Words("YINXIN_PADES须为B-B、B-LT或B-LTA；后两者须以YINXIN_TIMESTAMPS设置时间戳服务的地址。"),
        )
    return HttpTimeStamps(settings.TIMESTAMPS) if settings.TIMESTAMPS else ring.own_stamps(now)


def bench() -> Bench:
    """Return what the making of marked copies needs."""
    shop = workshop()
    return Bench(shop.press, keyring(), shop.store, settings.PUBLIC_ADDRESS)


@cache
def ofd_press(demo: bool) -> OfdPress:
    """Return the press for OFD files, prepared once a process."""
    return OfdPress(fonts(), demo=demo, licence=licence_scheme())


def ofd_bench() -> OfdBench:
    """Return what the making of OFD files needs, with the keys as they stand now."""
    ring = keyring()
    return OfdBench(ofd_press(ring.demonstration), ring, files())


def seal_artist() -> Callable[[str], bytes] | None:
    """Return what draws a department's demonstration seal for OFD as PNG; None where this machine has no SM2."""

    def draw(owner: str) -> bytes:
        return stamp.png(seal.draw(fonts(), owner, wording.CERTIFICATE.seal, demonstration=True))

    return draw if sm2.available() else None


def sign_checkpoint(size: int, root: bytes) -> str:
    """Return the signed note that publishes the ledger's root."""
    ring = _folder()
    return notes.sign_note(ring.log_origin, size, root, ring.log_key)


def sign_manifest(order: str, count: int, manifest: bytes) -> str:
    """Return the signed note that goes with a print order: its name, its sheets, its manifest's digest."""
    ring = _folder()
    return notes.sign_note(f"{ring.log_origin}/print/{order}", count, manifest, ring.log_key)


def sign_evidence(report: str, count: int, manifest: bytes) -> str:
    """Return the signed note that goes with an evidence pack: its report, its files, their list's digest."""
    ring = keyring()
    return notes.sign_note(f"{ring.log_origin}/evidence/{report}", count, manifest, ring.log_key)


def sign_receipt(asked: tuple[str, str, str], answer: Answer) -> Receipt:
    """Return the signed receipt of an answer to a number, a name and an identity number."""
    return receipts.of_match(asked, answer, _folder())


def share_signer() -> ShareSigner:
    """Return in whose name pages of the feed are signed."""
    ring = _folder()
    return ShareSigner(ring.log_origin, ring.log_key, licence_scheme())


def share() -> bool:
    """Make one snapshot that was ordered and try one message to a platform; say whether there was anything."""

    def post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
        return outside.post(address, body, headers, private=settings.WEBHOOKS_PRIVATE)

    busy = snapshots.step(store=closed_files(), signer=share_signer, clock=now)
    return notifying.deliver(post=post, clock=now) or busy


def keep_sharing(*, at: datetime) -> None:
    """Read what was sealed into the feed, plan messages, close days, and take away what is over."""
    following.follow()
    notifying.plan(at=at)
    tallying.close_days(at=at)
    tallying.forget(at=at)
    snapshots.tidy(store=closed_files(), at=at)


def credential_issuer() -> Issuer:
    """Return who issues credentials.

    :raises NotFound: the registry of keys has no key for them.
    """
    return Issuer(keyring().credential_key(), settings.PUBLIC_ADDRESS)


def known_proofs() -> tuple[PublicKeys, StatusBook]:
    """Return what verifying a record or a credential needs: the published keys, and the newest status lists."""
    keys = PublicKeys.from_document(keyring().public_document())
    return keys, StatusBook.read(status_lists.newest_tokens(), keys)


def publish_status_lists() -> int:
    """Publish the status lists that have changed or grow old; return how many."""
    ring = _folder()

    def sign(credential: Mapping[str, Any]) -> str:
        return jwt.signed(credential, kind="vc+jwt", name=ring.log_origin, key=ring.log_key)

    return status_lists.step(sign=sign, address=settings.PUBLIC_ADDRESS, clock=now)


def hand_over_to_print() -> bool:
    """Put the files of one print order into the drop folder; say whether any waited."""
    shop = workshop()
    return printing.step(
        drop=settings.PRINT_DROP,
        press=shop.press,
        store=shop.store,
        sign=sign_manifest,
        clock=now,
        record_key=shop.record_key,
    )


def messenger() -> Outbox:
    """Return the way messages to holders take: a folder, until a service is connected."""
    return Outbox(settings.OUTBOX)


def tell_holders() -> bool:
    """Tell holders whose paper waits, applicants, and objectors; say whether anybody was to be told."""
    waiting = messages.step(messenger=messenger(), clock=now)
    waiting = telling.step(messenger=messenger(), clock=now) or waiting
    return objectors.step(messenger=messenger(), clock=now) or waiting


def exchange_with_courier() -> bool:
    """Hand one posting run over to the courier and read what has come back; say whether there was anything."""
    return courier.step(courier=courier.DropFolder(settings.POST_DROP), clock=now)


def check_checkpoint(note: str, size: int, root: bytes) -> bool:
    """Say whether a note is ours and says just this."""
    ring = _folder()
    try:
        said = notes.verify_note(note, ring.log_public_key())
    except notes.BadNote:
        return False
    return said == notes.Checkpoint(ring.log_origin, size, root)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font here can print."""
    return fonts().missing(text)
