"""The terminal: `niangjia …`."""
