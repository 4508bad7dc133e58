"""Small closed lists that log rows refer to by number: grades, clients, reasons, assets, bases."""

NONE = -1  # any reference that does not apply

GENERAL, AI = 0, 1
GRADES = ("general", "ai")

OWN, PARTNER, OTHER = 0, 1, 2
CLIENTS = ("own", "partner", "other")

OWNED, LEASED, SERVICE = 0, 1, 2
TENURES = ("owned", "leased", "service")

TURNKEY, POWERED_SHELL = 0, 1
DELIVERIES = ("turnkey", "powered_shell")

# Reasons: why an offer was declined, a tranche was late, an action fell short, capacity ended.
UNWILLING = 0  # could, and chose not to
POWER = 1
SPACE = 2
CHIPS = 3
MONEY = 4
SHARE_CAP = 5
POLICY = 6
ATTRITION = 7  # ordinary: the draw of the conversion said no
ACTION = 8  # a timeline action
REVIEW = 9  # a portfolio review
CONSTRUCTION = 10
SILENCE = 11  # no answer within the window
WAITED = 12  # the waiting time ran out
DATED = 13  # a dated waiver or a standing approval
EXHAUSTED = 14  # nothing left that fits
LATE_START = 15  # the latest start passed
TERM = 16  # a contract reached its end
LONG_STOP = 17  # delivery came too late: the tenant leaves free
BREAK_OPTION = 18  # a lease ended early by its own terms
RELET = 19  # a rival took it: what leaving costs is settled
TAKEN_BACK = 20  # the operator took it back: the same
CAP_REACHED = 21  # nobody took it: the most that leaving can cost is due
DEFERRAL_LIMIT = 22  # deferrals of a tranche have added up to the most they may
DELIVERED = 23  # ready or live already
PAST = 24  # the date would lie in the past
# The first of ASC 842's five tests that a lease met at signing, or that it met none.
TRANSFER, PURCHASE_OPTION, LEASE_TERM, PRESENT_VALUE, NO_ALTERNATIVE_USE, NO_TEST_MET = 25, 26, 27, 28, 29, 30
LEASE_TESTS = TRANSFER
CURE = 31  # the cure period passed
ASSIGNED = 32  # a rival took the lease over: what leaving costs is its fee
SUBLET = 33  # vacated, and its lease runs on
REASONS = ("unwilling", "power", "space", "chips", "money", "share_cap", "policy", "attrition", "action", "review",
           "construction", "silence", "waited", "dated", "exhausted", "late_start", "term",
           "long_stop", "break_option", "relet", "taken_back", "cap_reached", "deferral_limit", "delivered", "past",
           "transfer", "purchase_option", "lease_term", "present_value", "no_alternative_use", "no_test_met",
           "cure", "assigned", "sublet")

# Assets: the cost classes that capex items, envelopes' scopes and charts name.
LAND, FACILITY, SERVERS = 0, 1, 2  # one item of each per site; servers with their network
SITE_ASSETS = 3
REFRESH_GENERAL, REFRESH_AI = 3, 4  # one item of each
OTHER_CAPEX = 5  # outside data centers
REDEPLOYED = 6  # short-lived assets bought with freed money
FINANCE_LEASES = 7
ASSETS = ("land", "facility", "servers", "refresh_general", "refresh_ai", "other", "redeployed",
          "finance_leases")
LONG_LIVED = (True, True, False, False, False, False, False, True)  # 15 years and more

COMMITMENT, ACCRUAL, CASH = 0, 1, 2
BASES = ("commitment", "accrual", "cash")

SOFT, HARD = 0, 1

EXCLUSIVE, RIGHT_OF_FIRST_REFUSAL, OPEN, COMMITTED = 0, 1, 2, 3
REGIMES = ("exclusive", "right_of_first_refusal", "open", "committed")
ON_REQUEST, THIRD_PARTY_OFFER = 0, 1
TRIGGERS = ("on_request", "third_party_offer")

# Ways in which a portfolio review changes what is expected.
BY_LAPSE, BY_CANCELLATION, BY_DEFERRAL, BY_RESUMPTION, BY_CONVERSION, BY_TAKING_BACK, BY_SIGNING, BY_RETROFIT = range(8)
WAYS = ("lapse", "cancel", "defer", "resume", "convert", "take_back", "sign", "retrofit")
