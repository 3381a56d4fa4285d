"""What one cycle costs: dead lithium, SEI and the roughness carried over."""
