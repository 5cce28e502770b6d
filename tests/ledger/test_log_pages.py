"""The public log over HTTP: what it serves verifies, what it does not have is not there, what is full never changes."""

from __future__ import annotations

import json
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from yinxin.kernel.merkle import verify_consistency, verify_inclusion
from yinxin.ledger import tree
from yinxin.ledger.standalone import verify_log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cosigned")]


def test_what_the_site_serves_is_what_was_exported(published_log):
    for file in sorted((published_log / "tile").rglob("*")):
        if file.is_file():
            answer = Client().get(f"/log/{file.relative_to(published_log)}")
            assert answer.content == file.read_bytes()
            assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer["Content-Type"] == "application/octet-stream"


def test_the_checkpoint_carries_its_cosignature_and_is_kept_for_seconds(published_log):
    answer = Client().get("/log/checkpoint")
    assert answer["Cache-Control"] == "public, max-age=5"
    keys = verify_log.read_keys(str(published_log / "keys.json"), None, [])
    assert verify_log.read_note(answer.content, *keys).size == tree.size()


def test_whoever_has_it_already_is_told_so(published_log):
    first = Client().get("/log/tile/0/000")
    again = Client().get("/log/tile/0/000", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        *("0/999", "0/x000/001", "1/001", "9/000", "0/000.p/0", "0/000.p/257", "0/abc", "0/", "x/000"),
        *("entries/999", "entries/000.p/256", "entries/../0/000", "2/000"),
    ],
)
def test_a_tile_that_is_not_there_is_not_found(published_log, path):
    assert Client().get(f"/log/tile/{path}").status_code == 404


def test_earlier_widths_of_a_tile_stay_readable(published_log):
    whole = Client().get("/log/tile/0/000").content
    assert Client().get("/log/tile/0/000.p/17").content == whole[: 17 * 32]


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 700), (299, 300), (256, 257), (650, 700)])
def test_inclusion_proofs_hold(published_log, index, size):
    told = Client().get("/log/proof/inclusion", {"index": index, "size": size}).json()
    proof = [bytes.fromhex(one) for one in told["proof"]]
    root = bytes.fromhex(told["root"])
    assert verify_inclusion(bytes.fromhex(told["leaf"]), index, size, proof, root)
    assert root == tree.tree(tree.size()).root(size)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (1, 700), (256, 512), (300, 301), (700, 700)])
def test_consistency_proofs_hold(published_log, old, new):
    told = Client().get("/log/proof/consistency", {"from": old, "to": new}).json()
    proof = [bytes.fromhex(one) for one in told["proof"]]
    assert verify_consistency(
        old, new, bytes.fromhex(told["from_root"]), bytes.fromhex(told["to_root"]), proof
    )


def test_without_a_size_it_is_that_of_now(published_log):
    assert Client().get("/log/proof/inclusion?index=0").json()["size"] == tree.size()
    assert Client().get("/log/proof/consistency?from=0").json()["to"] == tree.size()


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        ("inclusion", 422),
        ("inclusion?index=x", 422),
        ("inclusion?index=-1", 422),
        ("inclusion?index=9999999999999999", 422),
        ("inclusion?index=999999999", 404),
        ("inclusion?index=5&size=5", 404),
        ("inclusion?index=5&size=999999999", 404),
        ("consistency", 422),
        ("consistency?from=9&to=5", 404),
        ("consistency?from=0&to=999999999", 404),
        ("consistency?from=%D9%A1", 422),
    ],
)
def test_a_question_without_an_answer_says_why(published_log, ask, status):
    assert Client().get(f"/log/proof/{ask}").status_code == status


def test_the_page_shows_the_checkpoint_and_says_that_its_own_witness_proves_nothing(published_log):
    page = Client().get("/log").content.decode()
    assert tree.published().root.hex() in page
    assert "见证人须由别人运行" in page
    assert "已签名" in page


def test_the_verifier_can_be_downloaded(published_log):
    answer = Client().get("/log/verify_log.py")
    assert answer["Content-Disposition"] == 'attachment; filename="verify_log.py"'
    compile(answer.content, "verify_log.py", "exec")


def test_keys_name_the_witnesses(published_log):
    told = json.loads(Client().get("/.well-known/yinxin/keys.json").content)
    (witness,) = told["log"]["witnesses"]
    assert verify_log.read_key(witness["verifier_key"]).name == witness["name"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def site(environ, start_response):
    """The site, which keeps no connection of the server's thread open."""
    try:
        return get_wsgi_application()(environ, start_response)
    finally:
        connection.close()


def test_the_verifier_reads_the_log_at_its_address(published_log, settings):
    settings.ALLOWED_HOSTS = ["*"]
    with make_server("127.0.0.1", 0, site, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        log, _ = verify_log.read_keys(str(published_log / "keys.json"), None, [])
        source = verify_log.Source(f"http://127.0.0.1:{server.server_port}/log")
        seen, faults = verify_log.check(source, log, [])
        server.shutdown()
    assert faults == []
    assert seen.size == tree.size()


def test_the_page_keeps_the_warning_of_the_one_address(published_log, settings):
    page = Client().get("/log").content.decode()
    assert f'<b class="mono">{settings.PUBLIC_ADDRESS}</b>' in page
