"""The published campaign end to end, on the bare foil and the three-shell membrane."""

from __future__ import annotations

import html.parser
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray

from nelumbo.deposition.result import Matter
from nelumbo.errors import NelumboError
from nelumbo.observables import COLUMNS, UNITS
from nelumbo.pipeline import Results
from nelumbo.report.book import write_book
from nelumbo.report.build import write_report
from nelumbo.report.comparison import PREDICTION, by_test
from nelumbo.study.predict import read_questions

BARE, MEMBRANE = "cu_foil", "homs_3s"

REQUIRED = {
    "plating": {
        "total_thickness", "lithium_thickness", "roughness_sq", "tip_height", "deposit_porosity",
        "inside_fraction", "underneath_fraction", "on_top_fraction", "punctured_fraction", "overpotential",
        "film_outer_fraction", "film_inner_fraction", "film_lithium_fraction", "state",
    },
    "transference": {"tortuosity_factor", "diffusivity_ratio", "flux_variation", "transference_number"},
    "symmetric": {"overpotential", "onset_of_rise", "failure"},
    "half_cell": {"coulombic_efficiency", "cycle_of_fall"},
    "cyclic_voltammetry": {"peak_current"},
    "eis": {"total_resistance", "sei_resistance", "charge_transfer_resistance"},
    "full_cell": {"discharge_capacity", "retention", "decay_rate", "coulombic_efficiency"},
    "rate": {"discharge_capacity"},
    "pouch": {"discharge_capacity", "energy_density"},
}  # fmt: skip

WITHOUT_FILM = {
    "tortuosity_factor", "diffusivity_ratio", "flux_variation", "inside_fraction", "underneath_fraction",
    "on_top_fraction", "punctured_fraction",
}  # fmt: skip
"""Quantities that a bare foil does not have."""

STRUCTURE = {
    "membrane_thickness", "layers", "porosity", "contacts_per_particle", "outer_area", "inner_area",
    "cavity_capacity", "mass_loading", "pinhole_fraction", "modulus", "bending_stiffness", "strength",
    "failure_strain", "puncture_pressure",
}  # fmt: skip


@pytest.fixture(scope="module")
def results(campaign) -> Results:
    return campaign


@pytest.fixture(scope="module")
def page(results) -> str:
    return write_report(results, results.folder).read_text(encoding="utf-8")


def value(results, electrode, experiment, quantity, condition=""):
    table = results.observables
    match = table[
        (table["electrode"] == electrode)
        & (table["experiment"] == experiment)
        & (table["quantity"] == quantity)
        & (table["condition"].fillna("") == condition)
    ]
    assert len(match) == 1, f"{len(match)} rows of {electrode} {experiment} {quantity} {condition!r}"
    return match["value"].iloc[0]


def test_no_branch_fails(results):
    assert results.failures == []
    assert results.manifest["status"] == "finished"


def test_the_table_keeps_its_contract(results):
    table = pd.read_csv(results.folder / "observables.csv", keep_default_na=False)
    assert tuple(table.columns) == COLUMNS
    assert set(table["origin"]) <= {"computed", "calibrated", "assumed"}
    assert all(UNITS[row.quantity] == row.unit for row in table.itertuples())
    spread = pd.to_numeric(table["sd"].replace("", np.nan))
    assert (spread.dropna() >= 0).all()
    assert not table.duplicated(["electrode", "experiment", "condition", "quantity"]).any()
    assert "nan" not in set(table["value"].str.lower())


def test_every_experiment_gives_its_rows(results):
    table = results.observables
    for electrode, experiment in results.design.pairs():
        rows = table[(table["electrode"] == electrode.id) & (table["experiment"] == experiment.id)]
        undefined = set() if electrode.membrane else WITHOUT_FILM
        assert REQUIRED[experiment.kind] - undefined <= set(rows["quantity"]), (electrode.id, experiment.id)
    membrane = table[(table["electrode"] == MEMBRANE) & (table["experiment"] == "structure")]
    assert set(membrane["quantity"]) >= STRUCTURE


def test_measured_values_stand_beside_the_simulated_ones(results):
    table = results.observables.set_index("measured_id")
    assert table.loc["E6", "measured"] == 0.996
    assert table.loc["E6", "origin"] == "calibrated"
    assert table.loc["D1", "origin"] == "computed"
    assert table.loc["D6a", "measured"] == "smooth"
    assert len(table.loc[["D6b"]]) == 3


def test_the_film_is_as_thick_as_measured(results):
    assert value(results, MEMBRANE, "structure", "membrane_thickness") == pytest.approx(1.5, rel=0.1)
    assert value(results, BARE, "structure", "membrane_thickness") == 0


def test_lithium_is_where_its_charge_says(results):
    """Cavities fill to their capacity, 4.85 µm per mAh/cm² of the rest lift the membrane."""
    condition = "current_mA_cm2=1; capacity_mAh_cm2=5"
    inside = value(results, MEMBRANE, "plating", "inside_fraction", condition)
    # One plane of one film, on cells as wide as the gaps between shells.
    assert 5 * inside == pytest.approx(value(results, MEMBRANE, "structure", "cavity_capacity"), rel=0.15)
    dense = 5 * (1 - inside) * 1.3e-5 / 96485.33 * 3.6e4 * 1e6
    pores = value(results, MEMBRANE, "plating", "deposit_porosity", condition)
    height = value(results, MEMBRANE, "plating", "lithium_thickness", condition)
    assert height == pytest.approx(dense / (1 - pores), rel=0.01)


def test_a_cell_dies_when_its_lithium_is_gone(results):
    failure = value(results, BARE, "symmetric", "failure")
    loss = 1 - value(results, BARE, "half_cell_1_1", "coulombic_efficiency", "cycle=50")
    assert 2.0 / loss < 2 * failure < 8.0 / loss  # 2 mAh/cm² of reserve, 2 h per cycle, losses that grow
    assert math.isinf(value(results, MEMBRANE, "symmetric", "failure"))


def test_records_and_fields_are_written(results):
    folder = results.folder
    assert (folder / "fields" / f"{MEMBRANE}.nc").stat().st_size > 1e5
    with xarray.open_dataset(folder / "fields" / f"{MEMBRANE}__plating.nc", engine="h5netcdf") as seen:
        assert seen.charge.values[[0, -1]] == pytest.approx([0, 5 * 3.6e4])
        lithium = (seen.matter[-1].values == Matter.LITHIUM).mean(1).sum() * float(seen.z[1] - seen.z[0])
        assert lithium == pytest.approx(5 * 4.85e-6, rel=0.02)
    records = list((folder / "records").glob(f"{MEMBRANE}__*.csv"))
    assert len(records) >= 15
    assert all(path.read_text().splitlines()[1] for path in records)
    stages = json.loads((folder / "manifest.json").read_text())["stages"]
    assert all(stage["wall_s"] >= 0 and stage["peak_memory_MB"] < 1500 for stage in stages)


class _Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.drawings, self.movies, self.targets, self.ids = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids += [named["id"]] if "id" in named else []
        self.drawings += [named] if tag == "svg" else []
        self.movies += [named] if tag == "img" else []
        self.links += [named["href"]] if tag == "a" else []
        self.targets += [named[key] for key in ("src", "href", "xlink:href") if key in named]


def test_the_report_opens_offline_and_is_whole(results, page):
    reader = _Reader()
    reader.feed(page)
    assert len(page) < 10e6
    assert all(target.startswith(("data:", "#", "figures/")) for target in reader.targets)
    assert len(reader.ids) == len(set(reader.ids))
    inside = {link for link in reader.targets if link.startswith("#")}
    assert {link.removeprefix("#") for link in inside} <= set(reader.ids)
    names = {Path(link).stem for link in reader.links if link.startswith("figures/")}
    assert len(reader.drawings) + len(reader.movies) == len(names) == 29
    assert {name.split("_")[0] for name in names} == {
        "membranes", "growth", "course", "location", "sections", "membrane", "movie", "stability", "efficiency",
        "symmetric", "life", "voltammetry", "impedance", "full", "rate", "pouch", "attribution",
    }  # fmt: skip
    assert all(drawing["aria-label"] for drawing in reader.drawings)
    assert all(movie["alt"] for movie in reader.movies)


def test_every_figure_lies_beside_the_report_with_its_numbers(results, page):
    folder = results.folder / "figures"
    names = {path.stem for path in folder.glob("*.csv")}
    guide = (folder / "README.md").read_text(encoding="utf-8")
    for name in names:
        moving = name.startswith("movie")
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{name}.{'gif' if moving else 'svg'}").stat().st_size > 1000
        assert f"figures/{name}.csv" in page
        assert f"`{name}`" in guide
        table = pd.read_csv(folder / f"{name}.csv")
        assert set(table["electrode"]) <= {BARE, MEMBRANE}, name
        assert len(table) > 1, name
    files = {path.stem for path in folder.iterdir()} - {"README"}
    assert files == names


def test_numbers_of_a_figure_are_those_that_it_shows(results, page):
    table = pd.read_csv(results.folder / "figures" / "efficiency_half_cell_1_1.csv").dropna(axis=1, how="all")
    assert list(table.columns) == [
        "panel", "electrode", "series", "cycle", "Coulombic efficiency / %", "time / h", "voltage against Li / mV",
    ]  # fmt: skip
    shown = table[(table["electrode"] == MEMBRANE) & (table["series"] == "efficiency")]
    computed = results[MEMBRANE].outcomes["half_cell_1_1"].records["cycles"].efficiency
    assert shown["Coulombic efficiency / %"].to_numpy() == pytest.approx(100 * computed, rel=1e-6)
    star = table[table["series"] == "measured"]
    assert star["Coulombic efficiency / %"].tolist() == pytest.approx([99.6])


def test_the_report_says_what_is_measured_fitted_and_assumed(results, page):
    for datum in ("D1", "E1", "E4", "E6", "F2b", "F8"):
        assert re.search(rf"<td>{datum}</td>", page), datum
    words = page.replace("<wbr>", "")
    assert "film_location.reactivity" in words
    assert "particle.three_shells.shell_porosity" in words
    assert "ButlerVolmer" in page
    assert "membrane plus lithium; what the number includes is not stated" in page


def test_a_test_without_measured_values_is_a_prediction(results):
    told = dict(by_test(results))
    assert set(told) == {"structure", *(experiment.id for experiment in results.design.experiment)}
    blind = told["half_cell_3_3"]
    assert {(row.electrode, row.quantity) for row in blind} >= {(BARE, "Coulombic efficiency")}
    assert {row.origin for row in blind} == {PREDICTION}
    assert PREDICTION not in {row.origin for row in told["half_cell_1_1"]}


def test_results_are_python_objects(results):
    again = Results.load(results.folder)
    film = again[MEMBRANE]
    assert film.structure.cavity_volume > 0
    assert again[BARE].structure.cavity_volume == 0
    assert film.outcomes["half_cell_1_1"].records["cycles"].efficiency.shape == (600,)
    with pytest.raises(KeyError, match="there are: cu_foil, homs_3s"):
        again["unknown"]


def test_the_report_tells_what_each_mechanism_is_worth(page, results):
    assert (results.folder / "figures" / "attribution.svg").exists()
    assert f"{MEMBRANE} keeps" in page
    assert "Without film location it would be" in page


def test_a_page_per_published_test(page, results, tmp_path):
    remarks = Path(__file__).parents[1] / "validation" / "wei2024" / "remarks.toml"
    for name in ("remarks.toml", "blind.csv"):
        (tmp_path / name).write_bytes((remarks.parent / name).read_bytes())
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in write_book(results, tmp_path)}
    measured = {datum.experiment for datum in results.design.measured}
    asked = {row.experiment for row in read_questions(tmp_path / "blind.csv")}
    assert measured < set(pages) <= measured | asked
    for name, text in pages.items():
        ids = [datum.id for datum in results.design.measured if datum.experiment == name]
        assert all(f"| {id_} |" in text for id_ in ids)
        assert "## What the model misses" in text
        shown = re.findall(r"\]\(([^)]+\.svg)\)", text)
        assert shown, name
        assert all((tmp_path / name / figure).exists() for figure in shown)
    assert "efficiency_half_cell_1_1.svg" in pages["half_cell_1_1"]
    assert "film_location.reactivity" in pages["half_cell_1_1"]
    assert "Whose loss it is" in pages["full_ncm811_0p5C"]


def test_a_test_without_a_remark_is_refused(page, results, tmp_path):
    (tmp_path / "remarks.toml").write_text("plating = 'nothing'\n", encoding="utf-8")
    with pytest.raises(NelumboError, match="says nothing about"):
        write_book(results, tmp_path)
