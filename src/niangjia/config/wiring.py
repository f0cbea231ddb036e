"""Read this file to know what causes what: event → reactions, in order.

A reaction is durable by default: a job row is written in the transaction of the act and run by the worker.
"""

from niangjia.kit.bus import Reaction

REACTIONS: tuple[Reaction, ...] = ()
