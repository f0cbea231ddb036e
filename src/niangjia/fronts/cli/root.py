"""The root of the terminal: one group to which every module of this package adds its commands."""

from __future__ import annotations

import sys

import click

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
    return _actor_of(account)


def _actor_of(account: str) -> Actor:
    raise click.UsageError(f"没有名为“{account}”的账号。")
