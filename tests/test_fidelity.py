"""Fidelities differ in grids and realisations, never in equations."""

from itertools import pairwise

import pytest

from nelumbo.design.experiment import Experiment
from nelumbo.fidelity import NAMES, fidelity_named
from nelumbo.pipeline.content import canonical

FIDELITIES = [fidelity_named(name) for name in NAMES]


def test_finer_fidelities_build_more_films_on_finer_grids():
    assert [f.realisations for f in FIDELITIES] == [2, 5, 10]
    for coarse, fine in pairwise(FIDELITIES):
        assert fine.structure.packed.fewest_particles > coarse.structure.packed.fewest_particles
        assert fine.structure.packed.largest_image > coarse.structure.packed.largest_image
        assert fine.transport.largest > coarse.transport.largest


@pytest.mark.parametrize("fidelity", FIDELITIES, ids=lambda f: f.name)
def test_laws_are_the_same_and_every_kind_of_experiment_has_its_instrument(fidelity):
    assert (fidelity.law, fidelity.bare) == (FIDELITIES[0].law, FIDELITIES[0].bare)
    kinds = {model.model_fields["kind"].annotation.__args__[0] for model in Experiment.__args__[0].__args__}
    assert set(fidelity.instruments) == kinds | {"structure", "structure_sensitivity", "growth_controls"}
    assert canonical(fidelity)
