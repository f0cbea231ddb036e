"""What must not break a page: senseless questions (G17)."""
