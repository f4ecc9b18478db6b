"""What a seed means: the generator of its random numbers, and the blocks in which they are drawn."""

GREATEST_SEED = 2**128 - 1
"""As many bits as numpy's own seeds have."""

BLOCK = 16384
"""Courses in a block. Part of what a seed means: another size gives other courses."""

GENERATOR = f"SFC64 from SeedSequence(seed, spawn_key=(purpose, block)); blocks of {BLOCK}"
"""The generator in words, for a manifest."""
