"""Accounts, appointments, powers, deputies: who may do what, where, until when.

What it owns
    `Account`: somebody who can log in; `unit` is the union body that looks after the account (workers' have none).
    `Appointment`: an account holds a role in a unit and everything below it, from `since` until the day `until` on which
    it no longer does. `Delegation`: a deputy uses somebody's appointment for some days, whole or for listed powers.
    `ApiKey`: a partner's account reaches a unit for one purpose through the API; asked for by one, released by another.
    `Invitation`: a one-time link of which only the digest is kept. `Kept`: saved filters, columns, personal choices.

Its words
    What an account *holds* are its appointments in force and those lent to it (`rules.Held`). A power is *granted* by a
    role; *reach* is the power's part of the tree: each unit of a granting appointment with all below it.
    The three administrators (三员): *system* opens accounts, *security* appoints, locks and unlocks, *audit* reads the
    trail. Nobody holds two, none holds any other role, none sees business data.

Its life cycle
    account: opened -> invited -> taken up -> (locked <-> unlocked) -> closed. appointment: made -> ended, never deleted.
    A lost password or authenticator is reset by two people: a system administrator asks, a security administrator agrees.

What an appointment grants, it grants today: not before `since`, not from `until` on, not while the account (or the
giver of a delegation) is locked or closed, not in a dissolved unit. All of it is one statement in `queries/holdings.py`.
"""
