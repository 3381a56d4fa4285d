"""The code in the guide for PyBaMM's users runs from top to bottom."""

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "pybamm.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_block_runs_after_those_above_it():
    from nelumbo.cell.lithium_cell import LithiumCopper
    from nelumbo.cell.sets import lithium_copper_landesfeind2019

    text = GUIDE.read_text(encoding="utf-8")
    # The names that an installed package registers with PyBaMM, also where only the source is on the path.
    text = text.replace('pybamm.Model("LithiumCopper")', "LithiumCopper()")
    text = text.replace('pybamm.ParameterValues("LithiumCopperLandesfeind2019")', "copper_in_carbonate()")
    namespace = {
        "__name__": "guide",
        "LithiumCopper": LithiumCopper,
        "copper_in_carbonate": lithium_copper_landesfeind2019,
    }
    blocks = BLOCK.findall(text)
    assert len(blocks) == 7
    seen = []
    for block in blocks:
        exec(compile(block, GUIDE.name, "exec"), namespace)
        seen.append(namespace.get("solution"))
    assert namespace["efficiency"] == pytest.approx([0.99] * 3, abs=0.005)
    assert namespace["dead"] > 0
    assert namespace["film"] > 0
    assert seen[1].cycles[0].steps[1].t[-1] - seen[1].cycles[0].steps[1].t[0] < 0.98 * 3600
    assert namespace["impedance"][-1].real > namespace["impedance"][0].real > 0
    assert len(namespace["solution"].cycles) == 3
    assert namespace["values"]["Positive electrode areal capacity [A.h.m-2]"] == pytest.approx(20)
