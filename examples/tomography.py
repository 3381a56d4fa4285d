"""How well does a film conduct, along each of its axes? Ask a segmented image, without a design."""

import nelumbo
from nelumbo.design.example_image import example_image

ELECTROLYTE, WALL, BINDER = 0, 1, 2


def main() -> tuple[float, float, float]:
    """Return the diffusivity of salt along z, y and x over that in free electrolyte."""
    labels = example_image(layers=3, columns=3)  # yours: numpy.load or tifffile.imread, axes (z, y, x)
    mobility = {ELECTROLYTE: 1.0, WALL: 0.05, BINDER: 0.05}
    along = [nelumbo.transport.effective_diffusivity(labels, mobility, axis=axis).ratio for axis in range(3)]
    return along[0], along[1], along[2]


if __name__ == "__main__":
    print("diffusivity along z, y, x: " + ", ".join(f"{ratio:.4f}" for ratio in main()))
