"""The film as a network of rigid bodies and elastic bonds: stiffness, tearing, puncture, indentation."""
