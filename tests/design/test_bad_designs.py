"""Every wrong design is refused before anything runs, in the terms of its file."""

# ruff: noqa: E501 (the table of edits reads best with one design per line)

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelumbo.design.load import load
from nelumbo.errors import DesignError

HEADER = "id,electrode,experiment,condition,quantity,value,unit,kind,note\n"
FILM = "electrode.hollow_film.membrane"

# id: (text in the good design, its replacement, key, part of expected, part of got, part of remedy)
EDITS = {
    # quantities
    "dimension": ('thickness = "25 um"', 'thickness = "25 s"', "separator.polyolefin.thickness", "length", "25 s", "um"),
    "no_unit": ('thickness = "25 um"', 'thickness = "25"', "separator.polyolefin.thickness", "length", "'25'", "unit"),
    "bare_number": ('thickness = "25 um"', "thickness = 25", "separator.polyolefin.thickness", "length", "25", '"0.8 um"'),
    "unknown_unit": ('"25 um"', '"25 umm"', "separator.polyolefin.thickness", "length", "25 umm", "did you mean um?"),
    "negative_length": ('"25 um"', '"-25 um"', "separator.polyolefin.thickness", "above zero", "-25 um", "above zero"),
    "zero_length": ('"25 um"', '"0 um"', "separator.polyolefin.thickness", "above zero", "0 um", "above zero"),
    "nan_length": ('"25 um"', '"nan um"', "separator.polyolefin.thickness", "length", "nan um", "finite"),
    "infinite_length": ('"25 um"', '"1e999 um"', "separator.polyolefin.thickness", "length", "1e999 um", "finite"),
    "decimal_comma": ('"25 um"', '"2,5 um"', "separator.polyolefin.thickness", "length", "2,5 um", "decimal point"),
    "text_only": ('"25 um"', '"thin"', "separator.polyolefin.thickness", "length", "'thin'", "number and a unit"),
    "boolean_length": ('"25 um"', "true", "separator.polyolefin.thickness", "length", "true", '"0.8 um"'),
    "table_for_length": ('"25 um"', "{ um = 25 }", "separator.polyolefin.thickness", "length", "keys um", '"0.8 um"'),
    "celsius": ('"25 degC"', '"25 C"', "electrolyte.ether.temperature", "temperature", "25 C", "degC"),
    "below_absolute_zero": ('"25 degC"', '"-300 degC"', "electrolyte.ether.temperature", "absolute zero", "-300", "above"),
    "list_member": ('["400 nm"]', '["400 nm", "200"]', "particle.one_shell.shell_outer_radii.2", "length", "200", "unit"),
    "empty_list": ('["400 nm"]', "[]", "particle.one_shell.shell_outer_radii", "list", "[]", "at least one"),
    "no_list": ('["400 nm"]', '"400 nm"', "particle.one_shell.shell_outer_radii", "list", "400 nm", '["0.8 um"]'),
    # numbers
    "porosity_one": ("porosity = { assumed = 0.3,", "porosity = { assumed = 1.0,", "particle.one_shell.shell_porosity", "below one", "1.0", "below 1"),
    "porosity_above_one": ("porosity = 0.39", "porosity = 1.2", "separator.polyolefin.porosity", "at most one", "1.2", "at most 1"),
    "porosity_zero": ("porosity = 0.39", "porosity = 0.0", "separator.polyolefin.porosity", "above zero", "0.0", "above 0"),
    "porosity_nan": ("porosity = 0.39", "porosity = nan", "separator.polyolefin.porosity", "number", "nan", "finite"),
    "porosity_text": ("porosity = 0.39", 'porosity = "0.39"', "separator.polyolefin.porosity", "number", "'0.39'", "without quotes"),
    "porosity_percent": ("porosity = 0.39", 'porosity = "39 %"', "separator.polyolefin.porosity", "number", "'39 %'", "share instead of per cent"),
    "porosity_boolean": ("porosity = 0.39", "porosity = true", "separator.polyolefin.porosity", "number", "true", "number"),
    "mass_fraction_one": ("mass_fraction = 0.1", "mass_fraction = 1.0", "binder.ethyl_cellulose.mass_fraction", "below one", "1.0", "below 1"),
    "poisson_ratio": ("poisson_ratio = { value = 0.34,", "poisson_ratio = { value = 0.7,", "solid.copper.poisson_ratio", "one half", "0.7", "at most 0.5"),
    "seed_negative": ("seed = 1 ", "seed = -1 ", "seed", "whole number", "-1", "at least 0"),
    "seed_float": ("seed = 1 ", "seed = 1.5 ", "seed", "whole number", "1.5", "seed = 1"),
    "seed_boolean": ("seed = 1 ", "seed = true ", "seed", "whole number", "true", "seed = 1"),
    "seed_text": ("seed = 1 ", 'seed = "one" ', "seed", "whole number", "'one'", "seed = 1"),
    "cycles_float": ("cycles = 200\n", "cycles = 200.0\n", "experiment.efficiency.cycles", "whole number", "200.0", "cycles = 5"),
    # keys, kinds and names
    "unknown_key": ("porosity = 0.39", "porosity = 0.39\nthicknes = 1", "separator.polyolefin.thicknes", "known key", "'thicknes'", "did you mean 'thickness'?"),
    "unknown_table": ("[separator.polyolefin]", "[separators.polyolefin]", "separators", "known key", "'separators'", "did you mean 'separator'?"),
    "reserved_table": ("[separator.polyolefin]", "[provenance.x]", "provenance", "known key", "'provenance'", ""),
    "missing_key": ("porosity = 0.39\n", "", "separator.polyolefin.porosity", "number", "missing", "add porosity = 0.4 to [separator.polyolefin]"),
    "missing_seed": ("seed = 1 ", "# ", "seed", "whole number", "missing", "top of the file"),
    "unknown_shape": ('"hollow_multishelled"', '"hollow_multishell"', "particle.one_shell.shape", "'solid_sphere'", "'hollow_multishell'", "did you mean 'hollow_multishelled'?"),
    "missing_shape": ('shape = "hollow_multishelled"', "", "particle.one_shell.shape", "'hollow_multishelled'", "missing", "add shape"),
    "unknown_packing": ('method = "drop_and_roll"', 'method = "drop_roll"', f"{FILM}.packing.method", "'sticking_drop'", "'drop_roll'", "did you mean 'drop_and_roll'?"),
    "unknown_kind": ('kind = "half_cell"', 'kind = "halfcell"', "experiment.efficiency.kind", "'half_cell'", "'halfcell'", "did you mean 'half_cell'?"),
    "unknown_chemistry": ('"lfp"        ', '"lfpo"        ', "cathode.lfp.chemistry", "'ncm811'", "'lfpo'", "did you mean 'lfp'?"),
    "bad_name": ('name = "good"', 'name = "my film"', "name", "letters, digits", "'my film'", "name = "),
    "unknown_particle": ('particle = "one_shell"', 'particle = "one_shel"', f"{FILM}.particle", "[particle.*]", "'one_shel'", "did you mean 'one_shell'?"),
    "unknown_binder": ('binder = "ethyl_cellulose"', 'binder = "glue"', f"{FILM}.binder", "[binder.*]", "'glue'", "[binder.glue]"),
    "unknown_collector": ('collector = "copper_foil"\n[', 'collector = "cu_foil"\n[', "electrode.hollow_film.collector", "[collector.*]", "'cu_foil'", "copper_foil"),
    "unknown_solid": ('material = "copper"', 'material = "coper"', "particle.one_shell.material", "[solid.*]", "'coper'", "did you mean 'copper'?"),
    "unknown_electrolyte": ('electrolyte = "ether"\ncurrent', 'electrolyte = "either"\ncurrent', "experiment.plating.electrolyte", "[electrolyte.*]", "'either'", "did you mean 'ether'?"),
    "unknown_cathode": ('cathode = "lfp"', 'cathode = "lpf"', "experiment.full_lfp.cathode", "[cathode.*]", "'lpf'", "did you mean 'lfp'?"),
    "unknown_electrode": ('["bare_foil", "hollow_film"]', '["bare_foil", "film"]', "experiment.full_lfp.electrodes.2", "id of an electrode", "'film'", "hollow_film"),
    "electrode_twice": ('["bare_foil", "hollow_film"]', '["bare_foil", "bare_foil"]', "experiment.full_lfp.electrodes.2", "once", "again", "delete"),
    "nobody_takes_part": ('["bare_foil", "hollow_film"]', "[]", "experiment.full_lfp.electrodes", "list", "[]", "at least one"),
    "missing_cathode": ('cathode = "lfp"\n', "", "experiment.full_lfp.cathode", "a name", "missing", 'add cathode = "film_a" to experiment.full_lfp'),
    "duplicate_electrode": ('id = "hollow_film"', 'id = "Bare_foil"', "electrode.2.id", "no other electrode", "'Bare_foil'", "rename"),
    "duplicate_experiment": ('id = "efficiency"', 'id = "plating"', "experiment.3.id", "no other experiment", "'plating'", "rename"),
    "reserved_experiment": ('id = "efficiency"', 'id = "structure"', "experiment.structure.id", "not reserved", "'structure'", "rename"),
    # parts that do not fit together
    "shells_overlap": ('["400 nm"]', '["400 nm", "380 nm"]', "particle.one_shell.shell_outer_radii", "at most 360 nm", "380 nm: the shells overlap", "smaller"),
    "shells_out_of_order": ('["400 nm"]', '["260 nm", "400 nm"]', "particle.one_shell.shell_outer_radii", "outermost shell first", "260 nm followed by 400 nm", "largest to the smallest"),
    "shell_too_thick": ('shell_thickness = "40 nm"', 'shell_thickness = "0.4 um"', "particle.one_shell.shell_thickness", "less than 400 nm", "400 nm", "thinner"),
    "sizes_close_the_shells": ('["400 nm"]', '["400 nm", "300 nm"]\nsize_variation = 0.4', "particle.one_shell.size_variation", "at least 0.4 times as large as the mean", "0.4: the smallest, 3 standard deviations", "smaller"),
    "size_variation_in_per_cent": ('["400 nm"]', '["400 nm"]\nsize_variation = 20', "particle.one_shell.size_variation", "zero to one", "20", "at most 1"),
    "too_much_binder": ("mass_fraction = 0.1", "mass_fraction = 0.5", "binder.ethyl_cellulose.mass_fraction", "at most 0.393", "0.5", "less binder"),
    "loading_in_grams": ('"0.2 mg/cm^2"', '"0.2 g/cm^2"', f"{FILM}.mass_loading", "dense film of 200 um", "200 mg/cm^2", "is the unit right?"),
    "radius_in_millimetres": ('["400 nm"]', '["400 mm"]', "particle.one_shell.shell_outer_radii", "smaller than the thickest film, 200 um", "8e+05 um across", "is the unit right?"),
    "molten_lithium": ('"25 degC"', '"250 degC"', "electrolyte.ether.temperature", "where lithium melts", "523.15 K", "25 degC"),
    "cathode_window": ('["2.5 V", "3.8 V"]', '["3.8 V", "2.5 V"]', "cathode.lfp.voltage_window", "lower limit first", "upside down", "swap"),
    "window_of_three": ('["2.5 V", "3.8 V"]', '["2.5 V", "3 V", "3.8 V"]', "cathode.lfp.voltage_window", "a list of 2", "'3 V'", "voltage_window = "),
    "too_little_lithium": ('preplated_capacity = "3 mAh/cm^2"', 'preplated_capacity = "0.5 mAh/cm^2"', "experiment.symmetric.capacity", "at most the pre-plated 0.5 mAh/cm^2", "1 mAh/cm^2", "preplated_capacity larger"),
    "foil_too_thin": ('foil_thickness = "450 um"', 'foil_thickness = "4 um"', "experiment.efficiency.capacity", "at most 0.825 mAh/cm^2", "1 mAh/cm^2", "foil_thickness larger"),
    "formation_without_current": ('strip_cutoff = "1 V"', 'strip_cutoff = "1 V"\nformation_cycles = 2', "experiment.efficiency.formation_cycles", "together with formation_current_density", "one of the two", "both or neither"),
    "strip_cutoff": ('strip_cutoff = "1 V"', 'strip_cutoff = "-1 V"', "experiment.efficiency.strip_cutoff", "above zero", "-1 V", "above zero"),
    "capacities_fall": ('["1 mAh/cm^2", "3 mAh/cm^2"]', '["3 mAh/cm^2", "1 mAh/cm^2"]', "experiment.plating.capacities", "increase", "3 followed by 1 mAh/cm^2", "sort"),
    "capacities_repeat": ('["1 mAh/cm^2", "3 mAh/cm^2"]', '["1 mAh/cm^2", "36000 C/m^2"]', "experiment.plating.capacities", "increase", "1 followed by 1", "once"),
    "both_ends": ('capacities = ["1', 'duration = "1 h"\ncapacities = ["1', "experiment.plating.duration", "either", "both", "delete one"),
    "no_end": ('capacities = ["1 mAh/cm^2", "3 mAh/cm^2"]\n', "", "experiment.plating.capacities", "capacities or duration", "neither", "add one"),
    "report_after_last_cycle": ("[1, 10, 50, 100, 200]", "[1, 201]", "experiment.efficiency.report_cycles", "up to the last one, 200", "201", "more cycles"),
    "report_cycle_zero": ("[1, 50, 100]", "[0, 50, 100]", "experiment.full_lfp.report_cycles.1", "above zero", "0", "above 0"),
    "report_cycles_fall": ("[1, 50, 100]", "[50, 1]", "experiment.full_lfp.report_cycles", "increase", "50 followed by 1", "sort"),
    "report_after_the_end": ('"100 h", "500 h"]', '"600 h"]', "experiment.symmetric.report_times", "end of the test at 500 h", "600 h", "longer"),
    # loadings
    "no_loading": ('mass_loading = "0.2 mg/cm^2" ', "", f"{FILM}.mass_loading", "one of mass_loading, same_loading_as, thickness and layers", "none", "add"),
    "two_loadings": ('mass_loading = "0.2 mg/cm^2" ', 'mass_loading = "0.2 mg/cm^2"\nsame_loading_as = "bare_foil"', f"{FILM}.same_loading_as", "one of mass_loading, same_loading_as", "mass_loading and same_loading_as", "keep one of the 2"),
    "loading_and_thickness": ('mass_loading = "0.2 mg/cm^2" ', 'mass_loading = "0.2 mg/cm^2"\nthickness = "2 um"', f"{FILM}.thickness", "one of mass_loading", "mass_loading and thickness", "keep one"),
    "thickness_and_layers": ('mass_loading = "0.2 mg/cm^2" ', 'thickness = "2 um"\nlayers = 2', f"{FILM}.layers", "one of mass_loading", "thickness and layers", "keep one"),
    "loading_link_and_layers": ('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "bare_foil"\nlayers = 2', f"{FILM}.layers", "one of mass_loading", "same_loading_as and layers", "keep one"),
    "film_thinner_than_a_particle": ('mass_loading = "0.2 mg/cm^2" ', 'thickness = "0.5 um"', f"{FILM}.thickness", "not thinner than its particles, 0.8 um", "0.5 um", "thicker"),
    "film_in_millimetres": ('mass_loading = "0.2 mg/cm^2" ', 'thickness = "2 mm"', f"{FILM}.thickness", "at most 200 um", "2000 um", "is the unit right?"),
    "too_many_layers": ('mass_loading = "0.2 mg/cm^2" ', "layers = 1000", f"{FILM}.layers", "at most 200 um", "653.3 um", "thinner"),
    "half_a_layer": ('mass_loading = "0.2 mg/cm^2" ', "layers = 0.5", f"{FILM}.layers", "one or more", "0.5", "at least 1"),
    "loading_as_itself": ('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "hollow_film"', f"{FILM}.same_loading_as", "another electrode", "itself", "mass_loading"),
    "loading_as_bare": ('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "bare_foil"', f"{FILM}.same_loading_as", "with a membrane", "a bare electrode", "mass_loading"),
    "loading_as_nobody": ('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "other"', f"{FILM}.same_loading_as", "another electrode", "'other'", "mass_loading"),
    # provenance
    "assumed_without_why": ('{ assumed = "20 nm", why = "about the size of first nuclei" }', '{ assumed = "20 nm" }', "lithium.initial_roughness", "why", "keys assumed", "add 'why'"),
    "assumed_with_empty_why": ('why = "about the size of first nuclei"', 'why = ""', "lithium.initial_roughness", "a text for 'why'", "''", "why ="),
    "value_without_source": (', source = "manufacturer\'s data sheet"', "", "solid.ethyl_cellulose.density", "source", "keys value", "add 'source'"),
    "assumed_and_value": ('{ assumed = "20 nm",', '{ assumed = "20 nm", value = "30 nm",', "lithium.initial_roughness", "assumed", "keys assumed, value, why", "keep one of assumed and value"),
    "misspelt_provenance": ("{ assumed = 0.1, why", "{ asumed = 0.1, why", "lithium.film.noise", "assumed", "keys asumed, why", "did you mean 'assumed'?"),
    "surplus_key": ('"20 nm", why', '"20 nm", unit = "nm", why', "lithium.initial_roughness", "assumed", "unit", "delete 'unit'"),
    "wrong_assumed_value": ('{ assumed = "20 nm",', '{ assumed = "20 s",', "lithium.initial_roughness", "length", "20 s", "um"),
    "measured_without_a_file": ('shell_thickness = "40 nm"', 'shell_thickness = { measured = "S1", unit = "nm" }', "particle.one_shell.shell_thickness", "id of a measured value", "'S1'", "measured ="),
    # whole tables
    "electrode_is_a_table": ('[[electrode]]\nid = "bare_foil"', '[electrode]\nid = "bare_foil"', "line 102", "TOML", "[[electrode]]", "line"),
    "packing_is_text": ('packing = { method = "drop_and_roll" }', 'packing = "drop_and_roll"', f"{FILM}.packing", "method = one of 'drop_and_roll'", "'drop_and_roll'", 'packing = { method = "drop_and_roll"'),
    "table_name": ("[separator.polyolefin]", '[separator."poly.olefin"]', "separator.poly.olefin", "letters, digits", "'poly.olefin'", "rename"),
    "missing_table": ("[lithium]", "[lithium_metal]", "lithium.surface_energy", "an energy per area", "missing", "to [lithium]"),
    "unknown_library": ("[collector.copper_foil]", "[collector_copper_foil]", "collector_copper_foil", "known key", "'collector_copper_foil'", ""),
    "electrolyte_is_text": ('electrolyte = "ether"\ncurrent_density = "1 mA/cm^2"\ncapacities', 'electrolyte = 7\ncurrent_density = "1 mA/cm^2"\ncapacities', "experiment.plating.electrolyte", "a name", "7", "electrolyte ="),
}  # fmt: skip


def assert_told(problem, expected, got, remedy):
    assert expected in problem.expected
    assert got in problem.got
    assert remedy in problem.remedy


@pytest.mark.parametrize("edit", EDITS)
def test_edited_design_is_refused(edit, good, problems):
    old, new, key, expected, got, remedy = EDITS[edit]
    assert good.count(old) >= 1
    found = problems(good.replace(old, new, 1))
    at_key = [problem for problem in found if problem.key == key]
    assert at_key, f"no problem at {key}, but at {[problem.key for problem in found]}"
    assert_told(at_key[0], expected, got, remedy)
    assert at_key[0].remedy.strip()


def test_all_problems_come_at_once_each_at_its_own_key(good, problems):
    text = good.replace('"25 um"', '"25 s"').replace("seed = 1 ", "seed = -1 ").replace('material = "copper"', "")
    text = text.replace('electrolyte = "ether"\n', 'electrolyte = "water"\n').replace("mass_fraction = 0.1", "")
    keys = sorted(problem.key for problem in problems(text))
    assert keys == [
        "binder.ethyl_cellulose.mass_fraction",
        "experiment.efficiency.electrolyte",
        "experiment.full_lfp.electrolyte",
        "experiment.plating.electrolyte",
        "experiment.symmetric.electrolyte",
        "particle.one_shell.material",
        "seed",
        "separator.polyolefin.thickness",
    ]


def test_sphere_of_a_wrong_unit_is_told_at_its_diameter(good, problems):
    start, end = good.index("[particle.one_shell]"), good.index("[binder.")
    sphere = '[particle.one_shell]\nshape = "solid_sphere"\ndiameter = "1 mm"\nmaterial = "copper"\n'
    (problem,) = problems(good[:start] + sphere + "exchange_current_ratio = 0.1\n\n" + good[end:])
    assert problem.key == "particle.one_shell.diameter"
    assert problem.got == "1000 um across"


def test_shared_entry_is_told_once(good, problems):
    assert len(problems(good.replace('"10 um"', '"10 s"'))) == 1


def test_unused_entry_is_checked_too(good, problems):
    (problem,) = problems(
        good + '\n[collector.other]\nthickness = "-1 um"\n'
        'exchange_current_ratio = 1.0\nnucleation_overpotential = "30 mV"\n'
    )
    assert problem.key == "collector.other.thickness"


def test_unused_entries_are_no_fault(good, write):
    extra = (
        '\n[collector.other]\nthickness = "1 um"\nexchange_current_ratio = 1.0\nnucleation_overpotential = "0 V"\n'
    )
    assert load(write(good + extra)).electrode == load(write(good)).electrode


def film(good):
    start = good.index('[[electrode]]\nid = "hollow_film"')
    return good[start : good.index("# ---", start)]


def test_circle_of_loadings_is_told(good, problems):
    loading = 'mass_loading = "0.2 mg/cm^2" '
    other = film(good).replace('"hollow_film"', '"other"').replace(loading, 'same_loading_as = "hollow_film"')
    found = problems(good.replace(loading, 'same_loading_as = "other"') + other)
    assert [p.key for p in found] == [f"{FILM}.same_loading_as", "electrode.other.membrane.same_loading_as"]
    assert "hollow_film -> other -> hollow_film" in found[0].got


def test_loading_copied_from_a_wrong_one_is_told_once(good, problems):
    other = film(good).replace('"hollow_film"', '"other"')
    other = other.replace('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "hollow_film"')
    (problem,) = problems(good.replace("0.2 mg/cm^2", "0.2 um") + other)
    assert problem.key == f"{FILM}.mass_loading"


def test_loading_of_a_film_that_is_built_to_its_thickness(good, problems):
    loading = 'mass_loading = "0.2 mg/cm^2" '
    other = film(good).replace('"hollow_film"', '"other"').replace(loading, 'same_loading_as = "hollow_film"')
    (problem,) = problems(good.replace(loading, "layers = 2") + other)
    assert problem.key == "electrode.other.membrane.same_loading_as"
    assert_told(
        problem, "an electrode with a mass_loading", "'hollow_film', built to layers", "give layers here too"
    )


def test_binder_that_a_film_of_given_thickness_cannot_hold(good, problems):
    text = good.replace('mass_loading = "0.2 mg/cm^2" ', 'thickness = "50 um"')
    (problem,) = problems(text.replace("mass_fraction = 0.1", "mass_fraction = 0.5"))
    assert problem.key == "binder.ethyl_cellulose.mass_fraction"
    assert_told(problem, "at most 0.4", "0.5", "less binder")


AGGREGATE = """
[particle.cluster]
shape = "aggregate"
primary = "one_shell"
diameter = "3 um"
"""


@pytest.mark.parametrize(
    ("edit", "key", "expected", "got", "remedy"),
    [
        (('"3 um"', '"0.5 um"'), "diameter", "at least 800 nm", "500 nm", "larger"),
        (('"3 um"', '"1 um"\nsize_variation = 0.3'), "diameter", "smallest aggregate", "1000 nm", "larger"),
        (('"one_shell"', '"one_shel"'), "primary", "[particle.*]", "'one_shel'", "did you mean 'one_shell'?"),
        (('"one_shell"', '"cluster"'), "primary", "no aggregate", "the aggregate 'cluster'", "solid_sphere"),
        (('primary = "one_shell"\n', ""), "primary", "a table with shape", "missing", "primary"),
    ],
)
def test_aggregate_that_cannot_be(edit, key, expected, got, remedy, good, problems):
    (problem,) = problems(good + AGGREGATE.replace(*edit))
    assert problem.key == f"particle.cluster.{key}"
    assert_told(problem, expected, got, remedy)


def test_aggregates_of_aggregates_are_refused(good, problems):
    outer = AGGREGATE.replace("cluster", "outer").replace("one_shell", "cluster")
    (problem,) = problems(good + AGGREGATE + outer)
    assert problem.key == "particle.outer.primary"
    assert_told(problem, "no aggregate", "the aggregate 'cluster'", "solid_sphere")


def test_no_electrode_and_no_experiment(good, problems):
    found = problems(good[: good.index("[[electrode]]")])
    assert {p.key: p.remedy for p in found} == {
        "electrode": "add a table [[electrode]]",
        "experiment": "add a table [[experiment]]",
    }


def test_full_cell_in_a_design_without_a_cathode(good, problems):
    start, end = good.index("[cathode.lfp]"), good.index("# ---", good.index("[cathode.lfp]"))
    (problem,) = problems(good[:start] + good[end:])
    assert problem.key == "experiment.full_lfp.cathode"
    assert "no cathode" in problem.got
    assert "[cathode.lfp]" in problem.remedy


@pytest.mark.parametrize(
    ("content", "key", "got", "remedy"),
    [
        ("", "file", "empty", "nelumbo new"),
        ("# only a comment\n", "file", "empty", "nelumbo new"),
        ("name = \"x\"\nseed = \n", "line 2", "seed =", "correct this line"),
        ("name = \"x\"\nname = \"y\"\n", "line 2", "overwrite", "correct this line"),
        ("[lithium]\n\n[lithium]\n", "line 3", "twice", "correct this line"),
        ("thickness = 25 um\n", "line 1", "25 um", "double quotes"),
        ("{\n  \"name\": 1\n}\n", "line 1", "{", "correct this line"),
        (b"name = \"x\"\ntitle = \"\xff\xfe\"\n", "line 2", "0xff", "UTF-8"),
        ("x = " + "[" * 5000, "file", "deeply", "less"),
        ("[" * 5000, "line 1", "...", "correct this line"),
    ],
)  # fmt: skip
def test_file_that_is_no_design(content, key, got, remedy, problems):
    (problem,) = problems(content)
    assert problem.key == key
    assert got in problem.got
    assert remedy in problem.remedy
    assert len(problem.got) < 200


def test_missing_file_and_directory(tmp_path):
    for path, got in ((tmp_path / "no.toml", "does not exist"), (tmp_path, "a directory")):
        with pytest.raises(DesignError, match=got) as caught:
            load(path)
        assert caught.value.file == str(path)


# id: (content of data.csv, part of expected, part of got, part of remedy)
FILES = {
    "columns": ("id,value\nS1,40\n", "electrode", "without electrode, experiment", HEADER.strip()),
    "empty": ("", "columns", "columns found: none", HEADER.strip()),
    "short_row": (HEADER + "S1,any,structure\n", "9 cells", "3 cells (line 2", "quotes"),
    "comma_in_a_note": (HEADER + "S1,any,structure,,d,40,nm,number,one, two\n", "9 cells", "10 cells", "quotes"),
    "duplicate": (HEADER + "S1,a,b,,d,40,nm,number,\n" * 2, "an id", "'S1' again (line 3", "rename"),
    "no_id": (HEADER + ",a,b,,d,40,nm,number,\n", "an id", "empty", "number the value"),
    "no_number": (HEADER + "S1,a,b,,d,forty,nm,number,\n", "finite number as value of S1", "'forty'", "ordering"),
    "not_finite": (HEADER + "S1,a,b,,d,nan,nm,number,\n", "finite number", "'nan'", "number"),
    "kind": (HEADER + "S1,a,b,,d,40,nm,numbr,\n", "number, ordering", "'numbr'", "did you mean 'number'?"),
    "unit_of_an_observable": (HEADER + "S1,a,b,,membrane_thickness,1500,nm,number,\n", "'um'", "'nm'", "convert"),
}


@pytest.mark.parametrize("file", FILES)
def test_measured_file_that_cannot_be_joined(file, good, problems):
    content, expected, got, remedy = FILES[file]
    text = good.replace('shell_thickness = "40 nm"', 'shell_thickness = { measured = "S1", unit = "nm" }')
    (problem,) = problems('measured = "data.csv"\n' + text, data=content)
    assert problem.key == "measured"
    assert_told(problem, expected, got, remedy)


def test_measured_file_that_is_missing_is_told_beside_the_rest(good, problems):
    found = problems('measured = "no.csv"\n' + good.replace("seed = 1 ", "seed = -1 "))
    assert [p.key for p in found] == ["measured", "seed"]
    assert "does not exist" in found[0].got


def test_measured_file_must_be_a_text(good, problems):
    (problem,) = problems("measured = 3\n" + good)
    assert (problem.key, problem.got) == ("measured", "3")


@pytest.mark.parametrize(
    ("table", "expected", "got", "remedy"),
    [
        ('{ measured = "S2", unit = "nm" }', "id of a measured value", "'S2'", "use one of 'S1'"),
        ('{ measured = "S1", unit = "um" }', "'nm', the unit of S1", "'um'", 'unit = "nm"'),
        ('{ measured = "S1" }', "unit", "keys measured", "add 'unit'"),
        ('{ measured = "W1", unit = "nm" }', "a measured number", "the word 'smooth'", "number"),
        ('{ measured = "T1", unit = "h" }', "length", "2.0 h", "um"),
    ],
)
def test_measured_value_that_does_not_fit(table, expected, got, remedy, good, problems):
    data = HEADER + "S1,a,b,,d,40,nm,number,\nW1,a,b,,d,smooth,nm,ordering,\nT1,a,b,,d,2,h,number,\n"
    text = good.replace('shell_thickness = "40 nm"', f"shell_thickness = {table}")
    (problem,) = problems('measured = "data.csv"\n' + text, data=data)
    assert problem.key == "particle.one_shell.shell_thickness"
    assert_told(problem, expected, got, remedy)


def test_rounding_of_units_is_no_fault(good, write):
    """400 nm and 0.4 um differ by one bit; what just fits is accepted."""
    text = good.replace('["400 nm"]', '["0.4 um", "360 nm"]').replace(
        '"3 mAh/cm^2"\nreport', '"36000 C/m^2"\nreport'
    )
    assert load(write(text)).electrode[1].membrane.particle.shell_outer_radii[1] == pytest.approx(3.6e-7)


VALUES = st.sampled_from(
    ["1", "-1", "0", "0.5", "nan", "inf", "true", '""', '"x"', '"1 m"', '"1 mA/cm^2"', "[]", "[1]", '["1 m"]', "{}",
     "{ assumed = 1 }", '{ assumed = "1 m", why = "x" }', '{ measured = "S1", unit = "m" }', "{ a = 1 }", "1979-05-27",
     "[[1]]", '"ether"', '"hollow_film"', '{ value = [], source = "y" }', "1" + "0" * 400]
)  # fmt: skip


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_anywhere_is_accepted_or_refused_with_a_remedy(good, write, data):
    lines = good.splitlines()
    assignments = [number for number, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.sampled_from(assignments))
        key = lines[number].partition(" = ")[0]
        lines[number] = data.draw(st.sampled_from(["", f"{key} = {data.draw(VALUES)}", f"{key}x = 1"]))
    try:
        load(write("\n".join(lines)))
    except DesignError as error:
        problems = error.problems
    else:
        problems = ()
    assert all(p.key and p.expected and p.got and p.remedy for p in problems)
    assert len(set(problems)) == len(problems)
