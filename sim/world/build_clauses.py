"""Clauses of lease terms as rows: ways to end, delay, prepayment, deferral."""


def clauses(row, terms) -> None:
    """Fill in what terms say beyond rent and term."""
    if terms.settlement is not None:
        row["settles"], row["reletting"] = 1, terms.settlement.reletting_cost
        for bound in ("floor", "cap"):
            months = getattr(terms.settlement, bound)
            for stage in ("soq", "signed", "building"):
                row[f"{bound}_{stage}"] = getattr(months, stage)
    row["assignment"] = -1.0 if terms.assignment is None else terms.assignment
    row["sublease"] = -1.0 if terms.sublease is None else terms.sublease
    row["rent_free_months"], row["escalator"] = terms.rent_free_months, terms.escalator
    row["long_stop"] = -1 if terms.long_stop is None else terms.long_stop
    row["delay_credit"], row["prepayment"] = terms.delay_credit, terms.prepayment
    row["defers_rent"] = terms.deferral == "rent"
