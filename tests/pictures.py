"""Pictures of the main pages, for docs/pictures: ``python -m tests.pictures [FOLDER]``.

A demonstration of its own is founded in a temporary home, filled by the same verbs as any other, served, and looked
at in a real browser at desk and phone width. Every file is a palette PNG, so that the repository stays small.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
NOW = "2026-09-29T09:30"
"""Three working days before the last day of N9.2: the list of work is amber."""

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
]
SIZES = {"": (1280, 800), "-phone": (375, 740)}
COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """One page to be taken: who looks at it, and what to do first.

    :ivar fill: fields to fill in and send before the picture.
    :ivar dark: taken in dark colours too, at this size.
    """

    name: str
    address: str
    who: str = ""
    fill: tuple[tuple[str, str], ...] = ()
    dark: str | None = None


def main(folder: Path) -> None:
    """Take every picture and say how large each one is."""
    with tempfile.TemporaryDirectory(prefix="yinxin-pictures-") as home:
        port = free_port()
        os.environ.update(
            YINXIN_HOME=home,
            YINXIN_DEMO="1",
            YINXIN_NOW=NOW,
            YINXIN_DATABASE_THROWAWAY="1",
            YINXIN_ADDRESS=f"http://127.0.0.1:{port}",
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        try:
            call("demo", "--no-serve", "--count", "60")
            pictures = filled()
            with served(port) as base:
                take(pictures, base, folder)
        finally:
            from django.db import connection

            from config import embedded

            connection.close()
            embedded.stop_if_last()


def call(*words: str) -> None:
    """Run a command of the installation."""
    subprocess.run([sys.executable, "-m", "yinxin.cli.main", *words], check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def filled() -> list[Picture]:
    """Bring the demonstration to where every page has something to show; return the pictures to take."""
    import django

    django.setup()
    from config import clock, embedded, workshop
    from tests.cast import CHINA, datetime
    from yinxin.demo import sample
    from yinxin.duties import reminders
    from yinxin.parties.queries import actor_named
    from yinxin.production import acceptance, making, queries, submission, waiting_room
    from yinxin.production.states import BatchState
    from yinxin.register import files as store
    from yinxin.register import queries as register

    embedded.ensure_running()
    at = clock.now()
    people = {name: actor_named(name, at) for name in ("anhui-data", "center-make", "center-check")}

    def submitted(who: str, count: int, seed: int, name: str, day: int) -> int:
        table, photos = sample.write_sample(Path(tempfile.mkdtemp()), count, sample.SW2026, seed=seed)
        return submission.submit(
            exam_code="SW2026", data=table, photos=photos, file_name=name, partial=False, store=store.files(),
            glyphs=workshop.missing_glyphs, by=people[who], at=datetime(2026, 9, day, 15, tzinfo=CHINA),
        ).batch_id  # fmt: skip

    ready = submitted("anhui-data", 24, 31, "第二批合格人员.xlsx", 18)
    acceptance.accept(batch_id=ready, keyring=workshop.keyring(), by=people["center-make"], at=at)
    while making.step(workshop.workshop(), batch_id=ready, clock=clock.now):
        pass
    submitted("anhui-data", 36, 32, "第四批合格人员.xlsx", 28)

    rows = sample.invented_rows(40, sample.SW2026, seed=33)
    for place, change in ((3, ("姓名", "")), (9, ("性别", "未知")), (17, ("批准日期", "2026-02-30"))):
        rows[place][change[0]] = change[1]
    for row in [row for row in rows if row["证件类型"] == "居民身份证"][::9]:
        row["证件号码"] = row["证件号码"][:17] + ("1" if row["证件号码"][17] != "1" else "2")
    folder = Path(tempfile.mkdtemp())
    sample.write_xlsx(folder / "rows.xlsx", rows)
    sample.write_photos(folder / "photos.zip", sample.photos_for(rows, seed=33))
    report = waiting_room.bring(
        exam_code="SW2026", file_name="第三批合格人员.xlsx", data=[(folder / "rows.xlsx").read_bytes()],
        photos=[(folder / "photos.zip").read_bytes()], by=people["anhui-data"], at=at,
    )  # fmt: skip
    waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now)
    reminders.remind(at=at)

    checker = people["center-check"]
    released = queries.batches_for(checker, state=BatchState.RELEASED)[0].id
    line = register.of_batch(released, checker)[0]
    face = register.certificate(line.id, checker).face
    question = (
        ("#id_name", face.name),
        ("#id_id_number", face.id_number),
        ("#id_management_number", face.management_number),
    )
    return [
        Picture("start", "/", dark="-phone"),
        Picture("verify", "/verify"),
        Picture("verdict", "/verify", fill=question),
        Picture("sign-in", "/office/sign-in"),
        Picture("work", "/office/?whose=all", "center-check", dark=""),
        Picture("batch", f"/office/batches/{ready}", "center-check"),
        Picture("findings", f"/office/reports/{report}", "anhui-data"),
        Picture("certificate", f"/office/certificates/{line.id}", "center-check"),
        Picture("check", f"/office/batches/{ready}/release", "center-check"),
        Picture("search", "/office/search", "center-check", fill=(("#search", "2026"),)),
    ]


@contextmanager
def served(port: int) -> Iterator[str]:
    """Serve the demonstration while the pictures are taken."""
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-m", "yinxin.cli.main", "serve", "--port", str(port)])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(base + "/healthz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.2)
        yield base
    finally:
        server.terminate()
        server.wait()


def take(pictures: list[Picture], base: str, folder: Path) -> None:
    """Look at every page at every size, and keep what is seen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as machinery:
        browser = machinery.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                wanted = [one for one in pictures if scheme == "light" or one.dark == size]
                for one in wanted:
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN"
                    )
                    page = context.new_page()
                    if one.who:
                        sign_in(page, base, one.who)
                    page.goto(base + one.address)
                    for selector, text in one.fill:
                        page.fill(selector, text)
                    if one.fill:
                        page.press(one.fill[-1][0], "Enter")
                        page.wait_for_load_state("networkidle")
                    keep(
                        page.screenshot(), folder / f"page-{one.name}{size}{'-dark' * (scheme == 'dark')}.png"
                    )
                    context.close()
        browser.close()


def sign_in(page, base: str, who: str) -> None:
    """Sign in as one of the demonstration's people."""
    from yinxin.demo import country

    page.goto(base + "/office/sign-in")
    page.fill("#username", who)
    page.fill("#password", country.PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/office/")


def keep(picture: bytes, file: Path) -> None:
    """Write a picture with a palette of its own."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
