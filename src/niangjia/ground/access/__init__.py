"""Accounts, appointments, powers, deputies: who may do what, where, until when."""
