"""Write a voxel image for other programs: ParaView, ImageJ, NumPy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.result import Phase, VoxelImage
from nelumbo.units import MICROMETRE


def save_image(image: VoxelImage, path: str | Path, fractions: bool = False) -> None:
    """Write an image in the format of the file's suffix; ``[electrode.membrane] image`` reads .tif and .npz back.

    - ``.tif``, ``.tiff``: a stack of labels, in every voxel the phase (`Phase`) with the largest share, the first
      of equal ones; voxel size in the metadata that ImageJ reads.
    - ``.npz``: ``fractions``, ``voxel`` (m), ``phases`` (names of the first axis).
    - ``.vti``: VTK image data with the label of every cell and the share of every phase, lengths in m.

    Args:
        image: what is written. path: where to.
        fractions: write the shares of all phases into a TIFF instead of labels, (z, phase, y, x).

    Raises:
        ValueError: another suffix.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ValueError(
            f"an image is saved as {', '.join(_WRITERS)}; got {path.name!r}. Choose one of these suffixes."
        )
    writer(image, path, fractions)


def majority(image: VoxelImage) -> NDArray[np.uint8]:
    """Return the phase with the largest share in every voxel, (z, y, x)."""
    labels: NDArray[np.uint8] = np.argmax(image.fractions, axis=0).astype(np.uint8)
    return labels


def _save_npz(image: VoxelImage, path: Path, fractions: bool) -> None:
    names = np.array([phase.name.lower() for phase in Phase])
    np.savez_compressed(path, fractions=image.fractions, voxel=image.voxel, phases=names)


def _save_tiff(image: VoxelImage, path: Path, fractions: bool) -> None:
    from tifffile import imwrite

    edge = image.voxel / MICROMETRE
    content = np.moveaxis(image.fractions, 0, 1) if fractions else majority(image)
    axes = "ZCYX" if fractions else "ZYX"
    metadata = {"axes": axes, "spacing": edge, "unit": "um"}
    imwrite(path, content, imagej=True, resolution=(1 / edge, 1 / edge), metadata=metadata)


def _save_vti(image: VoxelImage, path: Path, fractions: bool) -> None:
    """Write XML that describes raw arrays which follow it, each after its length in bytes."""
    arrays = {"phase": majority(image), **{phase.name.lower(): image.fractions[phase] for phase in Phase}}
    z, y, x = image.shape
    described, offset = [], 0
    for name, values in arrays.items():
        kind = {"u": "UInt8", "f": "Float32"}[values.dtype.kind]
        described.append(f'<DataArray type="{kind}" Name="{name}" format="appended" offset="{offset}"/>')
        offset += 8 + values.nbytes
    extent, edges = f"0 {x} 0 {y} 0 {z}", " ".join([repr(float(image.voxel))] * 3)
    head = (
        '<?xml version="1.0"?>\n'
        '<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">\n'
        f'<ImageData WholeExtent="{extent}" Origin="0 0 0" Spacing="{edges}">\n<Piece Extent="{extent}">\n'
        f'<CellData Scalars="phase">\n{"".join(f"{line}{chr(10)}" for line in described)}</CellData>\n'
        '</Piece>\n</ImageData>\n<AppendedData encoding="raw">\n_'
    )
    with path.open("wb") as file:
        file.write(head.encode("ascii"))
        for values in arrays.values():
            file.write(np.uint64(values.nbytes).astype("<u8").tobytes())
            file.write(values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes())
        file.write(b"\n</AppendedData>\n</VTKFile>\n")


_WRITERS: dict[str, Callable[[VoxelImage, Path, bool], None]] = {
    ".vti": _save_vti,
    ".tif": _save_tiff,
    ".tiff": _save_tiff,
    ".npz": _save_npz,
}
