"""What a seed means: which random numbers it stands for, and in what pieces they are drawn."""

GREATEST_SEED = 2**128 - 1
"""As many bits as numpy's own seeds have."""

BLOCK = 16384
"""Courses in a block. Part of what a seed means: another size gives other courses."""

GENERATOR = f"SFC64 from SeedSequence(seed, spawn_key=(purpose, block)); blocks of {BLOCK}"
"""In words, for a manifest."""
