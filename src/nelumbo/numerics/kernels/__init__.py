"""Compiled loops: the only place for Numba. They read like their formulas and know no chemistry."""

import nelumbo.numerics.kernels.cache  # noqa: F401 (finds room for what the loops compile to, before any of them)
