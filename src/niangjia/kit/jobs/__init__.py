"""Background jobs: retries and a schedule over django-tasks."""
