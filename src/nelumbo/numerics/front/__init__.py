"""Moving fronts on a box of cubic cells: shape, motion, carried fields and volume."""
