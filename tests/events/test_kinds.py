"""The list of kinds of event is closed and its names are past tense."""

from sim.events import codes, kinds


def test_every_kind_has_a_number_of_its_own():
    numbers = [value for name, value in vars(kinds).items() if name.isupper() and isinstance(value, int)]
    assert len(set(numbers)) == len(numbers) == len(kinds.names())
    assert len(numbers) > 50


def test_names_are_written_as_one_word():
    assert kinds.names()[kinds.LEASE_SIGNED] == "LeaseSigned"
    assert all(name.isidentifier() and name[0].isupper() for name in kinds.names().values())


def test_codes_are_the_places_of_their_names():
    for names in (codes.REASONS, codes.ASSETS, codes.REGIMES, codes.TRIGGERS):
        for place, name in enumerate(names):
            assert getattr(codes, "OTHER_CAPEX" if name == "other" else name.upper()) == place
    assert len(codes.LONG_LIVED) == len(codes.ASSETS)
