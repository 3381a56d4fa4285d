"""Is a shell of 20 nm instead of 40 nm worth a week in the lab? Edit a design, run one experiment, compare."""

import tempfile
from pathlib import Path

import nelumbo
from nelumbo.design.template import template
from nelumbo.pipeline import Results, SerialExecutor


def main(runs: Path = Path("runs")) -> dict[str, Results]:
    """Run the half cell of a hollow-sphere film of one mass with shells of both thicknesses."""
    text = template("thinner_shell")
    designs = {"40 nm": text, "20 nm": text.replace('shell_thickness = "40 nm"', 'shell_thickness = "20 nm"')}
    results = {}
    for name, design in designs.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "design.toml"
            file.write_text(design, encoding="utf-8")
            loaded = nelumbo.load(file)
        results[name] = nelumbo.run(
            loaded, folder=runs / f"shell {name}", executor=SerialExecutor(), only="hollow_film:efficiency"
        )
    return results


if __name__ == "__main__":
    for name, results in main().items():
        table = results.observables
        last = table[(table["electrode"] == "hollow_film") & (table["quantity"] == "coulombic_efficiency")].iloc[
            -1
        ]
        film = results["hollow_film"].structure
        print(f"shell {name}: film {film.membrane_thickness * 1e6:.2f} µm, efficiency {last['value']:.4f}")
