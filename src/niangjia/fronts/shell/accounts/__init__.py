"""Logging in and one's own account: the log-in library's steps with our adapters, forms and words."""
