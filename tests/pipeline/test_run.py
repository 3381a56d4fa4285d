"""A run gives the same bytes however it is scheduled, and says what it did."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import toy_laboratory as toy
import xarray as xr

import nelumbo
from nelumbo.errors import NelumboError
from nelumbo.observables import COLUMNS
from nelumbo.pipeline import Results, SerialExecutor, executors, process_pool
from nelumbo.pipeline.observers import RunFinished, RunStarted, StageFinished, StageStarted
from nelumbo.records import CycleSummary

STAGES = 3 * (3 * 2 + 3)  # electrodes × (stages × realisations + experiments with the inspection)


def run(folder, executor=None, **options):
    settings = options.pop("fidelity", toy.fidelity())
    return nelumbo.run(toy.design(), settings, folder=folder, executor=executor or SerialExecutor(), **options)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "reference"
    log = toy.Log()
    return run(folder, observers=[log]), log


def table(folder):
    return (folder / "observables.csv").read_bytes()


def test_two_runs_and_all_executors_give_the_same_bytes(reference, tmp_path):
    results, _ = reference
    expected = table(results.folder)
    run(tmp_path / "serial")
    assert table(tmp_path / "serial") == expected
    with ThreadPoolExecutor(3) as threads:
        run(tmp_path / "threads", threads)
    assert table(tmp_path / "threads") == expected
    with process_pool(2) as processes:
        run(tmp_path / "processes", processes)
    assert table(tmp_path / "processes") == expected


def test_where_no_processes_can_be_had_the_run_goes_on_in_this_one(reference, tmp_path, monkeypatch):
    def refuse(**settings):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(executors, "ProcessPoolExecutor", refuse)
    with process_pool(2) as pool:
        run(tmp_path / "run", pool)
    assert table(tmp_path / "run") == table(reference[0].folder)


def test_the_seed_decides(reference, tmp_path):
    other = toy.design().model_copy(update={"seed": 1})
    nelumbo.run(other, toy.fidelity(), folder=tmp_path / "run", executor=SerialExecutor())
    assert table(tmp_path / "run") != table(reference[0].folder)


def test_electrodes_share_random_numbers_and_realisations_do_not(reference):
    results, _ = reference
    one, three = (results[e].sample for e in ("homs_1s", "homs_3s"))
    ratios = [
        s.membrane_thickness / sample.electrode.membrane.mass_loading
        for sample in (one, three)
        for s in sample.structures
    ]
    np.testing.assert_allclose(ratios[:2], ratios[2:], rtol=1e-14)
    assert ratios[0] != ratios[1]


def test_table_has_the_columns_and_order_of_the_contract(reference):
    results, _ = reference
    lines = table(results.folder).decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    frame = results.observables
    assert list(dict.fromkeys(frame["electrode"])) == list(toy.ELECTRODES)
    assert list(dict.fromkeys(frame["experiment"])) == ["structure", *toy.EXPERIMENTS]
    assert frame[frame["quantity"] == "cycle_of_fall"]["value"].isna().all()


def test_measured_values_are_joined(reference):
    frame = reference[0].observables
    states = frame[(frame["quantity"] == "state") & (frame["experiment"] == "plating")].set_index("electrode")
    assert states["measured"].to_dict() == {"cu_foil": "dendritic", "homs_1s": None, "homs_3s": "smooth"}
    assert states["measured_id"].to_dict() == {"cu_foil": "D6b", "homs_1s": "", "homs_3s": "D6a"}
    thickness = frame[(frame["quantity"] == "membrane_thickness") & (frame["electrode"] == "homs_3s")].iloc[0]
    assert (thickness["measured"], thickness["measured_id"]) == (1.5, "S3")


def test_inspection_of_a_film_and_of_a_bare_collector(reference):
    frame = reference[0].observables
    inspected = frame[frame["experiment"] == "structure"]
    bare = inspected[inspected["electrode"] == "cu_foil"].set_index("quantity")
    assert bare.loc["membrane_thickness", "value"] == 0
    assert not {"porosity", "failure_strain", "tortuosity_factor", "membrane_resistance"} & set(bare.index)
    film = inspected[inspected["electrode"] == "homs_3s"].set_index("quantity")
    assert film.loc["mass_loading", "origin"] == "assumed"
    assert film.loc["layers", "value"] == 2.0
    assert np.isnan(film.loc["porosity", "sd"])
    sample = reference[0]["homs_3s"].sample
    values = [s.membrane_thickness * 1e6 for s in sample.structures]
    assert film.loc["membrane_thickness", "value"] == pytest.approx(np.mean(values), rel=1e-9)
    assert film.loc["membrane_thickness", "sd"] == pytest.approx(np.std(values, ddof=1), rel=1e-9)
    resistances = film.loc["membrane_resistance"].set_index("condition")["value"]
    ether = reference[0].design.electrolyte["ether"].conductivity
    expected = np.mean([1e4 * t.thickness / (ether * t.diffusivity_ratio) for t in sample.transports])
    assert resistances["electrolyte=ether"] == pytest.approx(expected, rel=1e-9)


def test_manifest(reference):
    results, _ = reference
    manifest = json.loads((results.folder / "manifest.json").read_text())
    assert manifest == results.manifest
    assert (manifest["status"], manifest["fidelity"], manifest["seed"]) == ("finished", "toy", results.design.seed)
    assert len(manifest["design_hash"]) == 64
    assert manifest["version"] == nelumbo.__version__
    assert {"numpy", "pybamm"} <= set(manifest["libraries"])
    assert len(manifest["stages"]) == STAGES
    assert all(s["status"] == "finished" and s["wall_s"] >= 0 for s in manifest["stages"])
    assert all(10 < s["peak_memory_MB"] < 20000 for s in manifest["stages"])
    assert manifest["failures"] == []


def test_events(reference):
    results, log = reference
    (beginning,) = log.of(RunStarted)
    assert beginning.folder == results.folder
    assert sorted(beginning.stages) == sorted(event.id for event in log.of(StageFinished))
    started = [event.id for event in log.of(StageStarted)]
    assert sorted(started) == sorted(event.id for event in log.of(StageFinished))
    assert len(set(started)) == STAGES
    assert isinstance(log.events[-1], RunFinished)


def test_fields_and_records(reference):
    results, _ = reference
    assert sorted(p.name for p in (results.folder / "fields").iterdir()) == ["homs_1s.nc", "homs_3s.nc"]
    with xr.open_dataset(results.folder / "fields" / "homs_3s.nc") as fields:
        np.testing.assert_array_equal(fields["fraction"], results["homs_3s"].structure.image.fractions)
        assert fields["z"].attrs["units"] == "m"
        assert fields["flux"].shape == (4, 4)
    record = CycleSummary.from_csv(results.folder / "records" / "homs_1s__plating__cycles.csv")
    np.testing.assert_array_equal(record.cycle, results["homs_1s"].outcomes["plating"].records["cycles"].cycle)


def test_a_folder_gives_the_results_back(reference):
    results, _ = reference
    again = Results.load(results.folder)
    assert again.design == results.design
    assert again.observables.equals(results.observables)
    assert again["homs_3s"].structure.membrane_thickness == results["homs_3s"].structure.membrane_thickness
    assert list(again["homs_3s"].outcomes) == ["structure", *toy.EXPERIMENTS]
    with pytest.raises(KeyError, match="there are: cu_foil"):
        again["nobody"]


def test_only_a_part_of_the_experiments(reference, tmp_path):
    results = run(tmp_path / "run", only="homs_*:plat*")
    frame = results.observables
    done = set(zip(frame["electrode"], frame["experiment"], strict=True))
    assert done == {(e, "structure") for e in toy.ELECTRODES} | {("homs_1s", "plating"), ("homs_3s", "plating")}
    expected = [line for line in table(reference[0].folder).splitlines() if b"structure" in line]
    assert [line for line in table(tmp_path / "run").splitlines() if b"structure" in line] == expected
    with pytest.raises(NelumboError, match="no experiment fits"):
        run(tmp_path / "other", only="homs_9s:*")


def test_without_a_folder_the_results_live_with_the_object():
    results = nelumbo.run(toy.design(), toy.fidelity(), executor=SerialExecutor(), only="*:structure")
    folder = results.folder
    assert len(results.observables) > 0
    del results
    assert not folder.exists()


def test_a_folder_with_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("do not touch")
    with pytest.raises(NelumboError, match="not empty"):
        run(tmp_path)
    with pytest.raises(NelumboError, match="no run folder"):
        Results.load(tmp_path)


def test_unknown_fidelity(tmp_path):
    with pytest.raises(NelumboError, match="quick, standard, full"):
        run(tmp_path / "run", fidelity="best")
