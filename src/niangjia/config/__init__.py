"""Settings, addresses, who reacts to what (wiring) and what runs when (schedule)."""
