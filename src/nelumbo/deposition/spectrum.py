"""Roughness of a lithium front, wavelength by wavelength."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import j1, lambertw

from nelumbo.deposition.instability import FilmInstability
from nelumbo.law import Law
from nelumbo.materials.elastic_layer import ElasticLayer

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spectrum(Law):
    """Height spectrum S(k) of an isotropic Gaussian surface, and what follows from it.

    Sq² = ∫ S 2πk dk;   slope² = ∫ k² S 2πk dk
    tip = Sq (z + γ_E/z),  A (slope²/2)/Sq² (2π)^(−3/2) z e^(−z²/2) = 1
    σ_p² = ∫ G² [2 J₁(ka)/(ka)]² S 2πk dk

    z is the level that one peak of an area A exceeds on average (high peaks of an isotropic Gaussian surface), and
    the mean of the highest lies γ_E/z above it. σ_p is the rms pressure of the surface on an elastic layer,
    averaged over discs of radius a.

    Attributes:
        wavenumber: k, shape (n,), evenly spaced in ln k, 1/m. density: S, shape (n,), m⁴.
    """

    equation: ClassVar[str] = (
        "Sq² = ∫ S 2πk dk;  slope² = ∫ k² S 2πk dk;  tip = Sq (z + γ_E/z);  "
        "A (slope²/2)/Sq² (2π)^(−3/2) z e^(−z²/2) = 1;  σ_p² = ∫ G² [2 J₁(ka)/(ka)]² S 2πk dk"
    )
    units: ClassVar[dict[str, str]] = {
        "Sq": "m",
        "S": "m^4",
        "k": "1/m",
        "tip": "m",
        "z": "1",
        "A": "m^2",
        "γ_E": "1",
        "σ_p": "Pa",
        "G": "Pa/m",
        "a": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("LonguetHiggins1957", "Nayak1971", "Adler1981")

    wavenumber: Array
    density: Array

    def mean_square(self, weight: Array | float) -> float:
        """Return ∫ w² S 2πk dk for a weight w of every wave, scalar or of shape (n,)."""
        integrand = 2 * np.pi * self.wavenumber**2 * weight**2 * self.density
        return float(np.trapezoid(integrand, np.log(self.wavenumber)))

    @property
    def height(self) -> float:
        """Sq, m."""
        return math.sqrt(self.mean_square(1.0))

    @property
    def slope(self) -> float:
        """Root mean square of the gradient, 1."""
        return math.sqrt(self.mean_square(self.wavenumber))

    def tip(self, area: float) -> float:
        """Return the highest point above the mean that is expected on ``area``, m²; m."""
        if self.height == 0:
            return 0.0
        peaks = area * (self.slope / self.height) ** 2 / 2 * (2 * math.pi) ** -1.5
        # z² e^(−z²) = 1/peaks²; a patch smaller than one hill has no root, there z = 1.
        level = math.sqrt(-lambertw(-min(peaks**-2, math.exp(-1)), k=-1).real)
        return self.height * (level + float(np.euler_gamma) / level)

    def pressure(self, layer: ElasticLayer, radius: float) -> float:
        """Return the rms pressure on ``layer``, Pa, averaged over discs of ``radius``, m."""
        x = self.wavenumber * radius
        disc = 2 * j1(x) / x
        return math.sqrt(self.mean_square(layer.stiffness(self.wavenumber) * disc))


@dataclass(frozen=True)
class GrownRoughness(Law):
    """An uneven first layer and an uneven film, grown by the film instability until waves become steep.

    S = min(|ĥ/ĥ₀|² S_h + |ĥ/σ̂_q|² S_q, 1/(2πk⁴));   S_x = x² ℓ²/(4π) exp(−k²ℓ²/4)

    S_h and S_q are Gaussian spectra of the rms height x = h₀ of the first layer and of the relative unevenness
    x = n of the film, both with the correlation length ℓ. Linear theory ends at slope one: no interval of ln k of
    width one may have an rms slope above one, which is the limit 1/(2πk⁴) (a saturation range as of breaking
    waves). Waves shorter than twice the thickness of the film are left out.

    Attributes:
        initial: h₀, m. noise: n, 1. correlation_length: ℓ, m. shortest: shortest wavelength, m.
        longest: longest wavelength over ℓ, 1. points: number of wave numbers n.
    """

    equation: ClassVar[str] = "S = min(|ĥ/ĥ₀|² S_h + |ĥ/σ̂_q|² S_q, 1/(2πk⁴));  S_x = x² ℓ²/(4π) exp(−k²ℓ²/4)"
    units: ClassVar[dict[str, str]] = {
        "S": "m^4",
        "S_h": "m^4",
        "S_q": "m^2",
        "ĥ": "m",
        "σ̂_q": "1",
        "k": "1/m",
        "ℓ": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Phillips1958", "Mullins1964")

    initial: float
    noise: float
    correlation_length: float
    shortest: float
    longest: float = 200.0
    points: int = 600

    def after(self, instability: FilmInstability, time: float) -> Spectrum:
        """Return the spectrum after plating for ``time`` > 0, s."""
        length = self.correlation_length
        k = np.geomspace(2 * np.pi / (self.longest * length), 2 * np.pi / self.shortest, self.points)
        from_height, from_film = instability.amplification(k, time)
        gaussian = np.log(length**2 / (4 * np.pi)) - (k * length) ** 2 / 4
        with np.errstate(divide="ignore"):  # an even film has the logarithm −∞
            grown = np.logaddexp(2 * (np.log(self.initial) + from_height), 2 * (np.log(self.noise) + from_film))
        steep = -np.log(2 * np.pi * k**4)
        return Spectrum(k, np.exp(np.minimum(gaussian + grown, steep)))
