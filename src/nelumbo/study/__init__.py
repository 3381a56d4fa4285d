"""Questions asked of many runs: what the data prefer, what it foretells, what each mechanism is worth."""
