"""The tests, as a package: a library that brings an own package of this name (Ciw does) must not stand in for it."""
