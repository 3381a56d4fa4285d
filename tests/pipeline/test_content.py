"""Keys follow the content of a stage's input: all of it, and nothing else."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import pytest
import toy_laboratory as toy

from nelumbo.deposition.result import State
from nelumbo.pipeline.content import canonical, digest
from nelumbo.pipeline.graph import plan


def keys(design, fidelity=None):
    return {(t.id.electrode, t.id.stage, t.id.part): t.key for t in plan(design, fidelity or toy.fidelity())}


def changed(before, after):
    return {id for id, key in after.items() if before[id] != key}


@pytest.fixture(scope="module")
def design():
    return toy.design()


def with_membrane(design, index, **update):
    electrodes = list(design.electrode)
    membrane = electrodes[index].membrane.model_copy(update=update)
    electrodes[index] = electrodes[index].model_copy(update={"membrane": membrane})
    return design.model_copy(update={"electrode": tuple(electrodes)})


def test_a_changed_membrane_changes_its_own_branch_only(design):
    other = with_membrane(design, 1, inner_share=0.7)
    affected = changed(keys(design), keys(other))
    assert {electrode for electrode, _, _ in affected} == {"homs_1s"}
    assert len(affected) == 9


def test_a_changed_experiment_changes_itself_only(design):
    plating, half_cell = design.experiment
    other = design.model_copy(
        update={"experiment": (plating.model_copy(update={"current_density": 1.0}), half_cell)}
    )
    affected = changed(keys(design), keys(other))
    assert {(stage, part) for _, stage, part in affected} == {("experiment", "plating")}


def test_title_and_order_of_electrodes_change_nothing(design):
    other = design.model_copy(update={"title": "another", "electrode": design.electrode[::-1]})
    assert not changed(keys(design), keys(other))


def test_seed_and_settings_change_what_follows(design):
    assert len(changed(keys(design), keys(design.model_copy(update={"seed": 7})))) == 27
    finer = replace(toy.fidelity(), transport=toy.ToyTransport(delay=1.0))
    affected = changed(keys(design), keys(design, finer))
    assert {stage for _, stage, _ in affected} == {"transport", "cycling", "experiment"}


def test_equal_designs_share_a_key_whatever_their_name(design):
    twin = design.electrode[2].model_copy(update={"id": "twin"})
    found = keys(design.model_copy(update={"electrode": (*design.electrode, twin)}))
    for stage in ("structure", "transport", "cycling"):
        assert found["twin", stage, "0"] == found["homs_3s", stage, "0"]
    assert found["twin", "structure", "0"] != found["twin", "structure", "1"]


def test_canonical_forms_tell_apart_what_differs():
    @dataclass(frozen=True)
    class One:
        x: float

    @dataclass(frozen=True)
    class Two:
        x: float

    class Sides(Enum):
        OPEN = 1
        SHUT = 2

    values = [
        Sides.OPEN,
        Sides.SHUT,
        State.SMOOTH,
        "smooth",
        One(1.0),
        Two(1.0),
        One(1.5),
        1.0,
        "1.0",
        None,
        (1.0,),
        {"x": 1.0},
        np.ones(1),
        np.ones((1, 1)),
        One,
    ]
    assert len({digest(value) for value in values}) == len(values)
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert canonical(np.float64(0.1)) == 0.1
    with pytest.raises(TypeError, match="no canonical form"):
        canonical(object())
