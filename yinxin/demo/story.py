"""The main job, told step by step: an agency's file becomes certificates that anyone can verify."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from config import auditing
from config.clock import now
from config.home import private_folder
from config.witnesses import seal_ledger
from config.workshop import keyring, missing_glyphs, seal_artist, workshop
from yinxin.catalogue import queries as catalogue
from yinxin.demo import (
    changes,
    collecting,
    country,
    disclosing,
    employing,
    ending,
    paper,
    platform,
    province,
    reviewing,
    showing,
    supervising,
    watching,
)
from yinxin.demo.sample import SW2026, write_sample
from yinxin.kernel.refusal import AlreadyDone
from yinxin.parties.queries import actor_named
from yinxin.production import acceptance, crew, queries, releasing, submission
from yinxin.production.queries import BatchView
from yinxin.production.states import BatchState
from yinxin.register import queries as register
from yinxin.register.files import files
from yinxin.signing.demo import create_demo_authority
from yinxin.verification import answers
from yinxin.verification.verdicts import Verdict

Step = Callable[[int, str], AbstractContextManager[list[str]]]

_CHINA = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime(2026, 1, 5, 9, 0, tzinfo=_CHINA)
PUBLISHED = datetime(2026, 8, 28, 10, 0, tzinfo=_CHINA)
SUBMITTED = datetime(2026, 9, 14, 9, 30, tzinfo=_CHINA)
ACCEPTED = datetime(2026, 9, 15, 14, 10, tzinfo=_CHINA)
MADE = datetime(2026, 9, 16, 11, 20, tzinfo=_CHINA)
RELEASED = datetime(2026, 9, 17, 16, 0, tzinfo=_CHINA)
SEED = 26


def tell(count: int, step: Step) -> None:
    """Go through the story; each step does only what is not done yet.

    :param count: how many people the sample batch has.
    """
    with step(2, "建立演示机构、人员与考试 Found the demo country") as result:
        country.settle(FOUNDED)
        country.propose_changes(PUBLISHED)
        country.publish_services(PUBLISHED)
        result.append(f"机构{len(country.BODIES)}个，人员{len(country.PEOPLE)}人")
    exam = catalogue.exam(country.EXAM)
    with step(3, "建立演示印章 Make demonstration seals") as result:
        owners = (*exam.version.sealed_by, *country.GIVERS, *province.owners())
        create_demo_authority(Path(settings.KEYS), owners, FOUNDED, picture=seal_artist())
        keyring.cache_clear()
        result.append(f"{len(keyring().seals)}枚")
    with step(4, "生成考试机构的数据文件 Write the agency's file") as result:
        table, photos = _sample(count)
        result.append(
            f"{count}人，{table.stat().st_size // 1024} KB + 照片{photos.stat().st_size // 1024} KB"
        )
    batch = _submit(table, photos, count, step)
    _make(batch, step)
    _release(batch, step)
    paper.tell(9, step, _clock_at)
    _prove(batch, step)
    with step(14, "提出换发申请 Apply for replacements") as result:
        result.append("，".join(changes.tell(batch)))
    with step(15, "省厅监督：抽查、通报、报告 Supervise") as result:
        result.append("，".join(supervising.tell()))
    with step(16, "异议与无效处理 Objections and invalidation") as result:
        result.append("，".join((*ending.tell(batch), watching.tell(ending.EFFECTIVE, now()))))
    with step(17, "本省自己的考试 A province's own exam") as result:
        result.append("，".join(province.tell(_clock_at)))
    with step(18, "职称评审 A review") as result:
        result.append("，".join(reviewing.tell(_clock_at)))
    with step(19, "存量证书归集 Older certificates") as result:
        result.append("，".join(collecting.tell()))
    with step(20, "向全国平台共享 Share with a platform") as result:
        result.append("，".join(platform.tell()))
    with step(21, "公布进度 Publish progress") as result:
        result.append(disclosing.tell())
    with step(22, "用人单位批量核验 Check an employer's list") as result:
        result.append("，".join(employing.tell(batch)))


def addresses(base: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses worth opening."""
    yield "首页 Start", f"{base}/"
    yield "核验证书 Verify", f"{base}/verify"
    line = _first_certificate()
    if line:
        yield "扫码页（示例证书）QR landing page", line
    yield "办公入口 Office (anhui-data / demo)", f"{base}/office/"
    yield "数据标准 Information standard", f"{base}/standard"


def _first_certificate() -> str | None:
    by = actor_named("center-check", RELEASED)
    batches = queries.batches_for(by, state=BatchState.RELEASED)
    lines = register.of_batch(batches[-1].id, by, count=1) if batches else ()
    return register.certificate(lines[0].id, by).face.verify_at if lines else None


def _sample(count: int) -> tuple[Path, Path]:
    folder = private_folder("demo", f"sample-{count}")
    name = f"{SW2026.code}-{count}"
    table, photos = folder / f"{name}.xlsx", folder / f"{name}-photos.zip"
    if table.exists() and photos.exists():
        return table, photos
    return write_sample(folder, count, SW2026, seed=SEED)


def _submit(table: Path, photos: Path, count: int, step: Step) -> int:
    with step(5, "逐项检查并提交 Check and submit") as result:
        try:
            done = submission.submit(
                exam_code=country.EXAM,
                data=table,
                photos=photos,
                file_name="2026年度社会工作者合格人员.xlsx",
                partial=False,
                store=files(),
                glyphs=missing_glyphs,
                by=actor_named("anhui-data", SUBMITTED),
                at=SUBMITTED,
            )
        except AlreadyDone as earlier:
            result.append(f"批次{earlier.facts['batch']}早已提交")
            return int(earlier.facts["batch"])
        result.append(f"{done.taken}行没有问题，批次{done.batch_id}")
        return done.batch_id


def _view(batch: int) -> BatchView:
    return queries.batch(batch, actor_named("center-check", RELEASED))


def _make(batch: int, step: Step) -> None:
    with step(6, "接收并安排制证 Accept") as result:
        if _view(batch).state is BatchState.RECEIVED:
            by = actor_named("center-make", ACCEPTED)
            ids = acceptance.accept(batch_id=batch, keyring=keyring(), by=by, at=ACCEPTED)
            result.append(f"证书{len(ids)}本")
    with step(7, "制作并签章电子证书 Make and seal") as result:
        if _view(batch).state is BatchState.MAKING:
            with _clock_at(MADE):
                crew.make_batch(batch, workshop(), workers=2, clock=now)
        result.append(f"{queries.progress(batch).made}件")


@contextmanager
def _clock_at(moment: datetime) -> Iterator[None]:
    """Set the demonstration's clock, for this process and the workers that it starts."""
    before = os.environ.get("YINXIN_NOW")
    os.environ["YINXIN_NOW"] = moment.isoformat()
    try:
        yield
    finally:
        del os.environ["YINXIN_NOW"]
        if before is not None:
            os.environ["YINXIN_NOW"] = before


def _release(batch: int, step: Step) -> None:
    with step(8, "复核并发布 Check and release") as result:
        paper.bring_blanks()
        if _view(batch).state is BatchState.MADE:
            by = actor_named("center-check", RELEASED)
            count = releasing.release(batch_id=batch, store=files(), by=by, at=RELEASED)
            result.append(f"{count}本生效")


def _prove(batch: int, step: Step) -> None:
    by = actor_named("center-check", RELEASED)
    with step(11, "逐本核验 Verify every one") as result:
        lines = register.of_batch(batch, by, count=10_000)
        faces = [register.certificate(line.id, by).face for line in lines]
        verdicts = [
            answers.by_match(f.management_number, f.name, f.id_number, at=RELEASED).verdict for f in faces
        ]
        result.append(f"{verdicts.count(Verdict.VALID)}/{len(faces)} 有效")
    showing.tell(12, step)
    with step(13, "封存账目并审计 Seal the ledger and audit") as result:
        sealed = seal_ledger(at=paper.SIGNED)
        differences = list(auditing.differences())
        result.append(f"{sealed.size}条，差异{len(differences)}处")
