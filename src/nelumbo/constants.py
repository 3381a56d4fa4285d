"""Physical constants (CODATA 2018, exact where the SI defines them) and fixed properties of lithium."""

FARADAY = 96485.33212
"""Faraday constant, C/mol."""

GAS_CONSTANT = 8.314462618
"""Molar gas constant, J/(mol K)."""

LITHIUM_MOLAR_VOLUME = 1.30e-5
"""Molar volume Ω of body-centred cubic lithium at 298 K, m³/mol."""

LITHIUM_DENSITY = 534.0
"""Density of lithium at 298 K, kg/m³."""

LITHIUM_MELTING_POINT = 453.65
"""Melting point of lithium at atmospheric pressure, K."""

LITHIUM_HEIGHT_PER_CHARGE = LITHIUM_MOLAR_VOLUME / FARADAY
"""Height of dense lithium per areal charge Ω/F, m³/C (4.85 µm per mAh/cm²)."""
