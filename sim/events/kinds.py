"""The kinds of event a log row may tell of: past tense, one integer each.

Entity is what the row is about; `other` is its counterparty or parent. A row that moves a tranche from one
stage to another carries the stage it leaves in `item` (stages.py), so a fold needs no memory of its own.
"""

# --- tranches: entity = tranche, other = its site, kw = the tranche's critical IT kW, item = stage left
TRANCHE_DECLARED = (
    1  # a tranche enters the tables; item = the stage it is in, value = its ordinal in the site
)
LOI_CONVERTED = 2  # letter of intent became a statement of qualification
LEASE_SIGNED = 3  # -> signed
BUILDING_STARTED = 4  # -> building
TRANCHE_READY = 5  # -> ready; value = seconds late against the plan, reason = what bound it
TRANCHE_LIVE = 6  # -> live
TRANCHE_ENDED = 7  # -> gone: lease expired or site retired
LEASE_LAPSED = 8  # an LOI or SOQ ended; reason = ordinary attrition, or action, or review
LEASE_CANCELLED = 9  # a signed lease or a build ended by the operator; dollars = fee, reason
TRANCHE_DEFERRED = 10  # value = seconds added to announced and actual ready; item = stage it is in
FIT_OUT_HELD = 11  # value = seconds added to live; item = stage it is in
TRANCHE_SPLIT = 12  # entity = new tranche, kw = kW cut off, value = its ordinal, basis = the ordinal it was cut from
SLIP_ANNOUNCED = 13  # value = new announced instant; item = stage
RELEASE_TAKEN = 14  # a rival takes what was let go; other = rival, reason = why it was let go
RELEASE_RECONTRACTED = 15  # the operator takes a released tranche back; -> signed
SLOTS_RAN_OUT = 16  # a policy wanted a site and its portfolio had no slot left; entity = portfolio

# --- demand: entity = baseline row (17, 18) or request, other = holder
BASELINE_STEPPED = 17  # kw = change of level, value = new level
BASELINE_SERVED = 18  # kw = change of MW used, value = MW used now; grade = of the capacity used
REQUEST_MADE = 19  # value = instant of the wanted start
REQUEST_SERVED = 20  # value = seconds after the wanted start; by whom: holder; dollars per MW-month above class price
REQUEST_ENDED = 21  # served to its contracted end; dollars as it was served at
REQUEST_UNSERVED = 22  # never served: nobody could by its latest start
REQUEST_LEFT = 23  # promised a place and not served by its latest start
REQUEST_SHED = 24  # in service and lost its place to a fall in supply, or pre-empted; dollars as it was served at

# --- agreement: entity = request, other = provider or operator
REGIME_STARTED = 25  # entity = regime
OFFER_MADE = 26  # value = instant at which the window ends
OFFER_EXERCISED = 27  # reserved with the operator
OFFER_DECLINED = 28  # reason = unwilling or what bound it; value = headroom seen, kW
OFFER_LAPSED = 29  # silence; reason
WAIVER_GRANTED = 30  # consent to host elsewhere; reason = unwilling, waited, dated
REQUEST_RESERVED = 31  # accepted: holder = by whom, value = instant service is due
REQUEST_WAITED = 32  # unable under exclusivity: waits; value = headroom seen
SHORTFALL_BILLED = 33  # entity = fiscal year; dollars = take-or-pay shortfall

# --- money: entity = capex item (site x asset), item = asset, value = month index the row belongs to
CAPEX_DECLARED = 34  # basis says which balance; opening balances, never a flow
CAPEX_COMMITTED = 35
CAPEX_ACCRUED = 36
CAPEX_PAID = 37  # entity = asset: all items of it together
LEASE_COMMITTED = 38  # undiscounted payments enter the stock not yet commenced; entity = tranche, basis 1 = finance
LEASE_UNCOMMITTED = 39  # they leave it without commencing: cancelled or re-priced
FINANCE_LEASE_COMMENCED = 40  # dollars = present value, value = undiscounted payments leaving the stock
OPERATING_LEASE_COMMENCED = 41  # dollars = 0, value = undiscounted payments leaving the stock
RELEASE_FEE_DUE = 43  # entity = tranche; dollars
ENVELOPE_OPENED = 44  # entity = fiscal year; dollars = amount, basis = soft or hard
ENVELOPE_EXCEEDED = 45  # entity = fiscal year; dollars = overrun so far this year
SPENDING_WAITED = 46  # a start held back by a hard envelope; entity = tranche (IT), site (contracts, signing) or item
SPENDING_STARTED = 47  # a start that had waited; value = seconds waited
MONEY_FREED = 48  # entity = tranche, value = fiscal year, dollars
MONEY_REDEPLOYED = 49  # entity = site started from the slots; dollars set to work

# --- steering
ACTION_TAKEN = 50  # entity = action; kw = done
ACTION_FELL_SHORT = 51  # entity = action; kw = not done, reason; with a value: seconds not moved, other = site
REVIEW_HELD = 52  # entity = grade; kw = surplus seen (may be negative)
HORIZON_REACHED = 53

# --- further rows of the groups above
OFFER_WITHDRAWN = 54  # the request was given up while its window was open
BUILD_CANCELLED = 55  # an owned build ended by the operator; item = stage it leaves
BASELINE_SPILLED = (
    56  # entity = region; kw = change of general baseline served from AI capacity, value = kW now
)
OFFER_ASKED_ANEW = 57  # a regime change or a revived right puts a waiting request afresh; entity = request

# --- leases: entity = tranche, item = the stage it is in, but for 86 and 87
DELAY_CREDITED = 75  # the landlord pays for late delivery; dollars, value = seconds late that count
PREPAYMENT_DECLARED = 76  # an opening balance, never a flow
PREPAYMENT_PAID = 77  # at signing; dollars, cash
PREPAYMENT_CREDITED = 78  # against the rent of the month in value
PREPAYMENT_REFUNDED = 79  # the landlord's default gives it back
PREPAYMENT_FORFEITED = 80  # the tenant left
DEFERRAL_RENT_DUE = 81  # rent of the month in value, from the old date of a deferred tranche on
LEASE_EXTENDED = 82  # an option is used: basis = its place in the terms; dollars = payments added, value = new end
LEASE_REMEASURED = 83  # dollars = their present value at the day, value = undiscounted
BREAK_EXERCISED = 84  # an option is used: basis = its place in the terms; value = new end
OPTION_PASSED = 85  # an option is not used; value = headroom seen, kW, reason = term or break_option
RENT_STEPPED = 86  # entity = region; value = rent of the day over the terms' rent, in millionths
POWER_ENERGISED = 87  # entity = dated step, region; kw, value = seconds late
POWER_ALLOTTED = 88  # a tranche's place in its region's queue; value = date announced for it, basis = place
RENT_REVIEWED = 89  # a new rent begins: basis = its place in the terms; dollars = payments left, value = their worth
# --- what becomes known ahead, and what came to be done of it
ACTION_ANNOUNCED = 90  # entity = action; value = instant at which it is to be taken
END_ANNOUNCED = 91  # entity = live tranche, other = its site, item = its stage; value = instant at which it ends

BUILD_PAUSED = 93  # entity = tranche of an owned build, other = its site, item = its stage
BUILD_RESUMED = 94  # value = seconds that it stood still, added to announced and actual ready
PATH_SWITCHED = 92  # entity = baseline; value = place, by id, of the state that its path enters
TERMS_NAMED = 58  # a provider names what the operator may match: other = provider, dollars per MW-month, value = start
OFFER_MATCHED = 59  # exercised at a provider's price: other = provider, dollars per MW-month
REQUEST_PARTED = 60  # a part becomes a row of its own: entity = part, value = whose, item = its ordinal, kw = cut off
REQUEST_RETURNED = 61  # promised, not served, and back on the market; reason, value = instant of its new latest start
# --- retrofits: entity = tranche, other = its site
RETROFIT_BEGUN = 62  # leaves the stage in item as general; dollars = price of the works, value = when they end
TRANCHE_REGRADED = 63  # at the same instant: it is of grade ai from now on, and in its works
RETROFIT_ENDED = 64  # -> ready, item = the stage it leaves; dollars = price of the works


# --- subleases: entity = tranche, item = stage left, or the stage it is in
LEASE_VACATED = 65  # a ready tranche is let go and its lease runs on; reason
LEASE_SUBLET = 66  # other = rival; dollars = its rent a month, value = instant at which the lease ends

# --- at the horizon: entity = request, other = holder
REQUEST_LEFT_OPEN = 70  # promised or in service; value = instant of its end as things stand; dollars as when served

# --- what nature picks for a whole replication, told at its start
UNCERTAINTY_DRAWN = 101  # entity = uncertainty, by id; value = its factor, in millionths

# --- policies
TRANCHE_CHOSEN = 100  # a review chose it: basis = the way (codes.WAYS), dollars = its estimated consequence, value =
# dollars per MW of the next best, -1 where there was none; item = the stage it is in


def names() -> dict[int, str]:
    """Event name by code, as `LeaseSigned` for LEASE_SIGNED."""
    return {code: text.title().replace("_", "") for text, code in globals().items() if isinstance(code, int)}
