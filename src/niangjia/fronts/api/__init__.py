"""The API: another door to the same queries and actions, for programs of partners and for a member of staff's own.

What it owns
    `doors`: who comes in and how often (`Key`), `endpoint`: one call with its power, `answers`: what a refusal looks like,
    `paging`: opaque marks, `v1/`: the calls, a file a module, `document`: the OpenAPI document and its page.

Its words
    A *call* is an address and a method. A *key* opens the calls whose powers it lists, in its own branch; people call with their
    session, and a token against forged requests for what changes something. No call knows more than the page beside it.
"""
