"""The root of the terminal: one group to which every module of this package adds its commands."""

from __future__ import annotations

import sys

import click

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


@click.group(cls=Polite, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """娘家：县级总工会的工作平台。"""


def acting(account: str | None) -> Actor:
    """Who acts at the terminal: the account named by `--by`, else the local operator (the trail says which)."""
    if account is None:
        return OPERATOR
    found = access.account_named(account)
    if found is None:
        raise click.UsageError(f"没有登录名为“{account}”的账号。登录名在工作台的“账号与任职”里看得到。")
    if not found.is_active or found.locked_at is not None:
        raise click.UsageError(
            f"账号“{found.username}”已经{'锁定' if found.is_active else '注销'}，不能以它的名义办理。"
        )
    return access.actor_for(found.pk, origin="terminal")
