"""Printed sheets that come back: labels, stacks that file themselves page by page, and the tray."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import IO, Any, BinaryIO

from django.db import transaction

from niangjia.engines.evidence import contents, events, labels, queries, store
from niangjia.engines.evidence.actions import refusals
from niangjia.engines.evidence.actions.files import About, keep
from niangjia.engines.evidence.choices import IMAGES, LARGEST_STACK, PDF, Origin, PageState, StackState, Why
from niangjia.engines.evidence.models import File, Label, Stack, TrayPage
from niangjia.engines.evidence.policies import SCAN
from niangjia.engines.evidence.queries import Subject
from niangjia.ground.access.queries import actor_for
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus
from niangjia.kit.ids import new_code
from niangjia.kit.jobs import Later, enqueue, stopping
from niangjia.kit.powers import OPERATOR, Actor, NotFound, Refused, holds, reach

READABLE = 1400
"""Pixels of the longer side of a page in the tray: enough to read what it is."""


@transaction.atomic
def label(*, actor: Actor, kind: str, subject_id: int, sheet: str, now: datetime) -> labels.Label:
    """The code to be printed on a sheet of a record: the same each time. Raises SubjectNotFound, NoSuchSheet."""
    here = queries.subject(actor, kind, subject_id)
    if sheet not in here.kind.sheets:
        raise refusals.NoSuchSheet
    found = Label.objects.filter(kind=kind, subject_id=subject_id, sheet=sheet).first()
    if found is None:
        code = new_code()
        signature = labels.sign(code, kind, subject_id, sheet)
        found, _made = Label.objects.get_or_create(
            kind=kind,
            subject_id=subject_id,
            sheet=sheet,
            defaults={"code": code, "signature": signature, "made_at": now},
        )
    return labels.Label(labels.text_of(found.code, found.signature), str(here.kind.sheets[sheet]))


# ------------------------------------------------------------------ a stack comes in


def bring_stack(*, actor: Actor, source: IO[bytes], unit_code: str = "", now: datetime) -> Stack:
    """Take a stack of scans in: a PDF of many pages, or one picture. A job files its pages; what cannot be filed waits in the tray
    of the unit (the highest place of the actor, if none is named). Raises MayNotScan, UnitNotFound, NotTaken.
    """
    path = _tray_path(actor, unit_code)
    data = source.read(LARGEST_STACK + 1)
    if len(data) > LARGEST_STACK:
        raise refusals.NotTaken("large", megabytes=LARGEST_STACK // 1024 // 1024)
    try:
        media_type, pages = _measured(data)
    except contents.Unfit as unfit:
        raise refusals.NotTaken(unfit.code) from None
    code = new_code()
    store.write(code, store.STACK, data)
    try:
        with transaction.atomic():
            made = Stack.objects.create(
                code=code, path=path, account_id=actor.account_id, actor_kind=actor.kind, media_type=media_type,
                pages=pages, at=now, touched_at=now,
            )  # fmt: skip
            audit.record(
                actor=actor,
                verb="evidence.stacked",
                subject=("evidence.stack", made.pk),
                path=path,
                facts={"pages": pages},
            )
            enqueue("evidence.read_stack", stack=code)
    except BaseException:
        store.remove(code)
        raise
    made.refresh_from_db()
    return made


def _tray_path(actor: Actor, unit_code: str) -> str:
    if not holds(actor, SCAN):
        raise refusals.MayNotScan
    if unit_code:
        return str(org.unit(actor, unit_code, power=SCAN).path)
    return min((low for low, _high in reach(actor, SCAN)), key=len)


def _measured(data: bytes) -> tuple[str, int]:
    """Type and number of pages. Raises Unfit."""
    media_type = contents.recognise(data)
    if media_type in IMAGES:
        return media_type, 1
    if media_type != PDF:
        raise contents.Unfit("unknown")
    with contents.opened_pdf(data) as book:
        return media_type, len(book)


# ------------------------------------------------------------------ and files itself


def read_stack(*, actor: Actor, code: str, now: datetime) -> Stack:
    """File what is left of a stack, each page in a transaction of its own; killed, it goes on where it stood.

    Pages are filed by the hand that brought the stack in, with the powers that it has now.
    """
    stack = Stack.objects.get(code=code)
    hand = _hand(stack)
    if stack.state != StackState.READING:
        return stack
    with store.open_plain(code, store.STACK) as content, _pages(content.read(), stack.media_type) as pages:
        while stack.next_page < stack.pages:
            if stopping():
                raise Later
            stack = _next(hand, stack, pages, now)
    with transaction.atomic():
        Stack.objects.filter(pk=stack.pk, state=StackState.READING).update(state=StackState.DONE, touched_at=now)
        bus.publish(events.StackRead(stack.pk, stack.account_id, stack.filed, stack.waiting))
        transaction.on_commit(partial(store.remove, code))
    stack.refresh_from_db()
    return stack


def _hand(stack: Stack) -> Actor:
    if stack.account_id is None:
        return OPERATOR
    return actor_for(stack.account_id, origin=f"stack {stack.code}")


class _Pages:
    """The pages of a stack: the codes on each, and its content as a file of its own."""

    def __init__(self, data: bytes, book: Any) -> None:
        self.data, self.book = data, book

    def codes(self, number: int) -> list[str]:
        """Texts of the codes on a page. Raises Unfit."""
        if self.book is not None:
            return contents.codes_of_page(self.book, number)
        return contents.codes_of_picture(contents.read(self.data).data)

    def content(self, number: int) -> bytes:
        """The page as a file."""
        return contents.single_page(self.book, number) if self.book is not None else self.data

    def readable(self, number: int) -> bytes:
        """The page as a picture that a person can read; nothing if it cannot be drawn."""
        try:
            if self.book is None:
                return contents.picture_of(contents.read(self.data).data, READABLE)
            return contents.jpeg_of(contents.drawn_page(self.book, number, long_side=READABLE))
        except contents.Unfit:
            return b""


@contextmanager
def _pages(data: bytes, media_type: str) -> Iterator[_Pages]:
    if media_type != PDF:
        yield _Pages(data, None)
        return
    with contents.opened_pdf(data) as book:
        yield _Pages(data, book)


def _next(hand: Actor, stack: Stack, pages: _Pages, now: datetime) -> Stack:
    """One page: filed or put into the tray, and counted, all in one transaction."""
    number = stack.next_page
    found, why = _whose(hand, pages, number)
    left: list[str] = []
    try:
        with transaction.atomic():
            held = Stack.objects.select_for_update().get(pk=stack.pk)
            if held.next_page != number:
                return held
            made = _filed(hand, held, pages, number, *found, now) if found is not None else None
            if made is not None:
                left.append(made.code)
                held.filed += 1
            else:
                left.append(_put_aside(held, pages, number, Why.UNREADABLE if found else why, now).code)
                held.waiting += 1
            held.next_page, held.touched_at = number + 1, now
            held.save(update_fields=["next_page", "filed", "waiting", "touched_at"])
            return held
    except BaseException:
        for code in left:
            store.remove(code)
        raise


def _whose(hand: Actor, pages: _Pages, number: int) -> tuple[tuple[Subject, str] | None, Why]:
    """The record and the sheet that a page belongs to, if its code is one of ours and the hand may file it."""
    try:
        texts = pages.codes(number)
    except contents.Unfit:
        return None, Why.UNREADABLE
    if not texts:
        return None, Why.NO_CODE
    known = [one for one in map(queries.label_of, texts) if one is not None]
    if not known:
        return None, Why.UNKNOWN
    try:
        here = queries.subject(hand, known[0].kind, known[0].subject_id)
    except NotFound:
        return None, Why.NOT_YOURS
    return ((here, known[0].sheet), Why.NO_CODE) if here.may_add else (None, Why.NOT_YOURS)


def _filed(
    hand: Actor, stack: Stack, pages: _Pages, number: int, here: Subject, sheet: str, now: datetime
) -> File | None:
    """The page as a file of its record; None if the record does not take it (too many files, a page that is no scan)."""
    about = About(name=str(here.kind.sheets.get(sheet, "")), sheet=sheet, origin=Origin.SCAN)
    try:
        with transaction.atomic():
            made = keep(actor=hand, here=here, data=pages.content(number), about=about, now=now)
    except Refused:
        return None
    facts = {"stack": stack.pk, "page": number, "by": "code"}
    audit.record(actor=hand, verb="evidence.filed", subject=("evidence.file", made.pk), path=made.path, facts=facts)
    return made


def _put_aside(stack: Stack, pages: _Pages, number: int, why: Why, now: datetime) -> TrayPage:
    code = new_code()
    page = TrayPage.objects.create(
        code=code, stack=stack, number=number, path=stack.path, media_type=stack.media_type, why=why, at=now
    )
    store.write(code, store.MAIN, pages.content(number))
    small = pages.readable(number)
    if small:
        store.write(code, store.SMALL, small)
    return page


@transaction.atomic
def fail_stack(*, actor: Actor, code: str, now: datetime) -> None:
    """A stack that could not be read to its end says so; what was filed stays."""
    Stack.objects.filter(code=code, state=StackState.READING).update(state=StackState.FAILED, touched_at=now)


# ------------------------------------------------------------------ the tray


@transaction.atomic
def open_page(*, actor: Actor, code: str, now: datetime) -> BinaryIO:
    """A page of the tray as a picture; a look in the trail. Raises PageNotFound."""
    page = queries.tray_page(actor, code)
    if not store.has(page.code, store.SMALL):
        raise queries.PageNotFound
    audit.record(
        actor=actor, verb="evidence.page_opened", subject=("evidence.stack", page.stack_id), path=page.path, look=True,
        facts={"page": page.number},
    )  # fmt: skip
    return store.open_plain(page.code, store.SMALL)


def file_page(*, actor: Actor, code: str, kind: str, subject_id: int, sheet: str = "", now: datetime) -> File:
    """File a page of the tray by hand. Raises PageNotFound, SubjectNotFound, MayNotAdd, NotTaken."""
    page = queries.tray_page(actor, code)
    here = queries.subject(actor, kind, subject_id)
    if not here.may_add:
        raise refusals.MayNotAdd
    with store.open_plain(page.code, store.MAIN) as content:
        data = content.read()
    with transaction.atomic():
        held = TrayPage.objects.select_for_update().filter(pk=page.pk, state=PageState.WAITING).first()
        if held is None:
            raise queries.PageNotFound
        about = About(name=str(here.kind.sheets.get(sheet, "")), sheet=sheet, origin=Origin.SCAN)
        made = keep(actor=actor, here=here, data=data, about=about, now=now)
        _settle(actor, held, PageState.FILED, now, made)
        facts = {"stack": page.stack_id, "page": page.number, "by": "hand"}
        audit.record(
            actor=actor, verb="evidence.filed", subject=("evidence.file", made.pk), path=made.path, facts=facts
        )
    return made


def file_page_by_label(*, actor: Actor, code: str, text: str, now: datetime) -> File:
    """The same by the line that stands beside the QR. Raises NoSuchLabel besides."""
    found = queries.label_of(text)
    if found is None:
        raise refusals.NoSuchLabel(field="text")
    return file_page(actor=actor, code=code, kind=found.kind, subject_id=found.subject_id, sheet=found.sheet, now=now)


@transaction.atomic
def throw_page(*, actor: Actor, code: str, now: datetime) -> None:
    """Throw a page of the tray away: an empty back side, a sheet that was scanned twice. Raises PageNotFound."""
    page = queries.tray_page(actor, code)
    held = TrayPage.objects.select_for_update().filter(pk=page.pk, state=PageState.WAITING).first()
    if held is None:
        raise queries.PageNotFound
    _settle(actor, held, PageState.THROWN, now)
    audit.record(
        actor=actor,
        verb="evidence.thrown",
        subject=("evidence.stack", page.stack_id),
        path=page.path,
        facts={"page": page.number},
    )


def _settle(actor: Actor, page: TrayPage, state: PageState, now: datetime, made: File | None = None) -> None:
    page.state, page.done_at, page.done_by_id, page.file = state, now, actor.account_id, made
    page.save(update_fields=["state", "done_at", "done_by", "file"])
    transaction.on_commit(partial(store.remove, page.code))
