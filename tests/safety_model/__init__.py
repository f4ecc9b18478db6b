"""Safety once more, written from the rules alone, to hold the gates of the protocols against."""
