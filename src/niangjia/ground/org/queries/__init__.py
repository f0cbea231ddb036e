"""What can be seen of the tree and of the employers."""

from niangjia.ground.org.queries.tree import (
    PLACED_SQL,
    UnitNotFound,
    above,
    ancestors,
    children,
    parent_of,
    path_on,
    placed_on,
    subtree,
    unit,
    unit_by_id,
    unit_ids_by_name,
    unit_names,
)

__all__ = [
    "PLACED_SQL",
    "UnitNotFound",
    "above",
    "ancestors",
    "children",
    "parent_of",
    "path_on",
    "placed_on",
    "subtree",
    "unit",
    "unit_by_id",
    "unit_ids_by_name",
    "unit_names",
]
