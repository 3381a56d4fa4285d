"""Laws and values of materials, each with unit, valid range and source."""
