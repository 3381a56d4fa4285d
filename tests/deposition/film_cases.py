"""Lithium under a film, and an electrolyte, that several tests plate."""

from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium

LITHIUM = Lithium(
    surface_energy="0.5 J/m^2",
    initial_roughness="20 nm",
    deposit_porosity=0.0,
    double_layer_capacity="0.2 F/m^2",
    film={
        "healing_time": "300 s",
        "noise": 0.1,
        "correlation_length": "2 um",
        "thickness": "30 nm",
        "youngs_modulus": "10 GPa",
        "poisson_ratio": 0.3,
    },
)
ELECTROLYTE = Electrolyte(
    salt_concentration="1 mol/l",
    conductivity="10 mS/cm",
    diffusivity="3e-10 m^2/s",
    transference_number=0.35,
    thermodynamic_factor=1.0,
    exchange_current_density="10 mA/cm^2",
    sei_resistance="16 ohm*cm^2",
    density="1.1 g/cm^3",
    temperature="298.15 K",
)
