"""Virtual trials: randomised groups, power and sample size, and uncertainty of the parameters."""
