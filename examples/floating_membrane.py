"""Which waves of lithium does a membrane hold flat, and does it matter whether it sticks to the lithium?"""

from dataclasses import replace

import numpy as np

import nelumbo
from nelumbo.deposition.film_covered import membrane_layer
from nelumbo.deposition.plate.contact import Bonded, Unilateral
from nelumbo.design.template import template
from nelumbo.fidelity import fidelity_named
from nelumbo.pipeline import SerialExecutor
