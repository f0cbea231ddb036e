"""The only code that knows HTTP or a terminal."""
