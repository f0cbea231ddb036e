"""The trail: every act and every sensitive look, chained so that tampering shows.

Words: an *entry* is one act or look, written in the transaction of the act; a *seal* is a link of the chain over entries, added by
the sealer within seconds, so that no writer waits for another; an *anchor* is a head of the chain that left the house.
Life of an entry: recorded → sealed → covered by an anchor. Nothing is ever changed or deleted: facts are ids,
codes and counts, so that a person can be erased and the chain still verifies.
"""
