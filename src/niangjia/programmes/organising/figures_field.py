"""What can be counted of the field: grids and rounds (O7), officers, trainings, visits, messages and joint building (O8)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Breakdown, Figure, Shown, Source
from niangjia.programmes.organising.choices.grids import DriveKind, FindingKind, FollowUp, Stage
from niangjia.programmes.organising.choices.officers import OfficerKind, Way
from niangjia.programmes.organising.policies import CADRE_VIEW, CONTACT, GRID_VIEW

TOWN = Breakdown("town", _("镇街"), "u.town")


def joins(table: str, **more: str) -> dict[str, str]:
    """The unit of a table, and what else it takes."""
    return {"u": f"JOIN org_unit u ON u.id = {table}.unit_id", **more}


GRIDS = Source("organising.grids", "organising_grid g", "g.id", "g.unit_id", "g.name", "g.code", joins=joins("g"))
PLACES = Source(
    "organising.grid_places", "organising_gridplace p", "p.id", "p.unit_id", "e.name", "e.code",
    joins=joins("p", e="JOIN org_employer e ON e.id = p.employer_id", g="JOIN organising_grid g ON g.id = p.grid_id"),
    where="p.employer_id IS NOT NULL",
)  # fmt: skip
ROUNDS = Source(
    "organising.rounds", "organising_round r", "r.id", "r.unit_id", "e.name", "r.code",
    joins=joins("r", e="JOIN org_employer e ON e.id = r.employer_id", g="JOIN organising_grid g ON g.id = r.grid_id"),
    person="r.employer_id", where="r.reversed_at IS NULL",
)  # fmt: skip
FOUND = Source(
    "organising.findings", "organising_finding f", "f.id", "r.unit_id", "e.name", "r.code",
    joins={
        "r": "JOIN organising_round r ON r.id = f.round_id",
        "e": "JOIN org_employer e ON e.id = r.employer_id",
        "u": "JOIN org_unit u ON u.id = r.unit_id",
    },
    where="r.reversed_at IS NULL",
)  # fmt: skip
DRIVES = Source(
    "organising.drives", "organising_drive d", "d.id", "d.unit_id", "d.title", "d.code", joins=joins("d"),
    where="d.cancelled_at IS NULL",
)  # fmt: skip
TARGETS = Source(
    "organising.drive_targets", "organising_drivetarget t", "t.id", "d.unit_id", "e.name", "d.code",
    joins={
        "d": "JOIN organising_drive d ON d.id = t.drive_id",
        "e": "JOIN org_employer e ON e.id = t.employer_id",
        "u": "JOIN org_unit u ON u.id = d.unit_id",
    },
    where="d.cancelled_at IS NULL",
)  # fmt: skip
POSTS = Source(
    "organising.posts", "organising_post p", "p.id", "p.unit_id", "o.name", "o.code",
    joins=joins("p", o="JOIN organising_officer o ON o.id = p.officer_id"), person="p.officer_id", where="o.removed_at IS NULL",
)  # fmt: skip
TRAININGS = Source(
    "organising.trainings", "organising_training t", "t.id", "t.unit_id", "t.title", "t.code", joins=joins("t"),
    where="t.cancelled_at IS NULL",
)  # fmt: skip
THERE = Source(
    "organising.attendances", "organising_attendance a", "a.id", "t.unit_id", "a.name", "t.code",
    joins={
        "t": "JOIN organising_training t ON t.id = a.training_id",
        "u": "JOIN org_unit u ON u.id = t.unit_id",
        "w": "LEFT JOIN org_unit w ON w.id = a.of_unit_id",
    },
    person="a.who", where="t.cancelled_at IS NULL",
)  # fmt: skip
CHAIRS = Source(
    "organising.chair_attendances", "organising_attendance a", "a.id", "a.of_unit_id", "u.name", "t.code",
    joins={
        "t": "JOIN organising_training t ON t.id = a.training_id",
        "u": "JOIN org_unit u ON u.id = a.of_unit_id",
    },
    person="a.of_unit_id", where="t.cancelled_at IS NULL AND a.chair AND a.of_unit_id IS NOT NULL",
)  # fmt: skip
VISITS = Source(
    "organising.visits", "organising_visit v", "v.id", "v.unit_id", "o.name", "v.code",
    joins=joins("v", o="JOIN organising_officer o ON o.id = v.officer_id"), person="v.officer_id", where="v.reversed_at IS NULL",
)  # fmt: skip
MAIL = Source(
    "organising.group_receivers", "organising_groupreceiver r", "r.id", "r.unit_id", "u.name", "m.code",
    joins={
        "u": "JOIN org_unit u ON u.id = r.unit_id",
        "m": "JOIN organising_groupmessage m ON m.id = r.message_id",
    },
)  # fmt: skip
MEETINGS = Source(
    "organising.meetings", "organising_meeting m", "m.id", "m.unit_id", "m.party", "m.code", joins=joins("m"),
    where="m.reversed_at IS NULL",
)  # fmt: skip
DECISIONS = Source(
    "organising.decisions", "organising_decision d", "d.id", "d.unit_id", "d.words", "m.code",
    joins=joins("d", m="JOIN organising_meeting m ON m.id = d.meeting_id"), where="m.reversed_at IS NULL",
)  # fmt: skip


def grid(
    code: str, label: Any, definition: Any, shape: Any, unit: Any, source: Source, since: str, **more: Any
) -> Figure:
    """A figure of the grids."""
    given = {"breakdowns": (TOWN,), "order": 60, **more}
    return Figure(f"organising.{code}", label, definition, shape, unit, GRID_VIEW, source=source, since=since, **given)


def cadre(
    code: str, label: Any, definition: Any, shape: Any, unit: Any, source: Source, since: str, **more: Any
) -> Figure:
    """A figure of the officers."""
    given = {"breakdowns": (TOWN,), "order": 65, **more}
    return Figure(f"organising.{code}", label, definition, shape, unit, CADRE_VIEW, source=source, since=since, **given)


FINDINGS = Breakdown("kind", _("发现"), "f.kind", dict(FindingKind.choices), closed=True)
STAGE = Breakdown("stage", _("情况"), "f.stage", dict(Stage.choices))
GRID = Breakdown("grid", _("网格"), "g.name")
KIND = Breakdown("kind", _("类别"), "p.kind", dict(OfficerKind.choices), closed=True)
WAY = Breakdown("way", _("怎么登记的"), "a.way", dict(Way.choices), closed=True)
DRIVE = Breakdown("kind", _("内容"), "d.kind", dict(DriveKind.choices), closed=True)
VISIT = Breakdown("kind", _("类型"), "v.kind")
RESULT = Breakdown("result", _("结果"), "d.result", dict(FollowUp.choices))

FIGURES = (
    grid("grids", _("网格数"), _("当日在用的网格。"), "stock", _("个"), GRIDS, "g.since", until="g.ended_on", subject="organising.grid"),
    grid("grid_employers", _("进网格的单位"), _("当日在某个网格里的单位，一家只在一个网格。"), "stock", _("家"), PLACES, "p.valid_from",
         until="p.valid_to", breakdowns=(TOWN, GRID), subject="org.employer"),
    grid("grid_rounds", _("网格走访"), _("时期内（含首尾两日）的网格走访，作废的不计。"), "flow", _("次"), ROUNDS, 'r."on"',
         breakdowns=(TOWN, GRID), columns=(Shown("on", _("日期"), 'r."on"'), Shown("by", _("谁去的"), "r.by_name")),
         subject="organising.round"),
    grid("grid_employers_visited", _("走访到的单位"), _("时期内（含首尾两日）走访过的不同单位。"), "flow", _("家"), ROUNDS, 'r."on"',
         distinct=True, breakdowns=(TOWN, GRID), subject="organising.round"),
    grid("grid_findings", _("走访中的发现"), _("时期内（含首尾两日）走访中登记的发现，一次走访每类一条，作废的不计。"), "flow", _("条"),
         FOUND, 'r."on"', breakdowns=(TOWN, FINDINGS, STAGE), subject="organising.round"),
    grid("grid_findings_closed", _("办结的发现"), _("时期内（含首尾两日）办结的、走访中交办的事。"), "flow", _("件"), FOUND, "f.closed_on",
         breakdowns=(TOWN, FINDINGS), subject="organising.round"),
    grid("drives_done", _("结束的专项行动"), _("时期内（含首尾两日）结束的专项行动，取消的不计。"), "flow", _("次"), DRIVES, "d.ended_on",
         breakdowns=(TOWN, DRIVE), subject="organising.drive"),
    grid("drive_employers", _("专项行动查看的单位"), _("时期内（含首尾两日）在专项行动里看过的单位，一次行动一家计一次。"), "flow", _("家"),
         TARGETS, "t.done_on", breakdowns=(TOWN, DRIVE), subject="organising.drive"),
    cadre("officers", _("工会干部"), _("当日有在任职务的不同干部，专职、兼职、社会化工作者、挂职都算。"), "stock", _("人"), POSTS, "p.since",
          until="p.until", distinct=True, breakdowns=(TOWN, KIND), subject="organising.officer"),
    cadre("social_workers", _("社会化工作者"), _("当日在任的社会化工会工作者。"), "stock", _("人"), POSTS, "p.since", until="p.until",
          where="p.kind = 'social'", distinct=True, subject="organising.officer"),
    cadre("trainings", _("培训期数"), _("时期内（含首尾两日）开始的主席和干部培训，取消的不计。"), "flow", _("期"), TRAININGS, "t.since",
          subject="organising.training"),
    cadre("training_attendances", _("参加培训人次"), _("时期内（含首尾两日）开始的培训的参加人次，一人参加一期计一次。"), "flow", _("人次"),
          THERE, "t.since", breakdowns=(TOWN, WAY), columns=(Shown("of", _("工会"), "w.name"),), subject="organising.training"),
    cadre("training_people", _("参加培训人数"), _("时期内（含首尾两日）开始的培训的参加人，一个人不论几期只计一次。没有档案也没有账号的，按姓名和工会区分。"),
          "flow", _("人"), THERE, "t.since", distinct=True, breakdowns=(TOWN, WAY), subject="organising.training"),
    cadre("chairs_trained", _("主席受过培训的工会"), _("时期内（含首尾两日）开始的培训里，以主席身份参加的不同工会。"), "flow", _("家"), CHAIRS,
          "t.since", distinct=True, subject="organising.training"),
    cadre("officer_visits", _("干部下基层"), _("时期内（含首尾两日）干部下基层的次数，作废的不计。"), "flow", _("次"), VISITS, 'v."on"',
          breakdowns=(TOWN, VISIT), subject="organising.visit"),
    cadre("officer_visit_days", _("干部下基层天数"), _("时期内（含首尾两日）开始的下基层的天数之和。"), "flow", _("天"), VISITS, 'v."on"',
          value="v.days", breakdowns=(TOWN, VISIT), subject="organising.visit"),
    cadre("officers_visiting", _("下过基层的干部"), _("时期内（含首尾两日）下过基层的不同干部。"), "flow", _("人"), VISITS, 'v."on"',
          distinct=True, breakdowns=(TOWN, VISIT), subject="organising.visit"),
    cadre("promises_made", _("下基层时答应的事"), _("时期内（含首尾两日）下基层时答应、定了期限的事。"), "flow", _("件"), VISITS, 'v."on"',
          where="v.due_on IS NOT NULL", breakdowns=(TOWN, VISIT), subject="organising.visit"),
    cadre("promises_kept", _("办结的答应的事"), _("时期内（含首尾两日）办结的、下基层时答应的事。"), "flow", _("件"), VISITS, "v.closed_on",
          breakdowns=(TOWN, VISIT), subject="organising.visit"),
    Figure("organising.chairs_told", _("群发通知到的主席"), _("时期内（含首尾两日）群发给主席的通知，一条通知一家工会计一次。"), "flow", _("人次"),
           CONTACT, "organising.group_message", MAIL, since="m.sent_on", breakdowns=(TOWN,), order=66),
    cadre("joint_meetings", _("党工联席会议"), _("时期内（含首尾两日）召开的党工联席会议，作废的不计。"), "flow", _("次"), MEETINGS, 'm."on"',
          subject="organising.meeting"),
    cadre("joint_decisions", _("联席会议议定的事"), _("时期内（含首尾两日）召开的联席会议议定的事。"), "flow", _("件"), DECISIONS, 'm."on"',
          subject="organising.meeting"),
    cadre("joint_decisions_done", _("办结的议定的事"), _("时期内（含首尾两日）办结的联席会议议定的事。"), "flow", _("件"), DECISIONS, "d.closed_on",
          breakdowns=(TOWN, RESULT), subject="organising.meeting"),
)  # fmt: skip
