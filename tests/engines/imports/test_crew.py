"""The helper process: what it is given comes back in order, and nothing is left behind when it ends."""

from __future__ import annotations

import gc
import os

from niangjia.engines.imports import crew


def test_small_work_stays_in_this_process_and_in_order():
    with crew.Crew(crew.WORTH_IT - 1) as helper:
        assert list(helper.share(divmod, [(number, 2) for number in range(5)])) == [divmod(n, 2) for n in range(5)]
        assert set(helper.share(os.getpid, [(), ()])) == {os.getpid()}
        assert gc.isenabled()


def test_large_work_is_shared_by_two():
    with crew.Crew(crew.WORTH_IT) as helper:
        assert list(helper.share(divmod, [(number, 2) for number in range(5)])) == [divmod(n, 2) for n in range(5)]
        mine, other, again, *_rest = helper.share(os.getpid, [(), (), ()])
        assert (mine, again) == (os.getpid(), os.getpid())
        assert other != mine
        assert not gc.isenabled()
    assert gc.isenabled()
