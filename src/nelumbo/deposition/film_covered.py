"""The linear instability of an electrode's front, from the parts of its design."""

from __future__ import annotations

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.instability import FilmInstability
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.structure.result import Structure


def membrane_layer(structure: Structure) -> ElasticLayer | None:
    """Return the layer whose short waves have the membrane's modulus and whose long waves its bending stiffness.

    ``None`` for a bare collector and for a membrane that does not hold together.
    """
    mechanics = structure.mechanics
    if mechanics.modulus == 0 or mechanics.bending_stiffness == 0:
        return None
    return ElasticLayer.of_plate(mechanics.modulus, mechanics.poisson_ratio, mechanics.bending_stiffness)


def film_covered_front(
    lithium: Lithium,
    electrolyte: Electrolyte,
    film_share: float,
    current_density: float,
    velocity: float | None = None,
    membrane: ElasticLayer | None = None,
) -> FilmInstability:
    """Return the instability of a front under its film and under a bonded membrane.

    Args:
        lithium: with its film. electrolyte: gives the kinetics and the film's resistance.
        film_share: f, share of the film that is on the moving lithium, 1.
        current_density: at which the charge transfer has its resistance, A/m².
        velocity: of the front, m/s; by default that of this current on a flat collector.
        membrane: ``None`` where there is none, or where it is not bonded.
    """
    film, per_charge = lithium.film, LITHIUM_HEIGHT_PER_CHARGE / (1 - lithium.deposit_porosity)
    kinetics = ButlerVolmer(electrolyte.exchange_current_density, electrolyte.temperature)
    transfer, resistance = float(kinetics.resistance(current_density)), film_share * electrolyte.sei_resistance
    stiff = ElasticLayer(film.youngs_modulus, film.poisson_ratio, film.thickness)
    return FilmInstability(
        velocity=current_density * per_charge if velocity is None else velocity,
        film_share=resistance / (resistance + transfer),
        healing_time=film.healing_time,
        resistance=resistance + transfer,
        surface_energy=lithium.surface_energy,
        layers=(stiff,) if membrane is None else (stiff, membrane),
        height_per_charge=per_charge,
    )
