"""What a timeline action does, by the number that its row holds."""

RELEASE, DEFER, HOLD, SCALE_DEMAND, SET_ENVELOPE, BUILD = 0, 1, 2, 3, 4, 5
