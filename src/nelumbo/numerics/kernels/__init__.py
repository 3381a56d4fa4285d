"""Compiled loops: the only place for Numba. They read like their formulas and know no chemistry."""
