"""Design files: frozen models read from TOML with unit strings."""
