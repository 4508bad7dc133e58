"""What a timeline action does, by the number that its row holds."""

RELEASE, DEFER, HOLD, SCALE_DEMAND, SET_ENVELOPE, BUILD = 0, 1, 2, 3, 4, 5
PAUSE, RESUME, MOVE_DATES, SET_POLICY, RECONTRACT, RETROFIT = 6, 7, 8, 9, 10, 11
