"""What a course says by itself: pure functions of a course, to which not recorded is an answer."""
