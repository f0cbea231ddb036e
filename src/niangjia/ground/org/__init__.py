"""The tree of union bodies and the employers, with their history.

What it owns
    `Unit`: a union body (federation, industry union, work committee, association, joint or grassroots union, section,
    group). `Unit.path` is its place today: a materialised path of four characters a storey, so that a unit and all
    below it are one range `low <= path < high`. `Placement` says where a unit stood and when. `Employer` with the
    union it hangs on (`Attachment`) and its declared number of workers (`Headcount`), both dated.

Its words
    *Above* and *below* are the tree's. *In being*: founded and not dissolved. A *move* hangs a unit with everything
    below it under another one from a day on. *Dissolve* ends a unit on a day; it stays in the tree, for its history and
    the members who wait for a transfer. *Restore* takes a dissolution back that was wrong.

Its life cycle
    added -> edited (revision by revision) -> moved (dated) -> dissolved <-> restored. Nothing is deleted.

Rights follow today's path, dated figures follow the placement of their day. All days are half-open: `valid_to` is the
first day on which a fact no longer held; an empty `valid_from` is "since before our records".
A path is never given twice, so that an old path in the trail or in a placement always means the same unit.
"""
