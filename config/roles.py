"""The database roles: what the site may do, and the little that verification may read.

``yinxin_app`` is what the site and the workers run as: it may add to the ledger and to the custody book, and never
change them.
``yinxin_verify`` reads a few columns of the register and writes nothing; so does ``yinxin_signer``, which sees the
intents of signatures and the states of keys, and nobody's name. Granting again is harmless, also while
the site runs: nobody sees the moment between taking and giving.
"""

from __future__ import annotations

from django.db import connection, transaction

APPEND_ONLY = (
    *("ledger_entry", "ledger_leaf", "ledger_checkpoint", "ledger_subtree", "ledger_cosignature"),
    *("register_slip", "register_movement", "register_scan"),
    "sharing_change",
)
VERIFY = {
    "register_certificate": ("id", "match_key", "token_key", "state", "valid_until", "face", "region"),
    "register_electronic_copy": ("id", "certificate_id", "digest", "state", "signed_at"),
    "register_ofd_copy": ("copy_id", "digest", "signed_at"),
    "presenting_grant": (
        *("id", "certificate_id", "kind", "sealed", "until", "token_key", "digest", "signed_at"),
        *("openings", "most", "state"),
    ),
    "ledger_checkpoint": ("size", "root"),
    "register_reseal": ("copy_id", "digest", "state", "signed_at"),
}

SIGNER = {
    "register_electronic_copy": ("id", "certificate_id", "seals", "signed_at", "state"),
    "register_reseal": ("id", "seals", "state"),
    "register_certificate": ("id", "state"),
    "sealing_key": (
        *("name", "digest", "purpose", "algorithm", "state", "valid_from", "valid_to"),
        "compromised_at",
    ),
}

_ROLE = """do $$ begin
    if not exists (select 1 from pg_roles where rolname = '{role}') then create role {role} nologin; end if;
exception when duplicate_object or unique_violation then null; end $$"""

_MEMBER = """do $$ begin
    grant {role} to current_user;
exception when unique_violation or internal_error then null; end $$"""


def grant() -> None:
    """Make the roles where they are missing, and give each exactly what it needs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('yinxin roles'))")
        for role in ("yinxin_app", "yinxin_verify", "yinxin_signer"):
            cursor.execute(_ROLE.format(role=role))
            cursor.execute(_MEMBER.format(role=role))
            cursor.execute(f"revoke all on all tables in schema public from {role}")
            cursor.execute(f"grant usage on schema public to {role}")
        cursor.execute("grant select, insert, update, delete on all tables in schema public to yinxin_app")
        cursor.execute("grant usage, select, update on all sequences in schema public to yinxin_app")
        for table in APPEND_ONLY:
            cursor.execute(f"revoke update, delete, truncate on {table} from yinxin_app")
        for role, may in (("yinxin_verify", VERIFY), ("yinxin_signer", SIGNER)):
            for table, columns in may.items():
                cursor.execute(f"grant select ({', '.join(columns)}) on {table} to {role}")
