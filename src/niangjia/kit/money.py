"""Money in fen."""
