"""Organising (O1–O8): unions, employers and members as they come in and are kept."""
