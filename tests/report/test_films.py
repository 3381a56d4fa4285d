from types import SimpleNamespace

import pandas as pd

from nelumbo.report.films import films

COLUMNS = ("electrode", "experiment", "condition", "quantity", "value", "unit", "sd")
ROWS = [
    ("foil", "structure", "", "pinhole_fraction", 1.0, "1", None),
    ("thin", "structure", "", "membrane_thickness", 1.4567, "um", 0.0123),
    (
        "thin",
        "structure",
        "tip_radius_um=0.5; places=fifth_percentile",
        "puncture_pressure",
        12.0,
        "MPa",
        float("nan"),
    ),
    ("thick", "structure", "", "membrane_thickness", 2.0, "um", None),
    ("thick", "plating", "", "roughness_sq", 2.0, "um", None),
]


def run(*rows):
    electrodes = [
        SimpleNamespace(id=id, membrane=membrane) for id, membrane in (("foil", None), ("thin", 1), ("thick", 1))
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return SimpleNamespace(observables=table, design=SimpleNamespace(electrode=electrodes))


def test_every_quantity_of_a_film_is_a_row():
    found = films(run(*ROWS))
    assert found.electrodes == ("thin", "thick")
    assert found.rows == (
        ("membrane thickness / µm", ("1.457 ± 0.012", "2")),
        ("puncture pressure / MPa (tip radius 0.5 µm, fifth percentile)", ("12", "–")),
    )


def test_a_run_of_bare_collectors_has_no_films():
    assert films(run(ROWS[0])).rows == ()
