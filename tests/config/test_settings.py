"""The settings that come from DATABASE_URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import embedded, settings

FIELDS = ("USER", "PASSWORD", "HOST", "PORT", "NAME")


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("postgresql://u:p@db.example:6432/yinxin", ("u", "p", "db.example", "6432", "yinxin")),
        ("postgres://u@db.example/yinxin", ("u", "", "db.example", "", "yinxin")),
        ("postgresql://u%40corp:p%2Fw%3F@db/na%20me", ("u@corp", "p/w?", "db", "", "na me")),
        ("postgresql://u@/yinxin?host=/run/postgresql", ("u", "", "/run/postgresql", "", "yinxin")),
        ("postgresql://u@/y?host=a,b&port=5432,5433", ("u", "", "a,b", "5432,5433", "y")),
        ("postgresql:///yinxin", ("", "", "", "", "yinxin")),
    ],
)
def test_an_address_is_taken_apart(url, fields):
    found = settings._database(url)
    assert tuple(found[field] for field in FIELDS) == fields


def test_options_go_to_the_driver(monkeypatch):
    monkeypatch.setattr(settings, "DATABASE_ROLE", "")
    url = "postgresql://u@db/y?sslmode=verify-full&sslrootcert=/etc/ca.pem&target_session_attrs=read-write"
    options = settings._database(url)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert options["target_session_attrs"] == "read-write"
    assert "options" not in options
    assert settings._database("postgresql://u@db/y?connect_timeout=1")["OPTIONS"]["connect_timeout"] == "1"


def test_the_role_is_taken_on_beside_what_the_address_asks_for(monkeypatch):
    monkeypatch.setattr(settings, "DATABASE_ROLE", "yinxin_app")
    plain = settings._database("postgresql://u@db/y")["OPTIONS"]["options"]
    more = settings._database("postgresql://u@db/y?options=-c%20x.y%3D1")["OPTIONS"]["options"]
    assert (plain, more) == ("-c role=yinxin_app", "-c x.y=1 -c role=yinxin_app")


@pytest.mark.parametrize("url", ["mysql://u@db/y", "sqlite:///x.db", "db.example/yinxin"])
def test_another_engine_is_refused_in_words(url):
    with pytest.raises(SystemExit, match="postgresql://"):
        settings._database(url)


def test_the_address_of_the_embedded_server_is_one_of_these(monkeypatch, tmp_path):
    monkeypatch.setenv("YINXIN_HOME", str(tmp_path))
    found = settings._database(embedded.url())
    assert (found["USER"], found["NAME"], found["PORT"]) == ("postgres", "yinxin", "")
    assert found["HOST"] == str(embedded.socket_folder())
    assert len(found["HOST"]) < 80


def test_the_socket_stays_short_however_deep_the_home_lies(monkeypatch, tmp_path):
    monkeypatch.setenv("YINXIN_HOME", str(tmp_path / ("deep/" * 40)))
    assert len(str(embedded.socket_folder() / ".s.PGSQL.5432")) < 107


def test_the_key_of_the_sessions_is_private_and_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("YINXIN_HOME", str(tmp_path))
    monkeypatch.delenv("YINXIN_SECRET_KEY", raising=False)
    first = settings._secret()
    assert settings._secret() == first
    assert len(first) > 50
    file = Path(tmp_path) / "keys" / "session.key"
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("YINXIN_SECRET_KEY", "given")
    assert settings._secret() == "given"
