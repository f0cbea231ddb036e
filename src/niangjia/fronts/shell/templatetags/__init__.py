"""Template tags of all fronts."""
