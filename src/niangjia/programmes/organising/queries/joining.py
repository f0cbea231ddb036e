"""Joining: unions that take applications, one's own application, and what the decider is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import queries as matters
from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import queries as org
from niangjia.ground.org.queries import EmployerFilter
from niangjia.ground.people.actions import bulk
from niangjia.ground.people.choices import DocumentKind, WorkForm
from niangjia.ground.people.queries.newcomers import namesakes
from niangjia.kit import vault
from niangjia.kit.calendar import today
from niangjia.kit.declare import Asked, Checked
from niangjia.kit.ids import identity_birthday, mask_identity, mask_phone
from niangjia.kit.powers import SYSTEM, Actor, NotFound, holds
from niangjia.programmes.organising import rules
from niangjia.programmes.organising.choices.joining import BACK, SEALED, ApplicationState, WhyActing
from niangjia.programmes.organising.models import Application, JoinCode
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.rules.joining import Answers
from niangjia.programmes.organising.rules.membership import last_kept

MOST = 20
MOST_EMPLOYERS = 30


class ApplicationNotFound(NotFound):
    """No such application, or not the actor's."""


# ------------------------------------------------------------------ unions that take applications


@dataclass(frozen=True)
class Taker:
    """A union that takes applications. `join_code` stands on its poster."""

    unit_code: str
    name: str
    town: str
    address: str
    phone: str
    join_code: str
    preparing: bool = False


def takers(text: str) -> list[Taker]:
    """Living unions with an open code whose name or town holds the text, by name; at most twenty. Open to everybody."""
    text = text.strip()[:40]
    if not text:
        return []
    rows = _taking().filter(Q(unit__name__icontains=text) | Q(unit__town__icontains=text))
    return [_taker(row) for row in rows.order_by("unit__name", "pk")[:MOST]]


def employers_of(unit_code: str) -> list[str]:
    """Names of the employers in business of a union that takes applications, by name; none where there are more than thirty. Open to
    everybody: they stand on the union's poster and in the register."""
    if not _taking().filter(unit__code=unit_code).exists():
        return []
    found = org.employers(SYSTEM, EmployerFilter(under=unit_code), size=MOST_EMPLOYERS + 1).rows
    return [] if len(found) > MOST_EMPLOYERS else [one.name for one in found]


def taker(join_code: str) -> Taker | None:
    """The union of a poster's code, if the code is still good."""
    row = _taking().filter(code=join_code).first()
    return _taker(row) if row else None


def taker_by_unit(unit_code: str) -> Taker | None:
    """A union by its own code, if it takes applications."""
    row = _taking().filter(unit__code=unit_code).first()
    return _taker(row) if row else None


def code_of_unit(actor: Actor, unit_code: str) -> tuple[Any, JoinCode | None]:
    """A union in the actor's reach, and its open code. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=APPLY)
    return unit, JoinCode.rows.filter(unit=unit, ended_at__isnull=True).first()


def _taking() -> Any:
    living = Q(unit__dissolved_on__isnull=True)
    return JoinCode.rows.select_related("unit").filter(living, ended_at__isnull=True)


def _taker(row: JoinCode) -> Taker:
    unit = row.unit
    return Taker(unit.code, unit.name, unit.town, unit.address, unit.phone, row.code)


# ------------------------------------------------------------------ one's own


class Mine(NamedTuple):
    """A line of one's own applications."""

    code: str
    unit: str
    state: str
    label: Any
    asked_on: date


@dataclass(frozen=True)
class Followed:
    """An application as its asker follows it: the page of its matter, and which question it came back with."""

    code: str
    unit: str
    unit_phone: str
    state: str
    label: Any
    asked_on: date
    acting: bool
    why: Any
    page: matters.Page
    returned: bool
    step: str
    reason: Any
    words: str
    keeps_until: date | None = None
    """The day on which what was told in a refused application is wiped."""


def my_applications(actor: Actor) -> list[Mine]:
    """What the actor asked for with her account, the newest first."""
    if actor.account_id is None:
        return []
    rows = Application.rows.filter(account_id=actor.account_id).select_related("unit").order_by("-pk")[:MOST]
    return [Mine(row.code, row.unit.name, row.state, ApplicationState(row.state).label, row.asked_on) for row in rows]


def follow(actor: Actor, code: str, *, now: datetime) -> Followed:
    """One application as its asker sees it. Raises ApplicationNotFound."""
    row = application_row(actor, code)
    page = matters.matter(_reader(actor, row), row.matter_code, now=now)
    returned = page.state == "returned"
    last = next((one for one in reversed(page.steps) if one.state == "returned"), None) if returned else None
    reason = next((key for key, text in BACK.items() if last and str(text) == str(last.reason)), "")
    return Followed(
        code=row.code,
        unit=row.unit.name,
        unit_phone=row.unit.phone,
        state=row.state,
        label=ApplicationState(row.state).label,
        asked_on=row.asked_on,
        acting=bool(row.why),
        why=WhyActing(row.why).label if row.why else "",
        page=page,
        returned=returned,
        step=rules.step_of_reason(reason),
        reason=last.reason if last else "",
        words=last.words if last else "",
        keeps_until=_kept_until(row),
    )


def _kept_until(row: Application) -> date | None:
    if row.state != ApplicationState.REFUSED or row.decided_on is None or not row.sealed:
        return None
    return last_kept(row.decided_on, kept_days_at(row.path))


def kept_days_at(path: str) -> int:
    """Days for which what was told in a refused application is kept at a place, as the rulebook says today."""
    return rule_at("organising.membership", today(), path).integer("keep_answers")


def kept_days_of(unit_code: str) -> int:
    """The same for a union that takes applications, to be said before somebody hands one in. Open to everybody."""
    row = _taking().filter(unit__code=unit_code).first()
    return kept_days_at(row.unit.path if row else "")


def _reader(actor: Actor, row: Application) -> Actor:
    return actor if actor.account_id else SYSTEM


def answers_of(actor: Actor, code: str) -> Answers:
    """What was told in an application of one's own, to mend it. Raises ApplicationNotFound."""
    return told([application_row(actor, code)])[0]


def application_row(actor: Actor, code: str, *, lock: bool = False) -> Application:
    """The row of an application that the actor follows or entered. Raises ApplicationNotFound."""
    rows = Application.rows.select_related("unit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row: Application | None = rows.filter(code=code).first()
    if row is None or not (_own(actor, row) or holds(actor, APPLY, row.path)):
        raise ApplicationNotFound
    return row


def _own(actor: Actor, row: Application) -> bool:
    if actor.account_id is not None and actor.account_id in {row.account_id, row.by_account_id}:
        return True
    return actor.person_id is not None and actor.person_id == row.person_id


def told(rows: Sequence[Application]) -> list[Answers]:
    """What was told, opened together; blank where it was overwritten."""
    texts = vault.unseal_many([row.sealed for row in rows], field=SEALED)
    return [_answers(json.loads(text)) if text else Answers("", DocumentKind.RESIDENT, "") for text in texts]


def _answers(kept: Mapping[str, Any]) -> Answers:
    return Answers(**{**kept, "consents": tuple(kept.get("consents", ()))})


# ------------------------------------------------------------------ what the decider is shown


def _of(asked: Sequence[Asked]) -> dict[int, tuple[Application, Answers]]:
    rows = list(Application.rows.filter(pk__in=[one.subject_id for one in asked]))
    by_key = {row.pk: (row, answers) for row, answers in zip(rows, told(rows), strict=True)}
    return {one.id: by_key[one.subject_id] for one in asked if one.subject_id in by_key}


def joining_facts(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[tuple[Any, Any]]]:
    """What she told, numbers masked; who entered it for her, and why."""
    found = _of(matters)
    names = accounts.account_names(sorted({row.by_account_id for row, _ in found.values() if row.by_account_id}))
    return {key: _facts(row, one, names.get(row.by_account_id or 0, "")) for key, (row, one) in found.items()}


def _facts(row: Application, one: Answers, by: str) -> list[tuple[Any, Any]]:
    phone = mask_phone(one.phone) if one.phone else ""
    if phone:
        phone = (
            _now("%(phone)s，本人用验证码确认过") % {"phone": phone}
            if row.proved
            else _now("%(phone)s，没有确认") % {"phone": phone}
        )
    lines: list[tuple[Any, Any]] = [
        (_("姓名"), one.name),
        (DocumentKind(one.document_kind).label, mask_identity(one.identity) if one.identity else ""),
        (_("手机号"), phone),
        (_("工作单位"), one.workplace),
        (_("职业"), one.occupation),
        (_("用工形式"), WorkForm(one.form).label if one.form else ""),
    ]
    if row.why:
        lines.append((_("代办"), _now("%(who)s，%(why)s") % {"who": by, "why": WhyActing(row.why).label}))
    return lines


def joining_checks(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[Checked]]:
    """Number, age, phone used by several, namesakes born on the same day, membership elsewhere, agency work."""
    found = _of(matters)
    rows = [row for row, _one in found.values()]
    shared = _sharing({row.phone_index for row in rows if row.phone_index})
    known = bulk.holders(_identity_indexes(found.values()))
    held = dict(known.select("identity_index", "person_id").rows())
    states = {row["person_id"]: row for row in bulk.states(list(set(held.values()))).to_dicts()}
    born = {key: _born(one) for key, (_row, one) in found.items()}
    alike = namesakes({(one.name, born[key]) for key, (_row, one) in found.items() if born[key]})
    checks = {}
    for key, (row, one) in found.items():
        index = vault.blind(one.identity, field="person.identity")
        state = states.get(held.get(index, 0))
        others = alike.get((one.name, born[key]), set()) - {held.get(index, 0)}
        checks[key] = _checks(row, one, born[key], shared.get(row.phone_index, 1), state, len(others))
    return checks


def _identity_indexes(found: Iterable[tuple[Application, Answers]]) -> list[str]:
    return vault.blind_many([one.identity for _row, one in found if one.identity], field="person.identity")


def _born(one: Answers) -> date | None:
    return identity_birthday(one.identity) if one.document_kind == DocumentKind.RESIDENT and one.identity else None


def _sharing(indexes: set[str]) -> dict[str, int]:
    """Open applications by phone."""
    rows = Application.rows.filter(phone_index__in=indexes, state=ApplicationState.OPEN)
    return dict(rows.values_list("phone_index").annotate(number=Count("pk")))


AGE = {
    "met": _("年满 16 周岁"),
    "failed": _("未满 16 周岁"),
    "judge": _("证件号码看不出年龄，请看证件"),
}


def _checks(
    row: Application, one: Answers, born: date | None, sharing: int, state: Mapping[str, Any] | None, others: int
) -> list[Checked]:
    age = rules.age_verdict(born, today())
    found = [
        Checked("met", _("证件号码校验位正确")),
        Checked(age, AGE[age], clause=_("劳动法第十五条")),
    ]
    if row.why:
        found.append(Checked("judge", _("由别人代办，请和本人核实")))
    elif row.proved:
        found.append(Checked("met", _("手机号由本人用验证码确认")))
    if sharing > 1:
        text = _now("还有 %(n)s 份在办的申请用这个手机号") % {"n": sharing - 1}
        found.append(Checked("judge", text, _("一家人共用可以；单位代填的，请改成本人的号码")))
    if others:
        text = _now("名册里有 %(n)s 个同名、同一天出生、号码不同的人") % {"n": others}
        found.append(Checked("judge", text, _("可能是号码写错了，请核对")))
    if state is not None:
        found.append(_on_record(state))
    if one.form == WorkForm.AGENCY:
        note = _("可以在派遣单位或用工单位入会，只在一家，人数只计一次")
        found.append(Checked("judge", _("劳务派遣"), note, _("总工发〔2009〕21 号")))
    return found


def _on_record(state: Mapping[str, Any]) -> Checked:
    if state["membership_id"]:
        return Checked("failed", _("现在已经是会员"), _("一个人同一时间只在一家工会，请办理转会"))
    return Checked("met", _("以前登记过，同意后沿用原来的档案"))


def followers(asked: Sequence[Asked]) -> list[int]:
    """Accounts that follow the applications of some matters."""
    rows = Application.rows.filter(pk__in=[one.subject_id for one in asked], account_id__isnull=False)
    return sorted(set(rows.values_list("account_id", flat=True)))
