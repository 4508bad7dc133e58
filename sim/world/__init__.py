"""The world: tables of typed rows, a calendar, one handler per kind of event, and two engines that run them."""
