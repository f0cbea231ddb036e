"""What somebody asks for and somebody else decides: routes, stops, due days, one inbox for all programmes.

What it owns
    `Matter`: one thing that was asked for, of a *kind* that a programme declares (`kit.declare.Approval`). `Stand`: one stop
    of its way, with the place where it lies and the power to decide there. `Move`: one line of its history. `Route`,
    `RouteStop`: the way of a kind as data, dated, with document number, set by officials for their branch; without one in
    force the declared one holds. `Batch`, `BatchRow`: a decision on many, frozen before it is confirmed.

Its words
    A matter *lies* at its open stop. *Send back*: the asker mends and asks again. *Recall*: take one's own step back
    before the next level has acted. *Undo*: the same within ten seconds, for final decisions that can be undone. *Claim*: where
    silence passes, the asking side goes on after the due day. *Hand over*: to an account that holds the power there.
    The *asking side* is who asked, whose matter it is, and staff who hold the kind's `ask` power over the unit.

Life of a matter
    draft -> waiting <-> returned; waiting -> approved | refused; draft, waiting, returned -> withdrawn.
    Each asking is a *round* of stops, planned when it is asked and then fixed: a route set later concerns later rounds.

Nobody decides a matter of her own, nor one that she asked for, also not as a deputy, nor through a second account.
A programme asks inside its own action (it judges who may ask), and its `settle` runs inside the transaction of the
decision. Everything is set-based: deciding one matter is deciding a set of one.
"""
