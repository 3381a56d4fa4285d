"""Questions asked of many runs; so far, which global numbers and which law the measured values prefer."""
