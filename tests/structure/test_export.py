"""Images as other programs read them."""

import re

import numpy as np
import pytest
import tifffile

from nelumbo.design.segmented_image import read_labels
from nelumbo.structure import Phase, VoxelImage, save_image
from nelumbo.structure.export import majority


@pytest.fixture
def image() -> VoxelImage:
    shares = np.random.default_rng(0).dirichlet(np.ones(4), (9, 10, 12))
    return VoxelImage(shares.transpose(3, 0, 1, 2).astype(np.float32), 2.5e-8)


@pytest.mark.parametrize("name", ["film.tif", "film.TIFF", "film.npz"])
def test_what_is_saved_can_be_a_design_s_image(name, image, tmp_path):
    save_image(image, tmp_path / name)
    np.testing.assert_array_equal(read_labels(tmp_path / name), majority(image))


def test_tiff_says_how_large_its_voxels_are(image, tmp_path):
    save_image(image, tmp_path / "film.tif")
    with tifffile.TiffFile(tmp_path / "film.tif") as file:
        told = file.imagej_metadata
        pixels, micrometres = file.pages[0].tags["XResolution"].value
    assert (told["unit"], told["spacing"]) == ("um", pytest.approx(0.025))
    assert micrometres / pixels == pytest.approx(0.025, rel=1e-6)
    assert told["slices"] == 9


def test_tiff_of_all_shares(image, tmp_path):
    save_image(image, str(tmp_path / "film.tif"), fractions=True)
    found = tifffile.imread(tmp_path / "film.tif")
    np.testing.assert_array_equal(found, image.fractions.transpose(1, 0, 2, 3))


def test_archive_holds_everything(image, tmp_path):
    save_image(image, tmp_path / "film.npz")
    with np.load(tmp_path / "film.npz") as found:
        np.testing.assert_array_equal(found["fractions"], image.fractions)
        assert found["voxel"] == image.voxel
        assert found["phases"].tolist() == ["electrolyte", "shell", "solid", "binder"]


def test_vtk_image_data(image, tmp_path):
    """Read back by the format's own rules: XML says type and offset, raw data follow the underscore."""
    save_image(image, tmp_path / "film.vti")
    head, _, raw = (tmp_path / "film.vti").read_bytes().partition(b'<AppendedData encoding="raw">\n_')
    text = head.decode("ascii")
    assert 'WholeExtent="0 12 0 10 0 9"' in text
    assert 'Spacing="2.5e-08 2.5e-08 2.5e-08"' in text
    arrays = {}
    for kind, name, offset in re.findall(r'type="(\w+)" Name="(\w+)" format="appended" offset="(\d+)"', text):
        start = int(offset) + 8
        size = int.from_bytes(raw[start - 8 : start], "little")
        dtype = {"UInt8": "u1", "Float32": "<f4"}[kind]
        arrays[name] = np.frombuffer(raw[start : start + size], dtype).reshape(9, 10, 12)
    np.testing.assert_array_equal(arrays.pop("phase"), majority(image))
    assert list(arrays) == [phase.name.lower() for phase in Phase]
    for phase in Phase:
        np.testing.assert_array_equal(arrays[phase.name.lower()], image.fractions[phase])
    assert raw.endswith(b"\n</AppendedData>\n</VTKFile>\n")


def test_other_suffix_is_refused(image, tmp_path):
    with pytest.raises(ValueError, match=r"\.vti, \.tif, \.tiff, \.npz; got 'film.stl'"):
        save_image(image, tmp_path / "film.stl")
