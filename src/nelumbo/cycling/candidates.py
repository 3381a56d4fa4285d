"""The mechanisms that compete to explain what a film does."""

from __future__ import annotations

from collections.abc import Mapping

from nelumbo.cycling.buried_film import BuriedFilm
from nelumbo.cycling.combined import Combined
from nelumbo.cycling.film_location import FilmLocation
from nelumbo.cycling.front_roughness import FrontRoughness
from nelumbo.cycling.growth_roughness import GrowthRoughness
from nelumbo.cycling.host import Host
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.plate_roughness import PlateRoughness
from nelumbo.cycling.puncture import Puncture

CANDIDATES: Mapping[str, type[StructureLaw]] = {
    "film_location": FilmLocation,
    "buried_film": BuriedFilm,
    "puncture": Puncture,
    "growth_roughness": GrowthRoughness,
    "plate_roughness": PlateRoughness,
    "front_roughness": FrontRoughness,
    "host": Host,
    "combined": Combined,
}
"""Name in the calibration file to law; the entries ``name.field`` hold its hyper-parameters."""
