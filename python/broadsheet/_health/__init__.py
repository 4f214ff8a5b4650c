"""The health of a collection: one module a sort of finding, which take texts and give places."""
