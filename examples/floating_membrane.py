"""Which waves of lithium does a membrane hold flat, and does it matter whether it sticks to the lithium?"""

import tempfile
from dataclasses import replace
from pathlib import Path

import nelumbo
from nelumbo.deposition import PlateModel
from nelumbo.deposition.film_covered import film_covered_front, membrane_layer
from nelumbo.deposition.plate import longest_flat_wave
from nelumbo.deposition.plate.contact import Bonded, Unilateral
from nelumbo.design.template import template
from nelumbo.experiments.plating import Plating
from nelumbo.fidelity import fidelity_named
from nelumbo.pipeline import Results, SerialExecutor

CURRENT = 10.0  # A/m², 1 mA/cm²
CONTACTS = {"bonded": Bonded(), "resting": Unilateral(stack_pressure=1e5)}


def main(runs: Path = Path("runs")) -> tuple[dict[str, float], dict[str, Results]]:
    """Run the plating of a foil and of a hollow-sphere film with the plate model, in both kinds of contact."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "design.toml"
        file.write_text(template("floating_membrane"), encoding="utf-8")
        design = nelumbo.load(file)
    quick, results = fidelity_named("quick"), {}
    for name, contact in CONTACTS.items():
        plating = Plating(PlateModel(contact=contact, cells=32, width=16e-6))
        fidelity = replace(quick, instruments={**quick.instruments, "plating": plating})
        results[name] = nelumbo.run(
            design, fidelity, folder=runs / name, executor=SerialExecutor(), only="*:plating"
        )
    share = PlateModel().split.film_share
    waves = {}
    for electrode in results["bonded"].electrodes:
        film = results["bonded"][electrode].structure
        waves[electrode] = longest_flat_wave(
            film_covered_front(
                design.lithium,
                design.electrolyte["ether"],
                share.share(film.outer_area),
                CURRENT,
                membrane=membrane_layer(film),
            )
        )
    return waves, results


if __name__ == "__main__":
    waves, results = main()
    for electrode, wave in waves.items():
        print(f"{electrode}: waves longer than {wave * 1e6:.3g} µm grow")
    for name, run in results.items():
        table = run.observables
        rows = table[(table["quantity"] == "roughness_sq") & (table["experiment"] == "plating")]
        for row in rows.itertuples():
            print(f"{row.electrode}, {name}, {row.condition}: Sq {row.value:.3g} µm")
