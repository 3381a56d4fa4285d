"""Light of solids seen by an orthographic camera.

I = c [k_a A + k_d V max(0, n·l) + k_e (1 − |n·v|)²] + k_s V max(0, n·h)^p

A point of colour c with normal n sends I towards the viewer in direction v, lit from l, with h halfway between v
and l. V is the share of the light's disc that is seen, A the share of the hemisphere that is open within a short
reach, weighted by its cosine; both are means over fixed directions, some of them for each of a pixel's samples, so
that equal scenes give equal bits. Cut faces have a colour of their own, a little darker across x. Bridges neither
throw shadows nor close the sky.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import loop
from nelumbo.numerics.kernels.solids import BORROWING, NOTHING, SOLIDS, Solids, Vector, borrowing, first_hit

Array = NDArray[np.float64]

_LIFT = 1e-4
"""Rays leave a surface from this height over it, in units of length."""


class Camera(NamedTuple):
    """Where pixels look.

    Attributes:
        corner: (3,), upper left corner of the picture. right, down: (3,), step of one pixel.
        forward: (3,), unit vector of all rays. samples: (s, 2), points of a pixel, right and down, in [0, 1).
    """

    corner: Array
    right: Array
    down: Array
    forward: Array
    samples: Array


class Look(NamedTuple):
    """Colours, linear in light, and lighting.

    Attributes:
        faces, cuts: (kinds, 3), of surfaces and of cut faces; those of NOTHING are the background.
        gloss: (kinds,), k_s. sharpness: p.
        ambient, diffuse, rim: k_a, k_d, k_e. side: how much darker a cut face across x is. reach: of A.
        lights: (s, 3), unit vectors to points of the light, one for each sample.
        sky: (s, a, 3), directions about the z axis, spread as the cosine, for each sample.
    """

    faces: Array
    cuts: Array
    gloss: Array
    sharpness: float
    ambient: float
    diffuse: float
    rim: float
    side: float
    reach: float
    lights: Array
    sky: Array


_LINE, _ROWS = float64[::1], float64[:, ::1]
_CAMERA = types.NamedTuple((_LINE, _LINE, _LINE, _LINE, _ROWS), Camera)
_LOOK = types.NamedTuple((_ROWS, _ROWS, _LINE, *(float64,) * 6, _ROWS, float64[:, :, ::1]), Look)


@borrowing
def _about(n: Vector, x: float, y: float, z: float) -> Vector:
    """Turn a vector about the z axis into one about n (Duff et al. 2017)."""
    sign = -1.0 if n[2] < 0 else 1.0
    a = -1.0 / (sign + n[2])
    b = n[0] * n[1] * a
    return (
        x * (1 + sign * n[0] * n[0] * a) + y * b + z * n[0],
        x * sign * b + y * (sign + n[1] * n[1] * a) + z * n[1],
        -x * sign * n[0] - y * n[1] + z * n[2],
    )


@borrowing
def openness(solids: Solids, p: Vector, n: Vector, sky: Array, reach: float) -> float:
    """Return A, the mean of 1 − (1 − t/``reach``)² over the directions, each free up to t ≤ ``reach``."""
    closed = 0.0
    for m in range(sky.shape[0]):
        t = first_hit(solids, p, _about(n, sky[m, 0], sky[m, 1], sky[m, 2]), reach, False)[0]
        closed += (1 - t / reach) ** 2
    return float(1 - closed / sky.shape[0])


@borrowing
def _reflected(
    solids: Solids, look: Look, p: Vector, n: Vector, forward: Array, sample: int
) -> tuple[float, float]:
    """Return the parts of I that have the colour of the surface and of the light; gloss is not yet weighed."""
    lit, shine = 0.0, 0.0
    light = look.lights[sample]
    facing = n[0] * light[0] + n[1] * light[1] + n[2] * light[2]
    if facing > 0:
        seen = first_hit(solids, p, (light[0], light[1], light[2]), math.inf, False)[1] == NOTHING
        if seen:
            x, y, z = light[0] - forward[0], light[1] - forward[1], light[2] - forward[2]
            halfway = (n[0] * x + n[1] * y + n[2] * z) / math.sqrt(x * x + y * y + z * z)
            lit, shine = facing, max(halfway, 0.0) ** look.sharpness
    turned = (1 - abs(n[0] * forward[0] + n[1] * forward[1] + n[2] * forward[2])) ** 2
    shade = openness(solids, p, n, look.sky[sample], look.reach)
    return look.ambient * shade + look.diffuse * lit + look.rim * turned, shine


@loop(void(SOLIDS, _CAMERA, _LOOK, float64[:, :, ::1], int64, int64), **BORROWING)
def cast(solids: Solids, camera: Camera, look: Look, image: Array, first: int, last: int) -> None:
    """Write the rows ``first`` to ``last`` − 1 of ``image``, (rows, columns, 3), linear in light and in [0, 1]."""
    forward = (camera.forward[0], camera.forward[1], camera.forward[2])
    count = camera.samples.shape[0]
    for row in range(first, last):
        for column in range(image.shape[1]):
            red, green, blue = 0.0, 0.0, 0.0
            for s in range(count):
                a, b = column + camera.samples[s, 0], row + camera.samples[s, 1]
                x = camera.corner[0] + a * camera.right[0] + b * camera.down[0]
                y = camera.corner[1] + a * camera.right[1] + b * camera.down[1]
                z = camera.corner[2] + a * camera.right[2] + b * camera.down[2]
                t, kind, cut, n = first_hit(solids, (x, y, z), forward, math.inf, True)
                colour, weight, shine = look.faces, 1.0, 0.0
                if cut:
                    colour, weight = look.cuts, 1.0 - look.side * abs(n[0])
                elif kind != NOTHING:
                    p = (
                        x + t * forward[0] + _LIFT * n[0],
                        y + t * forward[1] + _LIFT * n[1],
                        z + t * forward[2] + _LIFT * n[2],
                    )
                    weight, shine = _reflected(solids, look, p, n, camera.forward, s)
                    shine *= look.gloss[kind]
                red += min(max(colour[kind, 0] * weight + shine, 0.0), 1.0)
                green += min(max(colour[kind, 1] * weight + shine, 0.0), 1.0)
                blue += min(max(colour[kind, 2] * weight + shine, 0.0), 1.0)
            image[row, column, 0] = red / count
            image[row, column, 1] = green / count
            image[row, column, 2] = blue / count
