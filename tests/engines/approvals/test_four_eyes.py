"""Nobody decides what she asked for or what is her own: every pair of hands, against an oracle that knows people only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions, rules
from niangjia.engines.approvals.models import Matter
from niangjia.engines.approvals.queries import Wanted, inbox
from niangjia.ground.people.models import Person, PersonAccount
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor
from tests import factories as make
from tests.approving import JOINING, ask

NOW = timezone.now()
WORDS = {"reason": "photo", "words": "再看"}


@dataclass
class Hand:
    """A way of acting: the actor, and the people who stand behind it."""

    name: str
    actor: Actor
    people: frozenset[str]


def somebody(name: str, at: Any, role: str = "chair", kind: str = "staff") -> tuple[Any, Person]:
    """An account that is a person's own, with an appointment."""
    who, her = make.account(name, kind=kind), make.member(at)
    PersonAccount.objects.create(person=her, account=who)
    make.appoint(who, role, at)
    return who, her


@pytest.fixture
def hands(land: Any) -> tuple[list[Hand], dict[str, Person]]:
    """Ann and Bea keep the union, Cai is deputy of Ann alone, Dan of both; Eve's other record was merged into hers; Fay is
    a worker who holds an appointment by her worker's account."""
    ann, ann_ = somebody("安", land.union)
    bea, bea_ = somebody("贝", land.union, "clerk")
    eve, eve_ = somebody("伊", land.union)
    fay, fay_ = somebody("菲", land.union, kind="worker")
    cai, dan = make.account("蔡"), make.account("丹")
    lent = {who: who.appointments.get() for who in (ann, bea)}
    make.deputy(lent[ann], cai)
    make.deputy(lent[ann], dan)
    make.appoint(dan, "clerk", land.union)
    twin = make.person()
    Person.objects.filter(pk=twin.pk).update(merged_into=eve_)
    second = make.account("伊二")
    make.appoint(second, "clerk", land.union)
    PersonAccount.objects.create(person=twin, account=second)
    found = [
        Hand("ann", make.actor(ann), frozenset({"ann"})),
        Hand("bea", make.actor(bea), frozenset({"bea"})),
        Hand("cai for ann", make.actor(cai), frozenset({"cai", "ann"})),
        Hand("dan", make.actor(dan), frozenset({"dan"})),
        Hand("eve", make.actor(eve), frozenset({"eve"})),
        Hand("eve, second account", make.actor(second), frozenset({"eve"})),
        Hand("fay", make.actor(fay), frozenset({"fay"})),
        Hand("terminal", OPERATOR, frozenset({"terminal"})),
    ]
    return found, {"ann": ann_, "bea": bea_, "eve": eve_, "fay": fay_, "nobody": make.person()}


def breaches(hands: list[Hand], persons: dict[str, Person], land: Any) -> list[str]:
    """Every asker × person × decider × act where the engine and the oracle differ."""
    wrong = []
    for asker, (whose, her), decider in product(hands, persons.items(), hands):
        asking = (asker.people if asker.name != "cai for ann" else frozenset({"cai"})) | {whose}
        own = bool(asking & decider.people)
        one = ask(JOINING, land.union, her, actor=asker.actor)
        for act, more in ((actions.send_back, WORDS), (actions.refuse, WORDS), (actions.approve, {})):
            if own:
                try:
                    act(actor=decider.actor, code=one.code, revision=1, now=NOW, **more)
                    wrong.append(f"{asker.name} for {whose}, {decider.name} {act.__name__}")
                    break
                except actions.OwnMatter:
                    pass
        if not own:
            actions.approve(actor=decider.actor, code=one.code, revision=1, now=NOW)
        Matter.rows.filter(pk=one.pk).delete()
    return wrong


def test_no_hand_decides_its_own(hands: Any, land: Any) -> None:
    assert breaches(*hands, land) == []


def test_an_unguarded_decision_would_be_noticed(hands: Any, land: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: without the comparison the enumeration finds breaches."""
    some = hands[0][:2]
    monkeypatch.setattr(rules, "own_hand", lambda _asking, _deciding: False)
    assert len(breaches(some, {"ann": hands[1]["ann"]}, land)) > 0


def test_a_deputy_does_not_decide_what_the_giver_asked_nor_the_giver_what_the_deputy_asked_for_him(land: Any) -> None:
    giver, deputy = make.account(), make.account()
    lent = make.appoint(giver, "chair", land.union)
    make.deputy(lent, deputy)
    by_giver = ask(JOINING, land.union, actor=make.actor(giver))
    for_giver = ask(JOINING, land.union, actor=replace(make.actor(deputy), under="people.edit"))
    assert for_giver.for_account_id == giver.pk
    for who, one in product((giver, deputy), (by_giver, for_giver)):
        with pytest.raises(actions.OwnMatter):
            actions.approve(actor=make.actor(who), code=one.code, revision=1, now=NOW)


def test_who_mended_it_does_not_decide_it(land: Any) -> None:
    one = ask(JOINING, land.union)
    actions.send_back(actor=land.chair, code=one.code, revision=1, now=NOW, **WORDS)
    actions.resubmit(actor=SYSTEM, code=one.code, revision=2, now=NOW)
    with pytest.raises(actions.OwnMatter):
        actions.approve(actor=SYSTEM, code=one.code, revision=3, now=NOW)
    actions.approve(actor=land.chair, code=one.code, revision=3, now=NOW)


def test_own_matters_are_marked_in_the_inbox_and_left_out_of_batches(land: Any) -> None:
    chair, her = somebody("主席", land.union)
    mine = ask(JOINING, land.union, her)
    theirs = ask(JOINING, land.union)
    actor = make.actor(chair)
    assert {row.code: row.own for row in inbox(actor).items} == {mine.code: True, theirs.code: False}
    batch = actions.freeze(actor=actor, act="approved", wanted=Wanted(), now=NOW)
    assert list(batch.rows.values_list("code", flat=True)) == [theirs.code]
    with pytest.raises(actions.NothingChosen):
        actions.freeze(actor=actor, act="approved", wanted=Wanted(codes=[mine.code]), now=NOW)


def test_a_matter_is_not_handed_to_who_asked(land: Any) -> None:
    colleague = make.account()
    make.appoint(colleague, "clerk", land.union)
    one = ask(JOINING, land.union, actor=make.actor(colleague))
    with pytest.raises(actions.HolderUnfit):
        actions.hand_over(actor=land.chair, code=one.code, revision=1, to=colleague.code, now=NOW)
