"""What an insider could change behind the program's back, each with the row that the audit must name.

``pick`` finds what is to be spoilt; its columns are named ``id`` (the row to be named) and, where the edit needs them,
``other`` and ``key``. ``sql`` spoils it, with the triggers switched off; ``file`` spoils a file of the store instead.
"""

from __future__ import annotations

from dataclasses import dataclass

GO_ON = "order by id limit 1"


@dataclass(frozen=True)
class Edit:
    """One edit.

    :ivar where: the table that the audit must name; ``number`` gives the row where it is not ``id``.
    :ivar file: what is done to the file ``key``: ``flip``, ``remove`` or ``swap`` (with the file ``other``).
    """

    name: str
    where: str
    pick: str
    sql: str = ""
    file: str = ""
    number: str = "{id}"


def _state(table: str, name: str, old: str, new: str, more: str = "") -> Edit:
    return Edit(
        f"{name}: {old} becomes {new}",
        table,
        f"select id from {table} where state = '{old}' {GO_ON}",
        f"update {table} set state = '{new}' {more} where id = %(id)s",
    )


def _gone(table: str, name: str, only: str = "true") -> Edit:
    return Edit(
        f"{name} deleted",
        table,
        f"select id from {table} where {only} {GO_ON}",
        f"delete from {table} where id = %(id)s",
    )


def _column(table: str, name: str, change: str, only: str = "true") -> Edit:
    return Edit(
        name,
        table,
        f"select id from {table} where {only} {GO_ON}",
        f"update {table} set {change} where id = %(id)s",
    )


CERTIFICATE, COPY, PAPER = "register_certificate", "register_electronic_copy", "register_paper_copy"
VALID = "select id from register_certificate where state = 'valid' order by id limit 1"
TWO_VALID = """select min(id) as id, max(id) as other from
    (select id from register_certificate where state = 'valid' order by id limit 2) as two"""
SEALED = "select e.id from ledger_entry e join ledger_leaf l on l.entry_id = e.id where l.index = 7"

LEDGER = (
    Edit(
        "a line's facts edited",
        "ledger_entry",
        SEALED,
        "update ledger_entry set facts = '{}' where id = %(id)s",
    ),
    Edit(
        "a line dated back",
        "ledger_entry",
        SEALED,
        "update ledger_entry set at = at - interval '1 day' where id = %(id)s",
    ),
    Edit(
        "a line given to another actor",
        "ledger_entry",
        SEALED,
        "update ledger_entry set actor = actor + 1 where id = %(id)s",
    ),
    Edit(
        "a line's salt replaced",
        "ledger_entry",
        SEALED,
        "update ledger_entry set salt = decode(repeat('00', 16), 'hex') where id = %(id)s",
    ),
    Edit(
        "a line's salt taken away",
        "ledger_entry",
        SEALED,
        "update ledger_entry set salt = '' where id = %(id)s",
    ),
    Edit("a line deleted", "ledger_entry", SEALED, "delete from ledger_entry where id = %(id)s"),
    Edit(
        "a line slipped in with an old transaction number",
        "ledger_entry",
        "select 999999999 as id",
        """insert into ledger_entry (id, transaction, at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest)
           select 999999999, transaction, at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest
           from ledger_entry order by id limit 1""",
    ),
    Edit(
        "two lines' contents swapped with their digests",
        "ledger_leaf",
        "select 7 as id, 8 as other",
        """update ledger_leaf a set entry_id = -b.entry_id from ledger_leaf b where a.index in (7, 8) and b.index = 15 - a.index;
           update ledger_leaf set entry_id = -entry_id where entry_id < 0""",
    ),
    Edit(
        "a leaf rewritten",
        "ledger_leaf",
        "select 7 as id",
        "update ledger_leaf set hash = sha256('x') where index = %(id)s",
    ),
    Edit("a leaf deleted", "ledger_leaf", "select 7 as id", "delete from ledger_leaf where index = %(id)s"),
    Edit(
        "the end of the tree cut off",
        "ledger_checkpoint",
        "select max(size) as id from ledger_checkpoint",
        "delete from ledger_leaf where index >= %(id)s - 3",
    ),
    Edit(
        "a checkpoint's root rewritten",
        "ledger_checkpoint",
        "select max(size) as id from ledger_checkpoint",
        "update ledger_checkpoint set root = sha256('x') where size = %(id)s",
    ),
    Edit(
        "a checkpoint's note rewritten",
        "ledger_checkpoint",
        "select max(size) as id from ledger_checkpoint",
        "update ledger_checkpoint set note = replace(note, '\n', E'\n0') where size = %(id)s",
    ),
    Edit(
        "a root over a tile that does not exist",
        "ledger_subtree",
        "select '1/99' as id",
        "insert into ledger_subtree (level, index, hash) values (1, 99, sha256('x'))",
    ),
)

REGISTER = (
    _state(CERTIFICATE, "a certificate", "valid", "invalid"),
    _state(CERTIFICATE, "a certificate", "prepared", "valid", ", settled_at = opened_at"),
    Edit("a certificate deleted", CERTIFICATE, VALID, "delete from register_certificate where id = %(id)s"),
    Edit(
        "a certificate slipped in",
        CERTIFICATE,
        "select 999999999 as id",
        """create temporary table made on commit drop as select * from register_certificate where state = 'valid' order by id limit 1;
           update made set id = 999999999, management_number = 'X1', token_key = sha256('x'), batch_id = 999999, row = 1;
           insert into register_certificate select * from made""",
    ),
    Edit(
        "a certificate opened at an earlier moment",
        CERTIFICATE,
        VALID,
        "update register_certificate set opened_at = opened_at - interval '1 year' where id = %(id)s",
    ),
    Edit(
        "a certificate released at an earlier moment",
        CERTIFICATE,
        VALID,
        "update register_certificate set settled_at = settled_at - interval '1 day' where id = %(id)s",
    ),
    Edit(
        "a certificate's approval dated back",
        CERTIFICATE,
        VALID,
        "update register_certificate set approved_on = approved_on - 30 where id = %(id)s",
    ),
    Edit(
        "a certificate's level raised",
        CERTIFICATE,
        VALID,
        "update register_certificate set level = '高级' where id = %(id)s",
    ),
    Edit(
        "a management number changed",
        CERTIFICATE,
        VALID,
        "update register_certificate set management_number = 'X2' where id = %(id)s",
    ),
    Edit(
        "a face's ciphertext changed",
        CERTIFICATE,
        VALID,
        "update register_certificate set face = set_byte(face, 40, get_byte(face, 40) # 1) where id = %(id)s",
    ),
    Edit(
        "two faces swapped",
        CERTIFICATE,
        TWO_VALID,
        """update register_certificate a set face = b.face, face_digest = b.face_digest from register_certificate b
           where a.id in (%(id)s, %(other)s) and b.id = %(id)s + %(other)s - a.id""",
    ),
    Edit(
        "two holders swapped",
        CERTIFICATE,
        TWO_VALID,
        """update register_certificate a set holder_id = b.holder_id from register_certificate b
           where a.id in (%(id)s, %(other)s) and b.id = %(id)s + %(other)s - a.id""",
    ),
    Edit(
        "verification led to another certificate",
        CERTIFICATE,
        TWO_VALID,
        "update register_certificate set match_key = (select match_key from register_certificate where id = %(other)s) where id = %(id)s",
    ),
    Edit(
        "a QR code led elsewhere",
        CERTIFICATE,
        VALID,
        "update register_certificate set token_key = sha256('x') where id = %(id)s",
    ),
    Edit(
        "a certificate moved to another agency",
        CERTIFICATE,
        VALID,
        "update register_certificate set agency_id = agency_id + 1 where id = %(id)s",
    ),
    Edit(
        "a certificate moved to another version",
        CERTIFICATE,
        VALID,
        "update register_certificate set version_id = version_id + 1 where id = %(id)s",
    ),
    Edit(
        "a certificate moved to another row",
        CERTIFICATE,
        VALID,
        "update register_certificate set row = row + 900 where id = %(id)s",
    ),
    Edit(
        "register and electronic copy made invalid together",
        CERTIFICATE,
        VALID,
        """update register_certificate set state = 'invalid' where id = %(id)s;
           update register_electronic_copy set state = 'revoked' where certificate_id = %(id)s""",
    ),
    Edit(
        "every certificate rolled back to before its release",
        CERTIFICATE,
        VALID,
        "update register_certificate set state = 'prepared', settled_at = null",
    ),
    _state(COPY, "an electronic copy", "released", "revoked"),
    Edit(
        "two electronic copies swapped",
        COPY,
        "select min(id) as id, max(id) as other from (select id from register_electronic_copy where state = 'released' order by id limit 2) as two",
        """create temporary table two on commit drop as select id, digest from register_electronic_copy where id in (%(id)s, %(other)s);
           update register_electronic_copy set digest = sha256(digest) where id in (%(id)s, %(other)s);
           update register_electronic_copy a set digest = two.digest from two
           where a.id in (%(id)s, %(other)s) and two.id = %(id)s + %(other)s - a.id""",
    ),
    Edit(
        "an electronic copy taken off its certificate",
        COPY,
        "select id from register_electronic_copy where state = 'released' order by id limit 1",
        "update register_electronic_copy set certificate_id = 999999999 where id = %(id)s",
    ),
    _column("register_holder_document", "an identity document led elsewhere", "key = sha256('x')"),
    _column(
        "register_holder_document",
        "an identity number's ciphertext changed",
        "sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
    ),
    Edit(
        "a holder deleted",
        "register_holder_document",
        "select id from register_holder_document order by id limit 1",
        "delete from register_holder where id = (select holder_id from register_holder_document where id = %(id)s)",
    ),
    _column("register_holder_name", "a name made findable as another", "key = '某人'"),
    _gone("register_standing", "a bar"),
    _column("register_standing", "a bar made shorter", "until = until - 365", "until is not null"),
    _column("register_standing", "a bar ended", "ended_on = since + 1, ended_why = 'x'", "ended_on is null"),
)

CUSTODY = (
    Edit(
        "a sheet moved without a slip",
        PAPER,
        "select p.id, (select max(id) from register_place) as other from register_paper_copy p where state = 'held' order by id limit 1",
        "update register_paper_copy set place_id = %(other)s where id = %(id)s",
    ),
    _state(PAPER, "a sheet", "held", "collected"),
    _gone("register_slip", "a slip", "kind = 'receipt'"),
    _column("register_slip", "a slip dated back", "at = at - interval '40 days'", "kind = 'receipt'"),
    _column("register_slip", "a slip's count changed", "count = count + 1", "kind = 'dispatch'"),
    Edit(
        "a sheet taken off a slip's list",
        "register_slip",
        "select slip_id as id, id as other from register_movement order by id limit 1",
        "delete from register_movement where id = %(other)s",
    ),
    Edit(
        "a slip slipped in",
        "register_slip",
        "select 999999999 as id",
        """insert into register_slip (id, kind, number, frm_id, to_id, state, count, at, by)
           select 999999999, kind, 'X-1', frm_id, to_id, state, count, at, by from register_slip order by id limit 1""",
    ),
    _column("register_place", "a shelf renamed", "name = '乙架'"),
    Edit(
        "a place slipped in",
        "register_place",
        "select 999999999 as id",
        "insert into register_place (id, organisation_id, kind, name, opened_at) select 999999999, organisation_id, 'room', '密室', opened_at from register_place order by id limit 1",
    ),
    Edit(
        "two sheets exchanged between certificates",
        "register_slip",
        """select s.id, a.id as other, b.id as key from register_slip s
           join register_movement a on a.slip_id = s.id
           join register_movement b on b.slip_id <> s.id and b.sequence = a.sequence and b.copy_id <> a.copy_id
           order by s.id, a.id, b.id limit 1""",
        """create temporary table two on commit drop as select id, copy_id from register_movement where id in (%(other)s, %(key)s);
           update register_movement set copy_id = -copy_id where id in (%(other)s, %(key)s);
           update register_movement m set copy_id = two.copy_id from two
           where m.id in (%(other)s, %(key)s) and two.id = %(other)s + %(key)s - m.id""",
    ),
)

PRODUCTION = (
    _state(
        "production_batch",
        "a batch",
        "received",
        "returned",
        ", ended_at = received_at, ended_reason = '原因'",
    ),
    _column("production_batch", "a batch received earlier", "received_at = received_at - interval '9 days'"),
    _column(
        "production_batch", "a batch's checker replaced", "accepted_by = accepted_by + 7", "state = 'making'"
    ),
    _column(
        "production_batch",
        "a batch's releaser replaced",
        "released_by = released_by + 7",
        "state = 'released'",
    ),
    _column("production_batch", "a batch's rows miscounted", "rows = rows + 1", "state = 'released'"),
    _column("production_batch", "a batch's file exchanged", "file = repeat('a', 64)"),
    _state(
        "production_print_order", "a print order", "ordered", "handed_over", ", manifest = repeat('a', 64)"
    ),
)

ISSUING = (
    _gone("issuing_collection", "a hand-out"),
    _column(
        "issuing_collection",
        "a hand-out undone",
        "undone_at = now(), undone_by = 1, undone_slip_id = slip_id, reason = '原因'",
    ),
    _column("issuing_collection", "a hand-out made one of many", "many = not many"),
    _state(
        "issuing_consignment",
        "a consignment",
        "sent",
        "signed",
        ", signed_at = sent_at, signed_by = 5, place_id = 1",
    ),
    _column("issuing_consignment", "a consignment's count changed", "papers = papers + 1"),
    _state(
        "issuing_difference",
        "a difference",
        "open",
        "explained",
        ", solved_at = now(), solved_by = 5, solution = 'x'",
    ),
    _state("issuing_mail_application", "post", "posted", "delivered"),
    Edit(
        "a waybill exchanged",
        "issuing_post_run",
        "select run_id as id, id as other from issuing_parcel order by id limit 1",
        "update issuing_parcel set waybill = 'X' where id = %(other)s",
    ),
    _column("issuing_copy_note", "a note's cause changed", "cause = 'damaged'", "cause = 'wrong'"),
    _column("issuing_volume", "a volume's closing line changed", "closing = repeat('b', 64)"),
    Edit(
        "a line of a volume deleted",
        "issuing_volume",
        "select volume_id as id, id as other from issuing_volume_line order by id limit 1",
        "delete from issuing_volume_line where id = %(other)s",
    ),
)

CHAPTERS = (
    _state(
        "changing_application", "an application", "filed", "rejected", ", reason = 'x', settled_at = now()"
    ),
    _gone("changing_application", "an application", "state = 'filed'"),
    _column(
        "changing_application", "an application filed earlier", "filed_on = filed_on - 20", "state = 'filed'"
    ),
    _column("changing_paper", "a paper exchanged", "key = repeat('c', 64)"),
    _column("changing_evidence_rule", "a rule's paper changed", "basis = basis || 'x'"),
    _gone("closing_destruction_list", "a list of paper to be destroyed"),
    _column(
        "closing_destruction_list",
        "a closed list's digest changed",
        "digest = repeat('d', 64)",
        "state = 'closed'",
    ),
    Edit(
        "a sheet taken off a closed list",
        "closing_destruction_list",
        "select l.id, c.id as other from closing_destruction_list l join closing_listed_copy c on c.list_id = l.id where l.state = 'closed' order by c.id limit 1",
        "delete from closing_listed_copy where id = %(other)s",
    ),
    _state("closing_objection", "an objection", "received", "checking", ", taken_by = 5, taken_at = now()"),
    _column(
        "closing_objection",
        "an objection's certificate changed",
        "certificate_id = coalesce(certificate_id, 0) + 1",
    ),
    _gone("invalidation_case", "a case"),
    _column(
        "invalidation_case", "a decision dated back", "decided_on = decided_on - 10", "decided_on is not null"
    ),
    _column("supervision_candidate", "a frozen entry rewritten", "nonce = reverse(nonce)"),
    Edit(
        "a frozen list rewritten",
        "supervision_spot_check",
        "select check_made_id as id, id as other from supervision_candidate order by id limit 1",
        "update supervision_candidate set entry = entry || 'x' where id = %(other)s",
    ),
    _column("supervision_spot_check", "a seed replaced", "seed = 'x' || seed", "drawn_at is not null"),
    _column("supervision_report", "a report's figures changed", "figures = replace(figures, '0', '1')"),
    _state("supervision_criticism", "a criticism", "issued", "ended", ", ended_at = issued_at"),
    _column("annexes_rhythm", "a rhythm changed", "day = 1"),
    _state(
        "annexes_summary", "a summary", "handed_in", "taken", ", taken_at = now(), taken_by = handed_by + 1"
    ),
    _column("presenting_correction", "a report of an error changed", "field = 'level'"),
)

PEOPLE = (
    Edit("a seat given in the database", "parties_seat", "select 999999999 as id", "insert into parties_seat (id, account_id, organisation_id, role, since) select 999999999, account_id, organisation_id, 'centre_checker', since from parties_seat where role = 'centre_maker' order by id limit 1"),
    _column("parties_seat", "a seat's role exchanged", "role = 'security_admin'", "role = 'counter'"),
    _column("parties_seat", "a seat held longer ago", "since = since - interval '1 year'"),
    Edit("a seat deleted", "parties_seat", "select s.id, s.account_id || '/' || s.organisation_id || '/' || s.role as key from parties_seat s order by s.id desc limit 1", "delete from parties_seat where id = %(id)s", number="{key}"),
    _column("parties_account", "an account closed", "is_active = false"),
    Edit("an account slipped in", "parties_account", "select 999999999 as id", "insert into parties_account (id, username, name, password, is_active, epoch) values (999999999, 'x', 'x', 'x', true, 0)"),
    _column("parties_organisation", "an organisation put under another", "parent_id = (select min(id) from parties_organisation)", "parent_id is not null and parent_id <> (select min(id) from parties_organisation)"),
    _column("parties_organisation", "an organisation's region changed", "region = '110000'", "region = '340000'"),
    _column("parties_delegation", "a delegation made longer", "until = until + interval '1 day'"),
    _column("parties_api_key", "a key exchanged", "digest = sha256('x')"),
    _column("parties_api_key", "a key given more rights", "scopes = scopes || 'certificate:see'::varchar"),
    _column("parties_invitation", "an invitation to another role", "role = 'agency_checker'"),
    _column("approvals_proposal", "a proposal approved by nobody", "state = 'approved', decided_at = proposed_at, decided_by_id = (select max(id) from parties_account)", "state = 'waiting'"),
    _column("approvals_proposal", "a proposal's content exchanged", "facts = '{}'"),
    _column("duties_duty", "a duty due later", "due_on = due_on + 30"),
    _column("duties_duty", "a duty discharged", "discharged_at = now(), discharged_by = 'batch.received'", "discharged_at is null"),
    _column("duties_duty", "a late duty discharged earlier", "discharged_at = discharged_at - interval '20 days'", "discharged_at is not null"),
    _gone("duties_duty", "a duty"),
    _column("catalogue_version", "electronic certificates switched on", "electronic_since = since", "electronic_since is null"),
    _column("catalogue_version", "a department taken off the seals", "sealed_by = sealed_by[1:1]", "array_length(sealed_by, 1) > 1"),
    _column("catalogue_exam", "an exam's day changed", "days = array[days[1] - 7]"),
    _column("catalogue_exam", "results published earlier", "results_on = results_on - 9"),
    _column("catalogue_exam_agency", "a pass list's number changed", "passed = coalesce(passed, 0) + 5"),
    _column("catalogue_exam_agency", "people excluded without a reason", "excluded = excluded + 1"),
)  # fmt: skip

_ELECTRONIC = """select min(id) as id, min(encode(digest, 'hex')) filter (where place = 1) as key,
                        min(encode(digest, 'hex')) filter (where place = 2) as other
                 from (select id, digest, row_number() over (order by id) as place from register_electronic_copy
                       where digest is not null) as two where place <= 2"""
FILES = (
    Edit("a certificate's file altered by one bit", COPY, _ELECTRONIC, file="flip"),
    Edit("a certificate's file taken away", COPY, _ELECTRONIC, file="remove"),
    Edit("two certificates' files swapped", COPY, _ELECTRONIC, file="swap"),
    Edit(
        "an agency's file altered",
        "production_batch",
        "select id, file as key from production_batch order by id limit 1",
        file="flip",
    ),
    Edit(
        "an archive of photos taken away",
        "production_batch",
        "select id, photos as key from production_batch where photos <> '' order by id limit 1",
        file="remove",
    ),
    Edit("a photo replaced", CERTIFICATE, "photo", file="swap"),
    Edit("a photo taken away", CERTIFICATE, "photo", file="remove"),
    Edit(
        "a volume's file taken away",
        "issuing_volume",
        "select id, file as key from issuing_volume order by id limit 1",
        file="remove",
    ),
    Edit(
        "a volume's file altered",
        "issuing_volume",
        "select id, file as key from issuing_volume order by id limit 1",
        file="flip",
    ),
    Edit(
        "a paper of an application altered",
        "changing_paper",
        "select id, key from changing_paper where key <> '' order by id limit 1",
        file="flip",
    ),
    Edit(
        "a report of supervision altered",
        "supervision_report",
        "select id, file as key from supervision_report order by id limit 1",
        file="flip",
    ),
    Edit(
        "a summary's file altered",
        "annexes_summary",
        "select id, file as key from annexes_summary where file <> '' order by id limit 1",
        file="flip",
    ),
)

EDITS = (*LEDGER, *REGISTER, *CUSTODY, *PRODUCTION, *ISSUING, *CHAPTERS, *PEOPLE, *FILES)
