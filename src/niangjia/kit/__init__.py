"""Tools without union meaning."""
