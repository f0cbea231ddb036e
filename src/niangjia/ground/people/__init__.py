"""Persons, their employment, membership, consents: dated facts.

What the module owns
    `Person` is a human being, once. `Employment` says where she works, `Membership` to which union she belongs, each
    from one day to the next; one membership is in force at a time. `Consent` is one purpose agreed to at one moment.
    `Merge` links two records of one human being and can be undone. `Standing` is a dated fact of another programme.

Words
    registered: a membership in force. verified: identity and phone confirmed by the person. active: an act of one's
    own within twelve months. kept: retired or unemployed, a member without vote and dues. held: the union or the
    employer closed, the higher union holds the membership.

Life cycle
    add_person -> join -> (retire, unemploy, hold, reinstate) -> transfer | leave | lapse | expel | record_death,
    join again later; merge -> unmerge; erase once no membership is in force and no law asks to keep.

Who sees whom
    A current membership in reach, or open employment at an employer that hangs on a union in reach, opens a person;
    a past one does not. A worker reads her own data through `queries.mine`. Not yours and not there are the same
    NotFound. The identity number is asked elsewhere only through `queries.exists_elsewhere`: "exists, ask unit X".
    Identity and phone leave the module masked; `actions.reveal` shows one of them and is logged with its reason.

Applications and acceptance belong to organising, which calls the acts of this module.
"""
