"""What programmes share: imports, figures, messaging and, later, money, approvals and places."""
