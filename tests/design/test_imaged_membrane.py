"""A segmented image as a membrane: read, pinned to its content, described, refused in the terms of the file."""

# ruff: noqa: E501 (the table of edits reads best with one design per line)

import hashlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from pydantic import ValidationError

from nelumbo.design.describe import describe
from nelumbo.design.electrode import Electrode
from nelumbo.design.imaged_membrane import ImagedMembrane
from nelumbo.design.load import load
from nelumbo.design.segmented_image import ImageError, read_labels
from nelumbo.errors import DesignError
from nelumbo.pipeline.content import digest
from nelumbo.pipeline.stages import anonymous

ELECTRODE = """
[[electrode]]
id = "tomography"
collector = "copper_foil"
[electrode.membrane]
image = "film.npy"
voxel = "20 nm"
phases = { electrolyte = [0], shell = [1], solid = [2], binder = [3, 4] }
metal = "copper"
binder = "ethyl_cellulose"
shell_porosity = { assumed = 0.3, why = "below the voxel" }
shell_diffusivity_ratio = 0.05
exchange_current_ratio = 0.1
surface_charge = "0 C/m^2"

"""
KEY = "electrode.tomography.membrane"


def labels(shape=(6, 10, 12), of=5) -> np.ndarray:
    return (np.arange(np.prod(shape)).reshape(shape) % of).astype(np.uint8)


@pytest.fixture
def design(good, write, tmp_path):
    """Write the good design with an imaged electrode, edited, beside the image; return its path."""

    def _design(*edits: tuple[str, str], image: np.ndarray | None = None) -> Path:
        np.save(tmp_path / "film.npy", labels() if image is None else image)
        text = ELECTRODE
        for old, new in edits:
            assert text.count(old) == 1
            text = text.replace(old, new)
        head, mark, tail = good.partition(
            "# ---------------------------------------------------------------- exper"
        )
        return write(head + text + mark + tail)

    return _design


@pytest.fixture
def refusal(design):
    def _refusal(*edits: tuple[str, str], image: np.ndarray | None = None):
        path = design(*edits, image=image)
        with pytest.raises(DesignError) as caught:
            load(path)
        return caught.value.problems

    return _refusal


def test_image_is_pinned_to_its_path_and_content(design, tmp_path):
    electrode = load(design()).electrode[-1]
    membrane = electrode.membrane
    assert isinstance(membrane, ImagedMembrane)
    assert membrane.image == str(tmp_path / "film.npy")
    assert membrane.sha256 == hashlib.sha256((tmp_path / "film.npy").read_bytes()).hexdigest()
    assert membrane.phases.binder == (3, 4)
    assert membrane.metal.density == 8960
    assert (membrane.wall_porosity, membrane.wall_diffusivity_ratio) == (0.3, 0.05)
    assert membrane.binder_diffusivity_ratio == membrane.binder.diffusivity_ratio == 0.05


def test_another_image_is_another_design(design):
    one, two, again = (
        digest(anonymous(load(design(image=image)).electrode[-1]))
        for image in (labels(), labels(of=5)[:, ::-1], labels())
    )
    assert one == again != two


def test_description_lists_it_in_the_terms_of_the_file(design):
    text = str(describe(load(design())))
    section = text.partition("[electrode.tomography]")[2].partition("\n[")[0]
    assert "membrane.voxel" in section
    assert "20 nm" in section
    assert "membrane.phases.binder" in section
    assert "3, 4" in section
    assert "membrane.phases.solid" in section
    assert "membrane.metal" in section
    assert "sha256" not in text
    assert f"{KEY}.shell_porosity" in text.partition("values are assumed")[2]


def test_stated_digest_is_checked(design, refusal, tmp_path):
    design()
    own = hashlib.sha256((tmp_path / "film.npy").read_bytes()).hexdigest()
    stated = ('image = "film.npy"', f'image = "film.npy"\nsha256 = "{own}"')
    assert load(design(stated)).electrode[-1].membrane.sha256 == own
    (problem,) = refusal(stated, image=labels(of=4))
    assert problem.key == f"{KEY}.sha256"
    assert own in problem.got


# id: (text of the electrode, its replacement, key below the membrane, part of expected, of got, of remedy)
EDITS = {
    "missing_file": ('"film.npy"', '"flim.npy"', "image", "path of a file", "does not exist", "relative to the design"),
    "directory": ('"film.npy"', '"."', "image", "can be read", "directory", "path"),
    "not_a_text": ('"film.npy"', "3", "image", "segmented image", "3", '"tomography.tif"'),
    "suffix": ('"film.npy"', '"design.toml"', "image", ".tif", "design.toml", "convert"),
    "label_without_phase": ("binder = [3, 4]", "binder = [3]", "phases", "every label", "no phase for 4", "name them"),
    "no_electrolyte_in_it": ("electrolyte = [0], shell = [1]", "electrolyte = [9], shell = [0, 1]", "phases", "electrolyte", "only the labels 0, 1, 2, 3, 4", "correct"),
    "no_metal_in_it": ("shell = [1], solid = [2], binder = [3, 4]", "shell = [7], binder = [1, 2, 3, 4]", "phases", "metal", "only the labels", "correct"),
    "no_metal_named": ("shell = [1], solid = [2], binder = [3, 4]", "binder = [1, 2, 3, 4]", "phases", "metal", "only the labels", "correct"),
    "label_twice": ("binder = [3, 4]", "binder = [3, 4, 2]", "phases.binder", "one phase", "2, named twice", "once"),
    "electrolyte_missing": ("electrolyte = [0], shell = [1]", "shell = [0, 1]", "phases", "electrolyte", "only the labels", "correct"),
    "label_is_text": ("binder = [3, 4]", 'binder = ["3", 4]', "phases.binder.1", "whole number", "'3'", "write"),
    "phase_is_no_list": ("binder = [3, 4]", "binder = 3", "phases.binder", "a list", "3", "binder = [0]"),
    "unknown_phase": ("binder = [3, 4]", "bindr = [3, 4]", "phases.bindr", "known key", "'bindr'", "did you mean 'binder'?"),
    "phases_missing": ("phases = { electrolyte = [0], shell = [1], solid = [2], binder = [3, 4] }\n", "", "phases", "electrolyte, shell, solid, binder", "missing", "phases"),
    "voxel_without_unit": ('"20 nm"', '"20"', "voxel", "length", "'20'", "unit"),
    "voxel_missing": ('voxel = "20 nm"\n', "", "voxel", "length", "missing", "add voxel"),
    "unknown_key": ('voxel = "20 nm"', 'voxel = "20 nm"\nmass_loading = "1 mg/cm^2"', "mass_loading", "known key", "'mass_loading'", "use one of 'image'"),
    "misspelt_key": ('voxel = "20 nm"', 'voxel = "20 nm"\nshel_porosity = 0.1', "shel_porosity", "known key", "'shel_porosity'", "did you mean 'shell_porosity'?"),
    "unknown_metal": ('metal = "copper"', 'metal = "coper"', "metal", "[solid.*]", "'coper'", "did you mean 'copper'?"),
    "unknown_binder": ('binder = "ethyl_cellulose"', 'binder = "glue"', "binder", "[binder.*]", "'glue'", "[binder.glue]"),
    "binder_missing": ('binder = "ethyl_cellulose"\n', "", "binder", "[binder.*]", "missing", "delete phases.binder"),
    "porosity_missing": ('shell_porosity = { assumed = 0.3, why = "below the voxel" }\n', "", "shell_porosity", "walls of the phase shell", "missing", "add shell_porosity"),
    "diffusivity_missing": ("shell_diffusivity_ratio = 0.05\n", "", "shell_diffusivity_ratio", "walls", "missing", "add shell_diffusivity_ratio"),
    "porosity_of_one": ("assumed = 0.3", "assumed = 1.0", "shell_porosity", "below one", "1.0", "below 1"),
    "digest": ('image = "film.npy"', 'image = "film.npy"\nsha256 = "abc"', "sha256", "", "abc", ""),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_edited_design_is_refused(edit, refusal):
    old, new, key, expected, got, remedy = EDITS[edit]
    found = refusal((old, new))
    at_key = [problem for problem in found if problem.key == f"{KEY}.{key}"]
    assert at_key, f"no problem at {key}, but at {[problem.key for problem in found]}"
    assert expected in at_key[0].expected
    assert got in at_key[0].got
    assert remedy in at_key[0].remedy
    assert len(found) == 1


IMAGES = {
    "slice": (labels((10, 12)), "axes (z, y, x)", "10 × 12", "one stack"),
    "colours": (labels((6, 10, 12, 3)), "axes (z, y, x)", "6 × 10 × 12 × 3", "colours"),
    "grey_values": (np.random.default_rng(0).random((6, 10, 12)), "whole numbers", "float64", "segment"),
    "z_last": (labels((30, 28, 9)), "as wide as high", "higher than wide", "moveaxis"),
    "narrow": (labels((4, 5, 20)), "at least 8 voxels", "4 × 5 × 20", "larger part"),
    "one_phase": (np.ones((6, 10, 12), np.uint8), "electrolyte", "only the labels 1", "correct"),
}


@pytest.mark.parametrize("image", IMAGES)
def test_array_that_is_no_film_is_refused(image, refusal):
    array, expected, got, remedy = IMAGES[image]
    (problem,) = refusal(image=array)
    assert problem.key.startswith(KEY)
    assert expected in problem.expected
    assert got in problem.got
    assert remedy in problem.remedy


def test_loading_cannot_be_copied_from_an_image(good, design, write):
    text = design().read_text(encoding="utf-8")
    copied = text.replace('mass_loading = "0.2 mg/cm^2" ', 'same_loading_as = "tomography"')
    with pytest.raises(DesignError, match="whose loading is that of its image"):
        load(write(copied))


@pytest.mark.parametrize("suffix", [".tif", ".tiff", ".npy", ".npz"])
def test_files_are_read(suffix, tmp_path):
    path, content = tmp_path / f"film{suffix}", labels()
    if suffix == ".npz":
        np.savez(path, anything=content)
    elif suffix == ".npy":
        np.save(path, content)
    else:
        tifffile.imwrite(path, content.astype(np.uint16))
    np.testing.assert_array_equal(read_labels(path), content)


def test_archives_are_read_by_the_names_in_them(tmp_path):
    path = tmp_path / "film.npz"
    np.savez(path, labels=labels(), voxel=1e-8)
    np.testing.assert_array_equal(read_labels(path), labels())
    np.savez(path, fractions=np.eye(5)[labels()].transpose(3, 0, 1, 2), voxel=1e-8)
    np.testing.assert_array_equal(read_labels(path), labels())
    np.savez(path, a=labels(), b=labels())
    with pytest.raises(ImageError, match="an array 'labels'"):
        read_labels(path)


@pytest.mark.parametrize("suffix", [".tif", ".npy", ".npz"])
def test_broken_file_is_refused(suffix, tmp_path):
    path = tmp_path / f"film{suffix}"
    path.write_bytes(b"no image at all")
    with pytest.raises(ImageError, match=f"an image of the kind {suffix}"):
        read_labels(path)


def test_true_and_false_are_labels(tmp_path):
    np.save(tmp_path / "film.npy", labels(of=2).astype(bool))
    assert np.unique(read_labels(tmp_path / "film.npy")).tolist() == [0, 1]


def test_part_is_chosen_by_its_keys():
    foil = {"thickness": "10 um", "exchange_current_ratio": 1.0, "nucleation_overpotential": "30 mV"}
    for membrane, model in (({"image": "x.tif"}, "ImagedMembrane"), ({}, "Membrane")):
        with pytest.raises(ValidationError) as caught:
            Electrode.model_validate({"id": "film", "collector": foil, "membrane": membrane})
        assert {error["loc"][1] for error in caught.value.errors()} == {model}
