"""Cathodes: published parameter sets scaled to the areal capacity of a design."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pybamm
from scipy.optimize import brentq

from nelumbo.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from nelumbo.design.cathode import Cathode
from nelumbo.design.electrolyte import Electrolyte, Separator
