"""The root of the terminal: one group to which every module of this package adds its commands."""

from __future__ import annotations

import sys

import click
from django.utils.translation import gettext as _

from niangjia.ground.access import queries as access
from niangjia.kit.powers import OPERATOR, Actor, Refused


class Polite(click.Group):
    """Says a refusal as one sentence and ends with 2 instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            click.echo(refusal.sentence or refusal.code, err=True)
            sys.exit(2)


@click.group(
    cls=Polite, context_settings={"help_option_names": ["-h", "--help"]}, help=_("娘家：县级总工会的工作平台。")
)
def main() -> None:
    """The root group."""


def acting(account: str | None) -> Actor:
    """Who acts at the terminal: the account named by `--by`, else the local operator (the trail says which)."""
    if account is None:
        return OPERATOR
    found = access.account_named(account)
    if found is None:
        sentence = _("没有登录名为“{account}”的账号。登录名在工作台的“账号与任职”里看得到。")
        raise click.UsageError(sentence.format(account=account))
    if not found.is_active or found.locked_at is not None:
        locked, closed = (
            _("账号“{name}”已经锁定，不能以它的名义办理。"),
            _("账号“{name}”已经注销，不能以它的名义办理。"),
        )
        raise click.UsageError((locked if found.is_active else closed).format(name=found.username))
    return access.actor_for(found.pk, origin="terminal")
