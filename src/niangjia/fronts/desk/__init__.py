"""The staff's desk, /desk/."""
