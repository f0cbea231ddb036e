"""What a union does for its workers, one room a programme. Programmes do not see each other."""
