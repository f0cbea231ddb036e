"""The worker's site, /m/."""
