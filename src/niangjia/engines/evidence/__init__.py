"""Papers and photos of records: encrypted at rest, with source, date, consent and the day until which they prove something.

A *kind* is declared by a module (`kit.declare.EvidenceKind`): of which records, who sees, adds and removes them. A *file* belongs to one record
(its *subject*). What comes in is recognised by its content, never by its name; pictures are drawn anew without their metadata; what carries scripts,
macros or attachments is refused with a sentence. A *label* is the signed code on a printed sheet; a *stack* of scans files itself by its labels, page by
page, and a page without a readable one waits in the *tray* until somebody files it by hand.

Life of a file: kept → expired (it proves nothing any more, but is there) | removed (with a reason; the content is gone, the line stays). Every opening
is a look in the trail. A page of the tray: waiting → filed | thrown away.
"""
