"""Who there is, who may see whom, who did what."""
