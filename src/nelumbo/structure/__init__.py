"""From a membrane's design to the film that forms: particles, areas, volumes, voxels, strength."""
