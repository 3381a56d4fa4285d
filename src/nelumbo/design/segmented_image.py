"""Read the segmented images that a design names, and refuse those that are no film before anything runs."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.keys import dotted, tables
from nelumbo.design.libraries import Resolved
from nelumbo.errors import Problem

Labels = NDArray[np.integer[Any]]

SUFFIXES = (".tif", ".tiff", ".npy", ".npz")
_FEWEST = 8
"""Voxels along the sides of an image."""
_AXES = "a stack of slices from the collector up, with the axes (z, y, x)"
_METAL = ("shell", "solid")


class ImageError(Exception):
    """A file that is no segmented image of a film.

    Args:
        expected: what it must be. got: what it is. remedy: what to do.
    """

    def __init__(self, expected: str, got: str, remedy: str) -> None:
        self.expected, self.got, self.remedy = expected, got, remedy
        super().__init__(f"expected {expected}, got {got}; {remedy}")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content.

    Raises:
        ImageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        got = f"{path}, which does not exist"
        raise ImageError(
            "the path of a file", got, "correct the path; it is relative to the design file"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImageError("a file that can be read", f"{path}: {reason}", "check path and permissions") from error


def read_labels(path: Path) -> Labels:
    """Return the labels of a segmented image, shape (z, y, x).

    TIFF stacks, ``.npy``, and ``.npz`` with an array ``labels``, with ``fractions`` of phases along the first axis
    (as `save_image` writes them: the largest decides, labels are the places along this axis) or with one array.

    Raises:
        ImageError: it cannot be read, or is no stack of whole numbers at least as wide as high.
    """
    labels = _read(path)
    shape = " × ".join(map(str, labels.shape))
    if labels.ndim != 3 or labels.shape[-1] in (3, 4):
        remedy = "save one stack of labels, neither single slices nor colours"
        raise ImageError(_AXES, f"an array of {shape}", remedy)
    if labels.dtype.kind not in "iub":
        raise ImageError("whole numbers as labels", f"values of type {labels.dtype}", "segment the image first")
    height, *sides = labels.shape
    if min(sides) < _FEWEST:
        raise ImageError(f"at least {_FEWEST} voxels along y and x", shape, "save a larger part of the film")
    if height > max(sides):
        remedy = "put z first (np.moveaxis), or crop what lies above the film"
        raise ImageError(f"{_AXES}, at least as wide as high", f"{shape}, higher than wide", remedy)
    return labels.astype(np.uint8) if labels.dtype.kind == "b" else labels


def pin_images(resolved: Resolved, folder: Path) -> list[Problem]:
    """Put the full path and the content's SHA-256 of every image into the tables that name it.

    Args:
        resolved: tables of a design, changed in place. folder: of the design file.

    Returns:
        What is wrong with the files, or with the names of the labels in them.
    """
    problems = []
    for place, electrode in tables(resolved.tree, "electrode"):
        membrane = electrode.get("membrane")
        name = membrane.get("image") if isinstance(membrane, dict) else None
        if not isinstance(membrane, dict) or not isinstance(name, str):
            continue
        key, path = "image", folder / name
        try:
            content = file_digest(path)
            labels = read_labels(path)
            key = "phases"
            _check_phases(np.unique(labels).tolist(), membrane.get(key))
            key = "sha256"
            if isinstance(membrane.setdefault(key, content), str) and membrane[key] != content:
                raise ImageError(f"{content}, of {name}", membrane[key], "restore the file, or delete sha256")
            membrane["image"] = str(path.resolve())
        except ImageError as error:
            at = dotted(("electrode", place, "membrane", key), resolved.tree)
            problems.append(Problem(at, error.expected, error.got, error.remedy))
    return problems


def _check_phases(found: list[int], phases: Any) -> None:
    """Refuse labels without a phase, and an image without electrolyte or metal; types are checked elsewhere."""
    if not isinstance(phases, dict) or not all(isinstance(labels, list) for labels in phases.values()):
        return
    named = [label for labels in phases.values() for label in labels]
    if not all(isinstance(label, int) for label in named):
        return
    unknown = [label for label in found if label not in named]
    if unknown:
        shown = ", ".join(map(str, unknown[:10])) + (", ..." if len(unknown) > 10 else "")
        remedy = "name them too; is the image segmented?"
        raise ImageError("every label of the image in one of the phases", f"no phase for {shown}", remedy)
    for what, names in (("electrolyte", ("electrolyte",)), ("metal (shell or solid)", _METAL)):
        if not any(label in found for name in names for label in phases.get(name, [])):
            got = f"only the labels {', '.join(map(str, found))}"
            raise ImageError(f"labels of which some in the image are {what}", got, "correct the labels")


def _read(path: Path) -> NDArray[Any]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ImageError(f"a file {', '.join(SUFFIXES)}", repr(path.name), "convert the image")
    try:
        if suffix in (".tif", ".tiff"):
            from tifffile import imread

            return np.asarray(imread(path))
        content = np.load(path, allow_pickle=False)
        if isinstance(content, np.ndarray):
            return content
        with content:
            return _of_archive(path, content)
    except ImageError:
        raise
    except Exception as error:  # readers raise whatever a damaged file leads them to
        told = str(error).partition("\n")[0] or type(error).__name__
        raise ImageError(f"an image of the kind {suffix}", f"{path.name}: {told}", "save it again") from error


def _of_archive(path: Path, content: Any) -> NDArray[Any]:
    if "labels" in content:
        return np.asarray(content["labels"])
    if "fractions" in content:
        largest: NDArray[np.uint8] = np.argmax(content["fractions"], axis=0).astype(np.uint8)
        return largest
    if len(content.files) != 1:
        got = f"{path.name} with {', '.join(content.files) or 'nothing'}"
        raise ImageError("an array 'labels' in the file", got, "save it with np.savez(path, labels=...)")
    only: NDArray[Any] = content[content.files[0]]
    return only
