"""The tree of union bodies and the employers, with their history."""
