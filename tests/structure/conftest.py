from collections.abc import Callable
from types import SimpleNamespace

import pytest

from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import Membrane

COPPER = {"density": "8960 kg/m^3", "youngs_modulus": "125 GPa", "poisson_ratio": 0.34, "strength": "200 MPa"}
POLYMER = {"density": "1100 kg/m^3", "youngs_modulus": "1 GPa", "poisson_ratio": 0.4, "strength": "30 MPa"}
SPHERE = {"shape": "solid_sphere", "diameter": "80 nm", "material": COPPER, "exchange_current_ratio": 0.1}
STICKING = {"method": "sticking_drop", "sticking_probability": 0.35}


ROLLING = {"method": "drop_and_roll"}


def shells(*radii: str) -> dict[str, object]:
    return {
        "shape": "hollow_multishelled",
        "shell_outer_radii": list(radii),
        "shell_thickness": "40 nm",
        "shell_porosity": 0.3,
        "shell_diffusivity_ratio": 0.05,
        "material": COPPER,
        "exchange_current_ratio": 0.1,
    }


@pytest.fixture
def electrode() -> Callable[..., Electrode]:
    """Build an electrode from the outer radii of its shells, or of solid spheres without any."""

    def build(*radii: str, mass_fraction: float = 0.1, neck_share: float = 0.3, loading: str = "0.213 mg/cm^2"):
        membrane = {
            "particle": shells(*radii) if radii else SPHERE,
            "packing": {"method": "drop_and_roll"} if radii else STICKING,
            "binder": {
                "mass_fraction": mass_fraction,
                "neck_share": neck_share,
                "coat_coverage": 0.9,
                "diffusivity_ratio": 0.05,
                "material": POLYMER,
            },
            "mass_loading": loading,
            "inner_share": 0.5,
            "surface_charge": "0 C/m^2",
        }
        foil = {"thickness": "10 um", "exchange_current_ratio": 1.0, "nucleation_overpotential": "30 mV"}
        return Electrode.model_validate({"id": "film", "collector": foil, "membrane": membrane})

    return build


def aggregate(diameter: str, primary: dict[str, object] = SPHERE, **more: object) -> dict[str, object]:
    return {"shape": "aggregate", "primary": primary, "diameter": diameter, **more}


@pytest.fixture
def membrane():
    """Build a membrane from its particle, how it packs and how much of it there is."""

    def build(particle: dict[str, object], packing: dict[str, object], **amount: object) -> Membrane:
        binder = {"mass_fraction": 0.05, "neck_share": 0.3, "coat_coverage": 0.9, "diffusivity_ratio": 0.05}
        return Membrane.model_validate(
            {
                "particle": particle,
                "packing": packing,
                "binder": {**binder, "material": POLYMER},
                "inner_share": 0.5,
                "surface_charge": "0 C/m^2",
                **amount,
            }
        )

    return build


@pytest.fixture
def shapes():
    """Particles and packings as they are written in a design."""
    return SimpleNamespace(sphere=SPHERE, shells=shells, aggregate=aggregate, rolling=ROLLING, sticking=STICKING)


@pytest.fixture
def bare() -> Electrode:
    foil = {"thickness": "10 um", "exchange_current_ratio": 1.0, "nucleation_overpotential": "30 mV"}
    return Electrode.model_validate({"id": "foil", "collector": foil})
