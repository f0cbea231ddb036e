"""What can be read of the trail. Nothing here asks who reads: `access.queries` does that for people."""

from niangjia.ground.audit.exported import read_anchors, verify_file
from niangjia.ground.audit.queries.chain import Report, export, head, verify, waiting
from niangjia.ground.audit.queries.since import acted_since, newest_act
from niangjia.ground.audit.queries.trail import entries
from niangjia.ground.audit.queries.witness import Witness, witness

__all__ = [
    "Report",
    "Witness",
    "acted_since",
    "entries",
    "export",
    "head",
    "newest_act",
    "read_anchors",
    "verify",
    "verify_file",
    "waiting",
    "witness",
]
