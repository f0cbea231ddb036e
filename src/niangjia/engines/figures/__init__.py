"""Figures: declared once, rolled up the tree, opened to their rows, signed and explained.

The module owns no numbers, it owns the way to count them. A module declares a `Figure` over a `Source` (kit/declare);
from that one entry come the value at any unit and time, the table of all units, the breakdowns, the series by month
and the rows behind the number. Words:

*stock* a number on a date; *flow* a number within a period, both ends counted; *ratio* one figure divided by others.
*as it was* the tree as it stood on the date (of the event, for a flow); *as it is* the tree of today.
*signed* a figure that was given out (审定): value, definition, scope and the very rows are kept, with their digest, and
a later difference can be explained row by row.

Life of a signed figure: signed → opened, verified, explained for ever; it is never changed and never deleted.
"""
