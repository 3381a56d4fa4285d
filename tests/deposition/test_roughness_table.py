"""Growths as a table: exact at its nodes, constant beyond them, and the same whenever it is grown."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.deposition.roughness_table import Grower, GrowthGrid, RoughnessTable
from nelumbo.errors import StageError
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FILM_ELECTRODE, ETHER = DESIGN.electrode[-1], DESIGN.electrolyte["ether"]
FILMS = tuple(
    (replace(bare_structure(), membrane_thickness=1.5e-6, outer_area=area), bare_transport())
    for area in (6.4, 12.8)
)
TABLE = RoughnessTable(
    np.array([0.01, 0.1, 1.0]),
    np.array([10.0, 30.0]),
    np.array([0.5, 1.0, 3.0]) * MAH_PER_CM2,
    np.random.default_rng(1).random((3, 2, 3)),
)


@dataclass(frozen=True)
class Line(DepositionModel):
    """Sq is made of all that decides it: f, j, Q, the number of the growth and the membrane."""

    equation = "Sq = Q"
    units = {"Sq": "m", "Q": "C/m^2"}  # noqa: RUF012
    references = ("Newman2004",)

    film_share: FilmShare
    number: int = 0
    refuses: str = ""

    def seeded(self, number):
        return replace(self, number=number)

    def refusal(self, structure):
        return self.refuses

    def plate(self, electrode, structure, transport, lithium, electrolyte, current_density, charges):
        assert (electrode.membrane is None) == (structure.membrane_thickness == 0)
        share = self.film_share.share(structure.outer_area)
        sq = [1e-10 * share * current_density * (1 + self.number) * charge for charge in charges]
        return tuple(
            Deposit(q, current_density, 0, q, 0, 0, 0, 0, s, 0, 0, 0, State.SMOOTH)
            for q, s in zip(charges, sq, strict=True)
        )


def grown(model=Line, grid=GrowthGrid()):  # noqa: B008
    grower = Grower(FILM_ELECTRODE, FILMS, DESIGN.lithium, ETHER)
    return grid.table(
        lambda *point: np.array([d.roughness_sq for d in grower.deposits(model, grid.charges, point)])
    )


def test_interpolation_is_exact_at_every_node():
    for i, share in enumerate(TABLE.shares):
        for j, current in enumerate(TABLE.currents):
            for k, charge in enumerate(TABLE.charges):
                assert TABLE.relative(share, current, charge) == pytest.approx(TABLE.ratio[i, j, k], rel=1e-12)


def test_between_nodes_it_is_linear_in_the_logarithms():
    middle = TABLE.relative(np.sqrt(0.01 * 0.1), np.sqrt(300.0), np.sqrt(0.5) * MAH_PER_CM2)
    assert middle == pytest.approx(TABLE.ratio[:2, :, :2].mean())


@pytest.mark.parametrize(
    ("beyond", "node"),
    [
        ((1e-6, 10.0, MAH_PER_CM2), (0, 0, 1)),
        ((1.0, 1.0, MAH_PER_CM2), (2, 0, 1)),
        ((1.0, 1e3, MAH_PER_CM2), (2, 1, 1)),
        ((1.0, 10.0, 0.0), (2, 0, 0)),
        ((1.0, 10.0, 50 * MAH_PER_CM2), (2, 0, 2)),
    ],
)
def test_beyond_the_last_node_its_value_holds(beyond, node):
    assert TABLE.relative(*beyond) == pytest.approx(TABLE.ratio[node], rel=1e-12)


def test_an_ensemble_of_shares_gives_what_its_members_give():
    shares = np.array([1e-3, 0.03, 0.5, 1.0])
    many = TABLE.relative(shares, 17.0, 0.7 * MAH_PER_CM2)
    assert many == pytest.approx([TABLE.relative(one, 17.0, 0.7 * MAH_PER_CM2) for one in shares], rel=1e-12)


def test_one_node_along_an_axis_is_enough():
    single = RoughnessTable(TABLE.shares, TABLE.currents[:1], TABLE.charges[:1], TABLE.ratio[:, :1, :1])
    assert single.relative(0.1, 99.0, 1.0) == pytest.approx(TABLE.ratio[1, 0, 0])


def test_interpolation_keeps_the_order_of_the_nodes():
    rising = replace(TABLE, ratio=np.sort(TABLE.ratio, axis=0))
    found = rising.relative(np.geomspace(1e-3, 1.0, 50), 20.0, 0.8 * MAH_PER_CM2)
    assert np.all(np.diff(found) >= -1e-12)
    assert np.ptp(found) > 0


def test_a_table_holds_the_ratio_of_means_over_growths_that_take_the_films_in_turn():
    """f is reached on every film whatever its area; a growth has its own number with and without a membrane."""
    table = grown()
    assert table.ratio == pytest.approx(np.broadcast_to(table.shares[:, None, None], (4, 2, 4)))


def test_two_tables_are_equal():
    first, second = grown(), grown()
    assert np.array_equal(first.ratio, second.ratio)


def test_without_effect_is_a_bare_collector():
    assert np.all(TABLE.without_effect().ratio == 1)


def test_a_collector_that_stays_flat_has_no_ratio_to_lose():
    flat = GrowthGrid().table(lambda share, current, number: np.zeros(4))
    assert np.all(flat.ratio == 1)


def test_what_cannot_be_grown_is_refused():
    with pytest.raises(StageError, match="known by its image"):
        grown(lambda share: Line(share, refuses="this film is known by its image only"))
    faceless = Grower(FILM_ELECTRODE, [(bare_structure(), bare_transport())], DESIGN.lithium, ETHER)
    with pytest.raises(StageError, match="no outer faces"):
        faceless.deposits(Line, [1.0], (0.1, 10.0, 0))
