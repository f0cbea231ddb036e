"""Messages to people: in the app first; SMS and WeChat behind an outbox.

*Message* what is said, once; *recipient* an account (staff) or a person (worker) who finds it in the inbox and may read
it; *outgoing* the same message on its way to a person by SMS or WeChat: a row written in the transaction of the act, given to
the channel by a job that is tried again with growing pauses.

A person's consent `service_messages` decides about SMS and WeChat, when the message is written and again when it is sent; the inbox
needs none. What leaves the house is the title alone, and a title never names an illness or a diagnosis.

Life of an outgoing message: waiting → sent | failed (given up) | withheld (consent was taken back meanwhile).
"""
