"""Messages to people: in the app first; SMS and WeChat behind an outbox."""
