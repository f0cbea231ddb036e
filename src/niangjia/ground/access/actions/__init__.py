"""What can be done with accounts, appointments and what people keep."""
