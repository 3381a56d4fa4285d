"""The film on moving lithium: it follows the surface, thins where it stretches, cracks and heals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MovingFilm(Law):
    """Areal density of the film over that of a film at rest, and its stretch since it formed.

    dσ/dt = −σVκ + (σ_q − σ)/τ,  σ ≤ σ_m;  de/dt = Vκ − e/τ;  e > ε_c: σ → σ_f, e → 0;  R_f = R σ
    τ = τ₀ (j₀/j)^m;  s = R/(R + R_ct);  K = 1/((1 − s) + s σ_f)

    Vκ is the rate at which the area of a surface element grows. What is renewed has not been stretched, so the
    stretch relaxes as the film heals. s is the share of the film in the resistance of the interface, K how much
    faster a fresh crack grows. A valley that closes gathers its film, by the law of σ without limit; from σ_m on
    the film fills the valley and what more comes is buried.

    Attributes:
        resistance: R of the film at rest, Ω m². healing: τ₀, s; may be infinite. critical_stretch: ε_c, 1; may be
            infinite. fresh: σ_f, 1. reference_current: j₀, A/m². current_exponent: m, 0 or 1. most: σ_m, 1; may
            be infinite.
    """

    equation: ClassVar[str] = (
        "dσ/dt = −σVκ + (σ_q − σ)/τ,  σ ≤ σ_m;  de/dt = Vκ − e/τ;  e > ε_c: σ → σ_f, e → 0;  R_f = R σ;  "
        "τ = τ₀ (j₀/j)^m;  s = R/(R + R_ct);  K = 1/((1 − s) + s σ_f)"
    )
    units: ClassVar[dict[str, str]] = {
        "σ": "1",
        "σ_q": "1",
        "σ_f": "1",
        "σ_m": "1",
        "V": "m/s",
        "κ": "1/m",
        "e": "1",
        "ε_c": "1",
        "τ": "s",
        "τ₀": "s",
        "j₀": "A/m^2",
        "j": "A/m^2",
        "m": "1",
        "R_f": "ohm m^2",
        "R": "ohm m^2",
        "R_ct": "ohm m^2",
        "s": "1",
        "K": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979",)

    resistance: float
    healing: float
    critical_stretch: float = np.inf
    fresh: float = 1.0
    reference_current: float = 10.0
    current_exponent: int = 0
    most: float = np.inf

    @classmethod
    def of(
        cls, share: float, contrast: float, transfer_resistance: float, *, healing: float, critical_stretch: float
    ) -> MovingFilm:
        """Return the film with the share s and the contrast K on a surface of R_ct, Ω m².

        Raises:
            ValueError: no film has this share and this contrast.
        """
        if not 0 <= share < 1 or not 1 <= contrast <= 1 / (1 - share) * (1 + 1e-12):
            raise ValueError(
                f"expected a share s in [0, 1) and a contrast K in [1, 1/(1 − s)], got {share:g} and {contrast:g}"
            )
        fresh = (1 / contrast - (1 - share)) / share if share > 0 else 1.0
        return cls(share / (1 - share) * transfer_resistance, healing, critical_stretch, max(fresh, 0.0))

    def healing_time(self, current_density: float) -> float:
        """Return τ, s, at a mean current density j, A/m²."""
        size = max(abs(current_density), 1e-12)
        return self.healing * (self.reference_current / size) ** self.current_exponent

    def after(
        self, density: Array, stretch: Array, rest: Array, expansion: Array, time: float, healing_time: float
    ) -> tuple[Array, Array]:
        """Return σ and e after ``time``, s, at a constant rate of expansion; exact between cracks.

        Args:
            density, stretch: σ, e. rest: σ_q. expansion: Vκ, 1/s. healing_time: τ, s.
        """
        heal = 1 / healing_time
        thinning = expansion + heal
        still = np.abs(thinning) * time < 1e-9
        span = np.where(still, time, -np.expm1(-thinning * time) / np.where(still, 1.0, thinning))
        density = np.minimum(density * np.exp(-thinning * time) + rest * heal * span, self.most)
        relaxed = -np.expm1(-heal * time) / heal if heal > 0 else time
        stretch = stretch * np.exp(-heal * time) + expansion * relaxed
        cracked = stretch > self.critical_stretch
        return np.where(cracked, np.minimum(density, self.fresh), density), np.where(cracked, 0.0, stretch)
