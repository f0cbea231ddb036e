"""Persons, their employment, membership, consents: dated facts."""
