"""What can be done with the tree and the employers."""
