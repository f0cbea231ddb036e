"""What all fronts share: the acting person, @power, page(), errors, downloads, log-in."""
