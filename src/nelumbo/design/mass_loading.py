"""Copy mass loadings between electrodes that are built to the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nelumbo.design.keys import dotted, suggestion, tables
from nelumbo.design.libraries import Resolved
from nelumbo.design.membrane import AMOUNTS, amount_fault
from nelumbo.design.part import Fault
from nelumbo.errors import Problem

_STAND_IN = "1e-6 mg/cm^2"
"""Loading given to a membrane whose own is refused, so that the rest of it is still checked."""


def share_loadings(resolved: Resolved) -> list[Problem]:
    """Give every membrane with ``same_loading_as`` the loading of the electrode that it names.

    Names may lead over several electrodes. Loadings are put into the tree, and the place where they are written
    into its origins.

    Returns:
        none or several of `AMOUNTS`, unknown and bare electrodes, electrodes without a loading, circles.
    """
    links = _links(resolved.tree)
    problems = []
    for place in links.membranes:
        fault = links.fault(place)
        if fault is not None:
            key = dotted(("electrode", place, "membrane", fault.field), resolved.tree)
            problems.append(Problem(key, fault.expected, fault.got, fault.remedy))
    stated = {place: m["mass_loading"] for place, m in links.membranes.items() if "mass_loading" in m}
    for place, membrane in links.membranes.items():
        source = links.chain(place)[-1]
        if place not in stated and _amounts(membrane) in ([], ["same_loading_as"]):
            membrane["mass_loading"] = stated.get(source, _STAND_IN)
            if source in stated:
                resolved.origins["electrode", place, "membrane", "mass_loading"] = (
                    *("electrode", source, "membrane", "mass_loading"),
                )
    return problems


@dataclass(frozen=True)
class _Links:
    """Electrodes by place in the file: their ids, the tables of their packed membranes, and those with images."""

    places: dict[str, int]
    membranes: dict[int, dict[str, Any]]
    imaged: frozenset[int]

    def chain(self, place: int) -> list[int]:
        """Return the electrodes that ``same_loading_as`` leads over; a circle ends where it closes."""
        chain = [place]
        while len(set(chain)) == len(chain):
            name = self.membranes[chain[-1]].get("same_loading_as")
            following = self.places.get(name) if isinstance(name, str) else None
            if following not in self.membranes:
                break
            chain.append(following)
        return chain

    def fault(self, place: int) -> Fault | None:
        """Say what is wrong with how the membrane at a place gets its loading."""
        given = _amounts(self.membranes[place])
        if len(given) != 1:
            return amount_fault(given)
        name = self.membranes[place].get("same_loading_as")
        return self._link_fault(place, name) if isinstance(name, str) else None

    def _link_fault(self, place: int, name: str) -> Fault | None:
        expected = "the id of another electrode with a membrane"
        others = [other for other, at in self.places.items() if at in self.membranes and at != place]
        if name not in self.places:
            remedy = suggestion(name, others, "give mass_loading instead")
            return Fault("same_loading_as", expected, repr(name), remedy)
        if self.places[name] == place:
            return Fault(
                "same_loading_as", expected, f"{name!r}, the electrode itself", "give mass_loading instead"
            )
        if self.places[name] not in self.membranes:
            remedy = "name an electrode with a membrane or give mass_loading instead"
            got = "whose loading is that of its image" if self.places[name] in self.imaged else "a bare electrode"
            return Fault("same_loading_as", expected, f"{name!r}, {got}", remedy)
        chain = self.chain(place)
        if len(chain) > 1 and chain[-1] == place:
            names = {at: other for other, at in self.places.items()}
            circle = " -> ".join(names[at] for at in chain)
            remedy = "give one of them a mass_loading"
            return Fault("same_loading_as", "an electrode whose loading is given", f"the circle {circle}", remedy)
        last = _amounts(self.membranes[chain[-1]])
        if last in (["thickness"], ["layers"]):
            remedy = f"give {last[0]} here too, or a mass_loading there"
            return Fault(
                "same_loading_as", "an electrode with a mass_loading", f"{name!r}, built to {last[0]}", remedy
            )
        return None


def _amounts(membrane: dict[str, Any]) -> list[str]:
    """Keys that say how much of the particles there is."""
    return [key for key in AMOUNTS if key in membrane]


def _links(tree: dict[str, Any]) -> _Links:
    electrodes = list(tables(tree, "electrode"))
    membranes = {place: e["membrane"] for place, e in electrodes if isinstance(e.get("membrane"), dict)}
    return _Links(
        {electrode["id"]: place for place, electrode in electrodes if isinstance(electrode.get("id"), str)},
        {place: membrane for place, membrane in membranes.items() if "image" not in membrane},
        frozenset(place for place, membrane in membranes.items() if "image" in membrane),
    )
