"""Corrections: as their asker follows them, as the desk sees them, and what the decider is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import queries as matters
from niangjia.engines.evidence import queries as evidence
from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.ground.people.choices import DocumentKind
from niangjia.ground.people.queries import newcomers
from niangjia.kit import vault
from niangjia.kit.calendar import today
from niangjia.kit.declare import Asked, Checked, Located
from niangjia.kit.ids import identity_birthday, mask_identity, mask_phone
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising import rules
from niangjia.programmes.organising.choices.changes import BACK, CHANGE, ChangeField, ChangeState
from niangjia.programmes.organising.choices.joining import WhyActing
from niangjia.programmes.organising.models import Change
from niangjia.programmes.organising.policies import ADMIT, APPLY
from niangjia.programmes.organising.rules.membership import last_kept

KEEPING = "organising.membership"


class ChangeNotFound(NotFound):
    """No such correction, or not the actor's."""


@dataclass(frozen=True)
class Values:
    """What stands on record and what it should be, whole."""

    old: str
    new: str
    document_kind: str

    def masked(self, field: str) -> tuple[str, str]:
        """Both as lists show them: names whole, numbers masked."""
        hide = {"identity": mask_identity, "phone": mask_phone}.get(field)
        if hide is None:
            return self.old, self.new
        return (hide(self.old) if self.old else "", hide(self.new) if self.new else "")


@dataclass(frozen=True)
class ChangePage:
    """One correction with the page of its matter. `old` and `new` are masked; `keeps_until`: the day on which what was told goes."""

    code: str
    field: str
    label: Any
    old: str
    new: str
    document_kind: str
    unit: str
    unit_phone: str
    person: str
    person_code: str
    state: str
    state_label: Any
    asked_on: date
    decided_on: date | None
    proved: bool
    acting: bool
    why: Any
    by: str
    wiped: bool
    keeps_until: date | None
    page: Any
    returned: bool
    step: str
    reason: str
    words: str
    may_reveal: bool
    may_add: bool


def follow_change(actor: Actor, code: str, *, now: datetime) -> ChangePage:
    """One correction as its asker, or the union that decides it, sees it. Raises ChangeNotFound."""
    row = change_row(actor, code)
    page = matters.matter(actor, row.matter_code, now=now) if row.matter_code else None
    back = next((one for one in reversed(page.steps) if one.state == "returned"), None) if page else None
    returned = page is not None and page.state == "returned"
    reason = next((key for key, text in BACK.items() if back and str(text) == str(back.reason)), "")
    (values,) = told_of([row])
    old, new = values.masked(row.field)
    known = newcomers.on_record([row.person_id]).get(row.person_id)
    own = actor.person_id == row.person_id
    kept = rule_at(KEEPING, row.decided_on or row.asked_on, row.path).integer("keep_answers")
    return ChangePage(
        code=row.code, field=row.field, label=ChangeField(row.field).label, old=old, new=new,
        document_kind=values.document_kind, unit=row.unit.name, unit_phone=row.unit.phone,
        person=known.name if known else "", person_code=known.code if known else "",
        state=row.state, state_label=ChangeState(row.state).label, asked_on=row.asked_on, decided_on=row.decided_on,
        proved=row.proved, acting=bool(row.why), why=WhyActing(row.why).label if row.why else "",
        by=accounts.account_names([row.by_account_id])[row.by_account_id] if row.by_account_id else "",
        wiped=not row.sealed,
        keeps_until=last_kept(row.decided_on, kept) if row.state == ChangeState.REFUSED and row.decided_on else None,
        page=page, returned=returned, step=rules.step_of_change_reason(reason) if returned else "",
        reason=back.reason if back and returned else "", words=back.words if back and returned else "",
        may_reveal=not own and holds(actor, "people.reveal", row.path),
        may_add=row.state in {ChangeState.DRAFT, ChangeState.OPEN} and (own or holds(actor, APPLY, row.path)),
    )  # fmt: skip


def photos_of(actor: Actor, code: str) -> list[tuple[str, str]]:
    """(code, name) of the photos of a correction of one's own. Raises ChangeNotFound."""
    row = change_row(actor, code)
    return [(one.code, one.name) for one in evidence.files_of(actor, CHANGE, row.pk)]


def my_changes(actor: Actor) -> list[tuple[str, Any, str, Any, date]]:
    """(code, what, state, label, day) of the actor's own corrections that were handed in, the latest first; at most twenty."""
    rows = Change.rows.filter(person_id=actor.person_id or 0).exclude(state=ChangeState.DRAFT).order_by("-pk")[:20]
    return [
        (row.code, ChangeField(row.field).label, row.state, ChangeState(row.state).label, row.asked_on) for row in rows
    ]


def changes_of_person(actor: Actor, person_code: str) -> list[tuple[str, Any, str, Any, date | None]]:
    """Corrections of somebody whom the actor sees, for her page: (code, what, state, label, day), the latest first."""
    seen = people.visible(actor).filter(code=person_code).values_list("pk", flat=True).first()
    rows = Change.rows.filter(person_id=seen or 0).exclude(state=ChangeState.DRAFT).order_by("-pk")[:20]
    return [
        (
            row.code,
            ChangeField(row.field).label,
            row.state,
            ChangeState(row.state).label,
            row.decided_on or row.asked_on,
        )
        for row in rows
    ]


def change_row(actor: Actor, code: str, *, lock: bool = False) -> Change:
    """The row of one's own correction, or of a union of the actor's. Raises ChangeNotFound."""
    rows = Change.rows.select_related("unit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row: Change | None = rows.filter(code=code).first()
    own = row is not None and actor.person_id is not None and actor.person_id == row.person_id
    if row is None or not (own or holds(actor, APPLY, row.path) or holds(actor, ADMIT, row.path)):
        raise ChangeNotFound
    return row


def told_of(rows: Sequence[Change]) -> list[Values]:
    """What was told, opened together; blank where it was wiped."""
    texts = vault.unseal_many([row.sealed for row in rows], field=CHANGE)
    return [Values(**json.loads(text)) if text else Values("", "", DocumentKind.RESIDENT) for text in texts]


def correct_of(actor: Actor, code: str) -> rules.Correct:
    """What one's own correction asks for, to mend it. Raises ChangeNotFound."""
    row = change_row(actor, code)
    (values,) = told_of([row])
    return rules.Correct(row.field, values.new, values.document_kind)


# ------------------------------------------------------------------ papers


def locate_change(subject_id: int) -> Located | None:
    """Where a correction lies, for its papers."""
    row = Change.rows.filter(pk=subject_id).first()
    if row is None:
        return None
    title = _now("更正%(what)s") % {"what": ChangeField(row.field).label}
    return Located(row.unit_id, row.code, title, row.person_id)


def key_of_change(code: str) -> int | None:
    """The key of an address code."""
    key: int | None = Change.rows.filter(code=code).values_list("pk", flat=True).first()
    return key


def is_own_change(actor: Actor, subject_id: int) -> bool:
    """Whether a correction is the actor's own and still in hand."""
    rows = Change.rows.filter(pk=subject_id, person_id=actor.person_id or 0)
    return bool(rows.filter(state__in=[ChangeState.DRAFT, ChangeState.OPEN]).exists())


# ------------------------------------------------------------------ what the decider is shown


def _of(asked: Sequence[Asked]) -> dict[int, tuple[Change, Values]]:
    rows = list(Change.rows.filter(pk__in=[one.subject_id for one in asked]))
    by_key = {row.pk: (row, values) for row, values in zip(rows, told_of(rows), strict=True)}
    return {one.id: by_key[one.subject_id] for one in asked if one.subject_id in by_key}


def change_facts(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[tuple[Any, Any]]]:
    """What stands there, what it should be (numbers masked), who asked on her behalf and why."""
    found = _of(matters)
    names = accounts.account_names(sorted({row.by_account_id for row, _v in found.values() if row.by_account_id}))
    return {key: _facts(row, values, names) for key, (row, values) in found.items()}


def _facts(row: Change, values: Values, names: Mapping[int, str]) -> list[tuple[Any, Any]]:
    old, new = values.masked(row.field)
    lines: list[tuple[Any, Any]] = [
        (_("更正"), ChangeField(row.field).label),
        (_("现在登记的"), old or _now("没有填")),
        (_("改成"), new),
    ]
    if row.field == ChangeField.IDENTITY:
        lines.append((_("证件类型"), DocumentKind(values.document_kind).label))
    if row.why:
        told = {"who": names.get(row.by_account_id or 0, ""), "why": WhyActing(row.why).label}
        lines.append((_("代办"), _now("%(who)s，%(why)s") % told))
    return lines


def change_checks(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[Checked]]:
    """Proof, the number held elsewhere, what else follows from it, a phone that several people use."""
    found = _of(matters)
    papers = evidence.in_force(CHANGE, [row.pk for row, _v in found.values()], on=today())
    numbers = [v.new for row, v in found.values() if row.field == ChangeField.IDENTITY and v.new]
    phones = [v.new for row, v in found.values() if row.field == ChangeField.PHONE and v.new]
    held, shared = newcomers.held_by(numbers), newcomers.phone_counts(phones)
    return {
        key: _checks(row, values, len(papers.get(row.pk, ())), held, shared) for key, (row, values) in found.items()
    }


def _checks(
    row: Change, values: Values, photos: int, held: Mapping[str, int], shared: Mapping[str, int]
) -> list[Checked]:
    found = []
    if row.field != ChangeField.PHONE:
        text = _now("证明照片 %(n)s 张，请对照") % {"n": photos} if photos else _now("没有证明照片")
        found.append(Checked("judge" if photos else "failed", text, _("逐字、逐位核对照片和改成的内容")))
    if row.field == ChangeField.IDENTITY:
        found += _number_checks(row, values, held)
    if row.field == ChangeField.PHONE:
        proved = Checked("met", _("新手机号由本人用验证码确认"))
        found.append(proved if row.proved else Checked("judge", _("新手机号没有确认，请打过去核实")))
        others = shared.get(values.new, 0)
        if others:
            text = _now("名册里还有 %(n)s 个人用这个手机号") % {"n": others}
            found.append(Checked("judge", text, _("一家人共用可以；单位代填的，请改成本人的号码")))
    if row.why:
        found.append(Checked("judge", _("由别人代办，请和本人核实")))
    return found


def _number_checks(row: Change, values: Values, held: Mapping[str, int]) -> list[Checked]:
    resident = values.document_kind == DocumentKind.RESIDENT
    found = [Checked("met", _("新号码校验位正确"))] if resident and values.new else []
    if held.get(values.new, row.person_id) != row.person_id:
        note = _("可能是同一个人登记了两次，请先到“重复档案”核对")
        found.append(Checked("failed", _("新号码已经登记在另一份档案上"), note))
    elif values.new:
        found.append(Checked("met", _("新号码没有别人登记")))
    if resident and values.old and values.new and identity_birthday(values.old) != identity_birthday(values.new):
        found.append(Checked("clash", _("出生日期会跟着改"), _("两个号码里的出生日期不同，请看照片")))
    return found


def unit_of_person(actor: Actor, person_code: str, *, power: str) -> tuple[int, int, str]:
    """(person, union, path) of a member whom the actor may act for. Raises ChangeNotFound."""
    key = people.visible(actor).filter(code=person_code).values_list("pk", flat=True).first()
    home = newcomers.home_of(key or 0)
    path = org.held_paths([home.unit_id])[home.unit_id] if home else ""
    if home is None or not holds(actor, power, path):
        raise ChangeNotFound
    return home.person_id, home.unit_id, path
