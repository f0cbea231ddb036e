"""Figures: declared once, rolled up the tree, opened to their rows, signed and explained."""
