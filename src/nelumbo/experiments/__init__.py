"""Virtual instruments: one module per kind of experiment."""
