"""Is a shell of 20 nm instead of 40 nm worth a week in the lab? Edit the design, run one experiment, compare."""

import tempfile
from pathlib import Path

import nelumbo
from nelumbo.pipeline import Results, SerialExecutor

PUBLISHED = Path(__file__).parents[1] / "designs" / "wei2024.toml"


def main() -> dict[str, Results]:
    """Run the half cell of the three-shell membrane as published and with thinner shells."""
    text = PUBLISHED.read_text(encoding="utf-8").replace("../validation", str(PUBLISHED.parents[1] / "validation"))
    thinner = text.replace('{ measured = "S1", unit = "nm" }', '"20 nm"')
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, design in {"40 nm": text, "20 nm": thinner}.items():
            file = Path(folder) / "design.toml"
            file.write_text(design, encoding="utf-8")
            results[name] = nelumbo.run(
                nelumbo.load(file),
                folder=Path("runs") / f"shell_{name.replace(' ', '_')}",
                executor=SerialExecutor(),
                only="homs_3s:half_cell_1_1",
            )
    return results


if __name__ == "__main__":
    for name, results in main().items():
        table = results.observables
        last = table[(table["electrode"] == "homs_3s") & (table["quantity"] == "coulombic_efficiency")].iloc[-1]
        film = results["homs_3s"].structure
        print(f"shell {name}: film {film.membrane_thickness * 1e6:.2f} µm, efficiency {last['value']:.4f}")
