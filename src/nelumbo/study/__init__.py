"""Questions asked of many runs: calibration, sweeps, attribution."""
