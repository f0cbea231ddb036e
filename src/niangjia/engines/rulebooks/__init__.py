"""Rules and their numbers as dated editions that officials write, try and publish.

A *rulebook* is declared by a module (`kit.declare.Rulebook`): which numbers there are, what they decide, examples. An *edition* says what
they are from one day to another, for the whole house or for one unit and everything below it, with the number of its document. The first
edition ships with the product and names its law. An *example* is a row of inputs with what must come out; all of them are run before
an edition is published, and one that fails refuses it.

Life of an edition: draft → published by somebody else than those who wrote it → withdrawn. Whether a published one is scheduled, in force or
past follows from its dates. Editions of one place never overlap: a new one ends the one before it. `queries.rule_at(kind, on, path)` gives the
`Book` of a day at a place: the edition of the nearest unit above, else that of the whole house, else the first.
"""
