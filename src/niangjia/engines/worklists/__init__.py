"""Lists of work: tasks about records, with an owner, a due day, notes and an outcome.

A *list* is declared by a module (`kit.declare.Worklist`): employers without a union, terms that end, unions to be visited.
A *task* is about one record (its *subject*) and exists because of a *cause*: the module says which subjects there are now
(`actions.sync`) and the tasks follow. A task has an *owner* (none: anybody who holds the power there), a *due day*, *facts* (what the officer
has to know, never somebody's personal values), and a *history* of notes and acts.

Life: open → done (with an outcome of the list) | dropped (with a reason) | settled (the cause went away by itself and nobody was
at work on it). When the cause goes away and comes back, the task is opened again; as long as it merely stays, what was done
stays done. An act can be taken back for ten seconds by the hand that did it.
"""
