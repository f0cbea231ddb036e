"""Founding and terms at the desk: from the employer to the reply, the forms with their refusals, papers, lists, who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.ground.access.queries import actor_for
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, Unit
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising.models import Document, Founding, Term
from tests import factories as make
from tests.fronts.conftest import House

NAME = "华丰电器有限公司工会委员会"
TODAY = timezone.localdate


@pytest.fixture
def free(house: House) -> Employer:
    """An employer without a union, in the town of the house."""
    return make.employer(workers=60, name="华丰电器有限公司", town="芝英镇", trade="电器")


def start(desk: Client, house: House, free: Employer, **changes: Any) -> Founding:
    form = desk.get(f"/desk/founding/start/?employer={free.code}").context["form"]
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields} | changes
    answer = desk.post("/desk/founding/start/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    return Founding.rows.get(name=data["name"])


def reply(house: House, row: Founding) -> None:
    row.refresh_from_db()
    officer = actor_for(house.accounts[Role.OFFICER].pk)
    seen = matters.matter(SYSTEM, row.matter_code, now=timezone.now())
    approvals.approve(actor=officer, code=row.matter_code, revision=seen.revision, now=timezone.now())
    row.refresh_from_db()


CANDIDATES = (
    ("应建伟", "male", "chair"), ("胡小兰", "female", "vice"), ("吕志强", "male", "member"), ("程立新", "male", "member"),
    ("施美华", "female", "review_head"), ("楼晓燕", "female", "women_head"),
)  # fmt: skip


def candidates(**changes: str) -> dict[str, str]:
    data = {
        "c-TOTAL_FORMS": "8",
        "c-INITIAL_FORMS": "0",
        "committee": "3",
        "review": "1",
        "women": "1",
        "party": "党支部",
    }
    for place, (name, sex, post) in enumerate(CANDIDATES):
        data |= {
            f"c-{place}-name": name,
            f"c-{place}-sex": sex,
            f"c-{place}-post": post,
            f"c-{place}-relation": "none",
            f"c-{place}-duty": "",
        }
    return data | changes


def test_from_the_employer_to_the_plaque(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    assert (row.name, row.upper.name, row.workers, row.trade) == (NAME, "芝英镇总工会", 60, "电器")
    here = f"/desk/founding/{row.code}/"
    today = TODAY().isoformat()
    assert "报请示" in desk.get(here).content.decode()
    desk.post(f"{here}next/", {"on": today})
    assert "等批复" in desk.get(here).content.decode()
    reply(house, row)
    desk.post(f"{here}people/", {"people": f"应建伟 男 {make.identity()}\n胡小兰 女"})
    desk.post(f"{here}next/", {"on": today, "members": "60", "women": "12"})
    desk.post(f"{here}candidates/", candidates())
    desk.post(f"{here}next/", {"on": today})
    reply(house, row)
    votes = {f"votes_{place}": str(count) for place, count in enumerate((38, 36, 33, 12, 39, 37), 1)}
    desk.post(
        f"{here}next/",
        {"on": today, "meeting": "members", "years": "3", "should_attend": "60", "attended": "42", **votes},
    )
    text = desk.get(here).content.decode()
    assert "未当选" in text
    assert "工会委员会当选人数：3" in text
    desk.post(f"{here}next/", {"on": today})
    reply(house, row)
    union = Unit.objects.get(name=NAME)
    assert (union.chair_name, row.unit_id) == ("应建伟", union.pk)
    desk.post(f"{here}next/", {"on": today, "document": "公章 12", "words": ""})
    later = f"{TODAY().year + 3}-01-01"
    desk.post(
        f"{here}next/",
        {"number": "法证1", "authority": "永康市总工会", "issued_on": today, "valid_until": later, "credit_code": ""},
    )
    desk.post(f"{here}next/", {"skip": "1", "on": today, "words": "镇总工会代管"})
    desk.post(f"{here}next/", {"on": today, "document": "", "words": ""})
    desk.post(f"{here}next/", {"on": today, "document": "", "words": ""})
    row.refresh_from_db()
    assert (row.state, row.stage) == ("done", "plaqued")
    text = desk.get(here).content.decode()
    assert "镇总工会代管" in text
    assert row.reply_text in text


def test_what_is_wrong_stands_at_its_place_and_what_was_typed_is_kept(
    house: House, desk: Client, free: Employer
) -> None:
    answer = desk.post(
        "/desk/founding/start/",
        {"name": "没有两个字", "upper": house.town.name, "kind": "grassroots", "key": "k", "employers": "没有的公司"},
    )
    assert answer.status_code == 422
    assert "没有找到唯一的" in answer.content.decode()
    row = start(desk, house, free)
    here = f"/desk/founding/{row.code}/"
    answer = desk.post(f"{here}people/", {"people": "应建伟 3307841980010100"})
    assert (answer.status_code, "第 1 行看不懂" in answer.content.decode()) == (422, True)
    assert "3307841980010100" in answer.content.decode()
    answer = desk.post(f"{here}candidates/", candidates(**{"c-0-post": ""}))
    assert (answer.status_code, "请选提名职务" in answer.content.decode()) == (422, True)
    answer = desk.post(f"{here}next/", {"on": f"{TODAY().year + 1}-01-01"})
    assert (answer.status_code, "日期应在" in answer.content.decode()) == (422, True)
    assert row.stages.count() == 0


def test_relatives_keep_the_button_shut_with_the_reason_on_it(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    here = f"/desk/founding/{row.code}/"
    today = TODAY().isoformat()
    desk.post(f"{here}next/", {"on": today})
    reply(house, row)
    desk.post(f"{here}next/", {"on": today, "members": "60", "women": "12"})
    desk.post(f"{here}candidates/", candidates(**{"c-0-relation": "kin"}))
    assert "近亲属不能作委员候选人：应建伟" in desk.get(here).content.decode()
    answer = desk.post(f"{here}next/", {"on": today})
    assert (answer.status_code, "近亲属" in answer.content.decode()) == (422, True)


def test_a_step_is_taken_back_and_a_file_ended(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    here = f"/desk/founding/{row.code}/"
    desk.post(f"{here}next/", {"on": TODAY().isoformat()})
    assert desk.post(f"{here}back/").status_code == 302
    row.refresh_from_db()
    assert row.stage == ""
    assert desk.post(f"{here}withdraw/", {"words": ""}).status_code == 422
    desk.post(f"{here}withdraw/", {"words": "单位搬走了"})
    row.refresh_from_db()
    assert (row.state, "单位搬走了" in desk.get(here).content.decode()) == ("withdrawn", True)


def test_papers_as_word_and_pdf(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    for what, ending, begins in (("request", "docx", b"PK"), ("held", "pdf", b"%PDF-")):
        answer = desk.get(f"/desk/founding/{row.code}/papers/{what}.{ending}")
        assert b"".join(answer.streaming_content).startswith(begins)  # type: ignore[attr-defined]
    assert desk.get(f"/desk/founding/{row.code}/papers/nothing.pdf").status_code == 404


def test_a_term_by_hand_and_an_election(house: House, desk: Client) -> None:
    here = f"/desk/unions/{house.union.code}/terms/"
    assert "还没有登记届期" in desk.get(here).content.decode()
    desk.post(
        f"{here}add/",
        {"since": "2022-03-01", "years": "3", "number": "2", "chair": "旧主席", "others": "施美华 女 经审主任\n吕志强"},
    )
    term = Term.rows.get()
    assert list(term.seats.order_by("pk").values_list("name", "post")) == [
        ("旧主席", "chair"),
        ("施美华", "review_head"),
        ("吕志强", "member"),
    ]
    assert "届满没有换届" in desk.get(here).content.decode()
    desk.post(f"{here}elect/", {"key": "e1"})
    row = Founding.rows.get(purpose="term")
    text = desk.get(f"/desk/founding/{row.code}/").content.decode()
    assert "旧主席" in text
    assert "报换届请示" in text
    desk.post(f"{here}drop/")
    assert "还没有登记届期" in desk.get(here).content.decode()


def test_a_certificate_by_hand(house: House, desk: Client) -> None:
    here = f"/desk/unions/{house.union.code}/certificate/"
    given = {
        "number": "法证9",
        "authority": "永康市总工会",
        "issued_on": "2024-01-01",
        "valid_until": "2023-01-01",
        "credit_code": "",
    }
    assert desk.post(here, given).status_code == 422
    desk.post(here, given | {"valid_until": "2029-01-01"})
    assert "法证9" in desk.get(f"/desk/unions/{house.union.code}/terms/").content.decode()


def test_numbers_are_listed_and_words_changed(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    desk.post(f"/desk/founding/{row.code}/next/", {"on": TODAY().isoformat()})
    reply(house, row)
    number = Document.rows.get()
    assert number.text in desk.get("/desk/founding/numbers/").content.decode()
    assert desk.post(f"/desk/founding/numbers/{number.code}/void/", {"words": "印错了"}).status_code == 422
    desk.post(f"/desk/founding/numbers/{house.town.code}/word/", {"word": "芝总工"})
    assert "芝总工" in desk.get("/desk/founding/numbers/").content.decode()


def test_who_sees_it_and_who_does_not(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    here = f"/desk/founding/{row.code}/"
    assert house.client("elsewhere").get(here).status_code == 404
    assert house.client(Role.WINDOW).get(here).status_code == 404
    reader = house.client(Role.READER)
    text = reader.get(here).content.decode()
    assert "/next/" not in text
    assert reader.post(f"{here}next/", {"on": TODAY().isoformat()}).status_code == 404
    assert row.stages.count() == 0


@pytest.mark.parametrize("where", ["/desk/founding/", "/desk/founding/numbers/"])
def test_lists_cost_the_same_at_1_3_and_40_rows(house: House, desk: Client, where: str) -> None:
    from tests.programmes.organising import founding as given

    costs = []
    officer = actor_for(house.accounts[Role.ORGANISER].pk)
    number = 0
    for more in (1, 2, 37):
        for _ in range(more):
            number += 1
            at = given.Place(house.county, house.town, make.employer(name=f"公司{number}"), officer, officer)
            row = given.started(at, key=f"k{number}", name=f"公司{number}工会委员会")
            from niangjia.programmes.organising.actions.documents import issue

            issue(
                actor=SYSTEM,
                unit_id=house.town.pk,
                title="批复",
                subject=("organising.founding", row.pk, row.code),
                on=given.TODAY,
                now=given.NOW,
            )
        desk.get(where)
        with CaptureQueriesContext(connection) as asked:
            desk.get(where)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 30


def test_the_page_of_a_file_costs_the_same_however_many_people(house: House, desk: Client, free: Employer) -> None:
    row = start(desk, house, free)
    costs = []
    for people in (1, 3, 200):
        desk.post(
            f"/desk/founding/{row.code}/people/",
            {"people": "\n".join(f"职工{chr(0x4E00 + place)} 男" for place in range(people))},
        )
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"/desk/founding/{row.code}/")
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 30
