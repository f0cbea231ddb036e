"""The authorisation matrix (G15): every address × method × role × place in the tree, against an oracle of its own."""
