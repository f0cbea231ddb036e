"""temporary"""
from niangjia.engines.messaging import queries


def read(*, actor, code): return queries.inbox(actor)[0][0]
def ask_keepers(*, actor, about, words): pass
def ask_erasure(*, actor): pass
