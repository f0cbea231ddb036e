"""A person's rights in her data: a copy of all of it, and its erasure within what the law asks to keep.

Other modules take part by contributions: `person.export`, `move(person_id=) -> [(heading, [columns], [rows])]`;
`person.retain`, `preview(person_id=, on=) -> [(sentence with reason and date, count)]`: what must be kept and so
refuses the erasure; `person.erase`, `move(person_id=)`: overwrite your own texts about her.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from niangjia.ground.access.actions.workers import close_worker_account
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.audit import actions as audit
from niangjia.ground.audit import queries as trail
from niangjia.ground.people import events
from niangjia.ground.people.actions import names
from niangjia.ground.people.actions.loading import current, day_of, hers, is_own, path_of
from niangjia.ground.people.actions.refusals import MayNotErase, MayNotReveal, MustKeep, StillMember
from niangjia.ground.people.choices import (
    DocumentKind,
    Education,
    Gender,
    JoinMode,
    LeavingReason,
    MemberState,
    Purpose,
    StandingKind,
    WorkForm,
)
from niangjia.ground.people.models import (
    IDENTITY,
    PHONE,
    Consent,
    Employment,
    Membership,
    Merge,
    Person,
    PersonAccount,
)
from niangjia.ground.people.policies import ERASE, REVEAL
from niangjia.kit import bus, vault
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor

Section = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class OwnData:
    """All that is held about a person: `sections` (heading, columns, rows) to read, `as_json` to take along."""

    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The same as plain data; dates as ISO text."""
        return {
            str(heading): [
                {str(column): _plain(value) for column, value in zip(columns, row, strict=True)} for row in rows
            ]
            for heading, columns, rows in self.sections
        }


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


@transaction.atomic
def export_own(*, actor: Actor, code: str, now: datetime) -> OwnData:
    """A copy of everything that is held about a person, unmasked: for herself, or handed over by somebody who may see
    whole numbers. Logged. Raises PersonNotFound, MayNotReveal."""
    her = hers(actor, code, power=REVEAL, refusal=MayNotReveal, own=True)
    sections = [_facts(her), _memberships(her), _work(her), _consents(her), _standings(her)]
    for part in contributions("person.export"):
        if part.move is not None:
            sections.extend(part.move(person_id=her.pk))
    audit.record(
        actor=actor,
        verb="people.data_exported",
        subject=("people.person", her.pk),
        path=path_of(her),
        look=True,
        facts={"own": is_own(actor, her), "sections": len(sections)},
    )
    return OwnData(tuple(sections))


def _facts(her: Person) -> Section:
    rows: list[tuple[str, Any]] = [
        (_("姓名"), her.name),
        (_("性别"), _label(Gender, her.gender)),
        (_("出生日期"), her.born_on),
        (_("证件类型"), _label(DocumentKind, her.document_kind)),
        (_("证件号码"), vault.unseal(her.identity_sealed, field=IDENTITY)),
        (_("手机号"), vault.unseal(her.phone_sealed, field=PHONE)),
        (_("民族"), her.nation),
        (_("政治面貌"), her.politics),
        (_("学历"), _label(Education, her.education)),
        (_("户籍地"), her.native_place),
        (_("核实日期"), her.verified_on),
        (_("最近使用"), her.active_on),
    ]
    return (_("基本资料"), (_("项目"), _("内容")), rows)


def _memberships(her: Person) -> Section:
    rows = [
        (
            row.unit.name,
            row.joined_on,
            row.left_on,
            _label(MemberState, row.state),
            _label(LeavingReason, row.leaving),
            _label(JoinMode, row.mode),
            row.card_number,
        )
        for row in Membership.rows.filter(person=her).select_related("unit").order_by("pk")
    ]
    columns = (_("工会"), _("入会日期"), _("离会日期"), _("会员状态"), _("离会原因"), _("入会方式"), _("会员证号"))
    return (_("会籍"), columns, rows)


def _work(her: Person) -> Section:
    rows = [
        (
            row.employer.name if row.employer else row.workplace,
            row.occupation,
            _label(WorkForm, row.form),
            row.valid_from,
            row.valid_to,
        )
        for row in Employment.objects.filter(person=her).select_related("employer").order_by("pk")
    ]
    return (_("工作"), (_("工作单位"), _("职业类别"), _("用工形式"), _("起"), _("止")), rows)


def _consents(her: Person) -> Section:
    rows = [
        (_label(Purpose, row.purpose), row.version, row.given_at, row.withdrawn_at)
        for row in Consent.objects.filter(person=her).order_by("pk")
    ]
    return (_("同意事项"), (_("用途"), _("文本版本"), _("同意时间"), _("撤回时间")), rows)


def _standings(her: Person) -> Section:
    rows = [(_label(StandingKind, row.kind), row.valid_from, row.valid_to) for row in her.standings.order_by("pk")]
    return (_("身份认定"), (_("类别"), _("起"), _("止")), rows)


def _label(kinds: Any, value: str) -> str:
    return str(kinds(value).label) if value in kinds.values else value


# ------------------------------------------------------------------ erasure

GONE = "——"
"""What stands where a name stood."""


@transaction.atomic
def erase(*, actor: Actor, code: str, now: datetime) -> Person:
    """Overwrite what is known of a person: numbers, names, name index, texts of work, and those of the records merged
    into her. Ids, dates and the trail stay, so figures and the chain still hold.

    By herself, or by somebody with the power. Raises PersonNotFound, MayNotErase, StillMember, MustKeep.
    """
    her = hers(actor, code, power=ERASE, refusal=MayNotErase, own=True)
    home = current(her)
    if home is not None:
        raise StillMember(unit=home.unit.name)
    family = [her, *Person.objects.select_for_update().filter(merged_into=her).order_by("pk")]
    keys = [one.pk for one in family]
    objections = [
        str(sentence)
        for part in contributions("person.retain")
        if part.preview is not None
        for key in keys
        for sentence, count in part.preview(person_id=key, on=day_of(now))
        if count
    ]
    if objections:
        raise MustKeep(objections=list(dict.fromkeys(objections)))
    _wipe_securely()
    for one in family:
        _overwrite(one, now)
    Employment.objects.filter(person__in=keys).update(workplace="", occupation="")
    Membership.rows.filter(person__in=keys).update(pinyin="", card_number="")
    Merge.objects.filter(Q(keeper__in=keys) | Q(other__in=keys)).update(before="", reason="")
    _close_login(actor, keys)
    for part in contributions("person.erase"):
        if part.move is not None:
            for key in keys:
                part.move(person_id=key)
    facts = {"own": is_own(actor, her), "records": len(family)}
    audit.record(actor=actor, verb="people.erased", subject=("people.person", her.pk), facts=facts)
    bus.publish(events.PersonErased(her.pk))
    return her


def _close_login(actor: Actor, keys: list[int]) -> None:
    """Her own account is closed and emptied; a staff account that happens to be hers stays, without the link."""
    links = PersonAccount.objects.filter(person__in=keys).select_related("account")
    for account in [link.account for link in links]:
        if account.kind == AccountKind.WORKER:
            close_worker_account(actor=actor, account_id=account.pk)
    links.delete()


def _overwrite(one: Person, now: datetime) -> None:
    names.unindex_name(one.pk, one.name)
    one.name = GONE
    one.pinyin = one.gender = one.nation = one.politics = one.education = one.native_place = ""
    one.identity_sealed = one.phone_sealed = one.phone_index = one.roster_digest = ""
    one.identity_index = None
    one.born_on = one.verified_on = one.active_on = one.died_on = None
    one.erased_at = now
    one.revision += 1
    one.save()


def _wipe_securely() -> None:
    """SQLite otherwise leaves deleted bytes in the file until the page is used again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


TABLES = (
    "people_person", "people_membership", "people_employment", "people_merge", "people_name_gram", "people_name_letter",
)  # fmt: skip


def unscrubbed(*, actor: Actor) -> bool:
    """Whether somebody was erased since the files were last swept. Nobody's act: nothing is recorded."""
    swept = trail.entries(verb="people.storage_scrubbed", limit=1)
    return _newest_erasure() > (json.loads(swept[0].facts).get("upto", swept[0].pk) if swept else 0)


def _newest_erasure() -> int:
    erased = trail.entries(verb="people.erased", limit=1)
    return erased[0].pk if erased else 0


class StorageBusy(RuntimeError):
    """Somebody's transaction that began before the sweep does not end: rows that it may still read cannot be swept out."""


PATIENCE = 60.0
"""Seconds that the sweep waits for older transactions."""


def _await_older_readers(cursor: Any) -> None:
    """PostgreSQL keeps what an open snapshot may see, so wait until those that are older than now have ended; writers in
    other databases of the server count, too, for the sweep's own snapshot begins at the oldest of them."""
    end = time.monotonic() + PATIENCE
    cursor.execute("SELECT clock_timestamp()")
    (began,) = cursor.fetchone()
    while True:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND coalesce(xact_start, query_start) < %s "
            "AND (backend_xid IS NOT NULL OR (backend_xmin IS NOT NULL AND datname = current_database()))",
            [began],
        )
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() > end:
            raise StorageBusy
        time.sleep(0.1)


def scrub_storage(*, actor: Actor, now: datetime) -> None:
    """Remove what erasure left in the files: old row versions, segments of the name index, the write-ahead log.

    To be run at night, outside a transaction: it rewrites tables. Without effect on any record. The trail keeps up to which
    erasure it swept: one that comes while it runs is left for the next time. Raises StorageBusy.
    """
    upto = _newest_erasure()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO people_name_fts (people_name_fts) VALUES ('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            _await_older_readers(cursor)
            for table in TABLES:
                cursor.execute(f"VACUUM FULL {table}")
            cursor.execute("CHECKPOINT")
    audit.record(actor=actor, verb="people.storage_scrubbed", facts={"upto": upto})
