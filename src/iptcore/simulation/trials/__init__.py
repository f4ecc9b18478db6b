"""Virtual trials: randomised groups, power and sample size, and what is not known of the parameters."""
