/* The model of ten-thousand-events.yaml in plain C: the same tables, keys, draws and log rows as the handlers of
 * sim/world, without what the scenario has none of (money, reviews, providers, parts of requests), and with a plain
 * binary heap for its calendar.
 *
 * usage: program PARAMETERS log FIRST COUNT     the rows of COUNT replications to standard output
 *        program PARAMETERS time FIRST COUNT    seconds of processor time, events, rows, a sum over the folded series
 *        program PARAMETERS sums FIRST COUNT    the folded series of each replication to standard output
 *
 * PARAMETERS is a file of 64-bit words that c_program.py writes: the fields of `Given` in their order, then the starts
 * of the months, the posting table, and where each event begins in it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef int64_t i64;
typedef uint64_t u64;

static struct Given {
    i64 seed, months, horizon, slots, live_kw, size_kw;
    double per_second, mean_duration;
    i64 window, free_period, key, gap, duration, years, year_opens, postings, kinds_of_event, cells;
} given;

/* --- draws: Philox 4x64-10 and a logarithm by IEEE arithmetic alone */

static double uniform(u64 seed, u64 replication, u64 stream, u64 entity, u64 occasion) {
    u64 a = stream, b = entity, c = occasion, d = 0;
    for (int round = 0; round < 10; round++) {
        unsigned __int128 first = (unsigned __int128)0xD2E7470EE14C6C93u * a;
        unsigned __int128 second = (unsigned __int128)0xCA5A826395121157u * c;
        a = (u64)(second >> 64) ^ b ^ seed;
        b = (u64)second;
        c = (u64)(first >> 64) ^ d ^ replication;
        d = (u64)first;
        seed += 0x9E3779B97F4A7C15u;
        replication += 0xBB67AE8584CAA73Bu;
    }
    return (double)(i64)((a >> 11) | 1) * 0x1p-53;
}

static double logarithm(double x) { /* of a positive, finite, normal number */
    u64 bits;
    memcpy(&bits, &x, 8);
    i64 k = (i64)(bits >> 52) - 1022;
    bits = (bits & 0xFFFFFFFFFFFFFu) | 0x3FE0000000000000u;
    double m;
    memcpy(&m, &bits, 8);
    if (m < 0.70710678118654752440) {
        m *= 2.0;
        k--;
    }
    double f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
    double odd = 6.666666666666735130e-01 + w * (
        2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860510658591e-01));
    double even = 3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01);
    double half_square = 0.5 * f * f;
    double rest = s * (half_square + (z * odd + w * even));
    return (double)k * 6.93147180369123816490e-01 - ((half_square - (rest + (double)k * 1.90821492927058770002e-10)) - f);
}

static double logarithm_of_one_plus(double x) {
    double y = 1.0 + x;
    return logarithm(y) - ((y - 1.0) - x) / y;
}

static i64 round_half_even(double x) { return (i64)__builtin_rint(x); }

/* --- tables */

enum { ENDS = 7, YEAR_OPENS = 1, BASELINE_STEP = 17, ARRIVES, DUE_NOW, GIVES_UP, AGREEMENT_CLOCK, ANSWERED, RETRY,
       WINDOW_ENDS, ALLOCATE = 29, MONTH_ENDS, KINDS };
static const int RANKS[KINDS] = {1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 7, 8, 8, 8, 9, 10,
                                 11};
enum { ENTITY_BITS = 24, KIND_BITS = 6, INSTANT_SHIFT = 30 };
enum { FREE, ASKED, OFFERED, RESERVED, DUE, IN_SERVICE, ENDED, UNSERVED };
enum { AI = 1, PARTNER = 1, LIVE = 7, UNABLE = 2, LATE_START = 15, TERM = 16, PRIORITY = 5 };
enum { TRANCHE_DECLARED = 1, REQUEST_MADE = 19, REQUEST_SERVED, REQUEST_ENDED, REQUEST_UNSERVED, OFFER_MADE = 26,
       EXERCISED, DECLINED, LAPSED, REQUEST_RESERVED = 31, HORIZON_REACHED = 53, WITHDRAWN = 54, ASKED_ANEW = 57,
       LEFT_OPEN = 70 };
#define NO_LIMIT ((i64)1 << 60)
#define BUFFER_ROWS 4096

typedef struct { i64 replication, sequence, instant, event, entity, other, region, grade, holder, client, workload, kw,
                     dollars, basis, item, reason, value, cause; } Row;
typedef struct { i64 due, cause; } Wake;
typedef struct { i64 ordinal, kw, state, start, latest, duration, window_ends, free_until, offers, holder, region,
                     accepted_at, due, served_at, ends_at, owed_from, owed_to, queue, queued_at, previous, next; } Request;
typedef struct { i64 first, last; } Queue;
typedef struct { i64 live_kw, claimed_kw, kept_kw, forecast_until, forecast_month, curve_month, curve_live_kw; } Pool;
typedef struct { i64 supply_kw, owed_kw, baseline_kw, headroom_kw; } Outlook;

static i64 replication, now, kind, month, events, sequence, handled_from, cause, keys, logged, rows_in_all, made, reached_at;
static double target, reached;
static Pool pools[2];
static Queue queues[5];
static i64 *starts, *postings, *first_posting, *asked, *seen, *sums, *heap;
static Outlook *outlook;
static Request *requests;
static Wake *wakes[KINDS];
static Row rows[2 * BUFFER_ROWS];
static void (*hand_over)(void);

/* --- the calendar: a binary heap of packed keys, and the one pending wake-up of a kind that an entity may have */

static void push(i64 key) {
    i64 at = keys++;
    while (at > 0) {
        i64 parent = (at - 1) >> 1;
        if (heap[parent] <= key) break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = key;
}

static i64 pop(void) {
    i64 smallest = heap[0], count = --keys, key = heap[count], at = 0;
    for (;;) {
        i64 child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && heap[child + 1] < heap[child]) child++;
        if (heap[child] >= key) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = key;
    return smallest;
}

static void schedule(int what, i64 entity, i64 instant) {
    Wake *wake = &wakes[what][entity];
    if (instant < now) instant = now;
    if (instant > given.horizon || (instant == given.horizon && what != MONTH_ENDS)) {
        wake->due = -1;
        return;
    }
    if (wake->due == instant) return;
    wake->due = instant;
    wake->cause = sequence > handled_from ? sequence - 1 : cause;
    push(instant << INSTANT_SHIFT | (i64)what << ENTITY_BITS | entity);
}

static void schedule_given(int what, i64 entity, i64 instant) {
    schedule(what, entity, instant);
    wakes[what][entity].cause = -1;
}

static void cancel(int what, i64 entity) { wakes[what][entity].due = -1; }

/* --- the log */

static Row *log_row(i64 event, i64 entity) {
    Row *row = &rows[logged++];
    *row = (Row){replication, sequence++, now, event, entity, -1, -1, -1, -1, -1, -1, 0, 0, -1, -1, -1, 0, cause};
    return row;
}

static Row *tell(i64 event, i64 r) {
    Request *request = &requests[r];
    Row *row = log_row(event, r);
    row->other = row->holder = request->holder;
    row->region = request->region;
    row->grade = AI;
    row->client = PARTNER;
    row->workload = 0;
    row->kw = request->kw;
    return row;
}

/* --- queues */

static int goes_before(i64 a, i64 b) {
    if (requests[a].queued_at != requests[b].queued_at) return requests[a].queued_at < requests[b].queued_at;
    return a < b;
}

static void join_after(i64 queue, i64 r, i64 after) {
    Queue *q = &queues[queue];
    Request *request = &requests[r];
    i64 following = after < 0 ? q->first : requests[after].next;
    request->queue = queue;
    request->previous = after;
    request->next = following;
    if (after < 0) q->first = r; else requests[after].next = r;
    if (following < 0) q->last = r; else requests[following].previous = r;
}

static void join_in_order(i64 queue, i64 r, i64 since) {
    requests[r].queued_at = since;
    i64 after = queues[queue].last;
    while (after >= 0 && goes_before(r, after)) after = requests[after].previous;
    join_after(queue, r, after);
}

static void join_last(i64 queue, i64 r, i64 since) {
    requests[r].queued_at = since;
    join_after(queue, r, queues[queue].last);
}

static void leave(i64 r) {
    Request *request = &requests[r];
    if (request->queue < 0) return;
    Queue *q = &queues[request->queue];
    if (request->previous < 0) q->first = request->next; else requests[request->previous].next = request->next;
    if (request->next < 0) q->last = request->previous; else requests[request->next].previous = request->previous;
    request->queue = request->previous = request->next = -1;
}

static void wait(i64 r, i64 since) { if (requests[r].queue != 0) join_in_order(0, r, since); }
static void stop_waiting(i64 r) { if (requests[r].queue == 0) leave(r); }
static i64 contending(i64 pool) { return 1 + 2 * pool; }
static i64 serving(i64 pool) { return 2 + 2 * pool; }

/* --- the outlook: supply, reservations and headroom of a pool by month */

static i64 month_of(i64 instant) {
    if (instant >= given.horizon) return given.months;
    i64 m = instant / 2629800;
    if (m > given.months - 1) m = given.months - 1;
    while (m > 0 && starts[m] > instant) m--;
    while (starts[m + 1] <= instant) m++;
    return m;
}

static i64 month_from(i64 instant) {
    if (instant > starts[given.months]) return given.months + 1;
    i64 m = month_of(instant);
    return starts[m] < instant ? m + 1 : m;
}

static Outlook *slot(i64 pool, i64 m) { return &outlook[pool * (given.months + 2) + m]; }

static Outlook *changing(i64 pool, i64 m) {
    pools[pool].curve_month = -1;
    return slot(pool, m);
}

static void disown(i64 r) {
    Request *request = &requests[r];
    if (request->owed_from < 0) return;
    changing(AI, request->owed_from)->owed_kw -= request->kw;
    changing(AI, request->owed_to)->owed_kw += request->kw;
    request->owed_from = -1;
}

static void owe(i64 r, i64 first, i64 end) {
    disown(r);
    Request *request = &requests[r];
    i64 start = month_from(first), stop = month_from(end);
    if (start >= stop) return;
    if (stop > given.months + 1) stop = given.months + 1;
    changing(AI, start)->owed_kw += request->kw;
    changing(AI, stop)->owed_kw -= request->kw;
    request->owed_from = start;
    request->owed_to = stop;
}

static i64 room_now(i64 pool) { return pools[pool].live_kw - pools[pool].claimed_kw; }

static void work_out(i64 pool) {
    Pool *p = &pools[pool];
    if (now >= p->forecast_until || p->forecast_month != month) {
        for (i64 m = month + 1; m <= given.months; m++) slot(pool, m)->baseline_kw = 0;
        p->forecast_until = given.horizon + 1;
        p->forecast_month = month;
        p->curve_month = -1;
    }
    if (p->curve_month == month && p->curve_live_kw == p->live_kw) return;
    i64 supply = p->live_kw, owed = 0;
    for (i64 m = 0; m <= month; m++) owed += slot(pool, m)->owed_kw;
    for (i64 m = month + 1; m <= given.months; m++) {
        Outlook *row = slot(pool, m);
        supply += row->supply_kw;
        owed += row->owed_kw;
        row->headroom_kw = supply - owed - row->baseline_kw;
    }
    p->curve_month = month;
    p->curve_live_kw = p->live_kw;
}

static i64 least_headroom(i64 pool, i64 from, i64 end, i64 enough) {
    i64 least = NO_LIMIT;
    if (from <= now) {
        least = room_now(pool);
        if (least < enough) return least;
    }
    i64 first = month_from(from > now + 1 ? from : now + 1), stop = month_from(end);
    if (stop > given.months) stop = given.months;
    if (first >= stop && from > now) {
        first = month_of(from);
        stop = first + 1;
        if (first <= month) return room_now(pool);
    }
    work_out(pool);
    for (i64 m = first; m < stop; m++) {
        i64 headroom = slot(pool, m)->headroom_kw;
        if (headroom < least) least = headroom;
        if (least < enough) return least;
    }
    return least;
}

/* --- claims and allocation */

static void take_place(i64 r) {
    Request *request = &requests[r];
    if (request->state == IN_SERVICE) {
        pools[AI].kept_kw += request->kw;
        join_last(serving(AI), r, request->accepted_at);
    } else {
        join_in_order(contending(AI), r, request->accepted_at);
    }
}

static void give_back(i64 r) {
    Request *request = &requests[r];
    pools[AI].claimed_kw -= request->kw;
    if (request->queue == serving(AI)) pools[AI].kept_kw -= request->kw;
    leave(r);
    disown(r);
}

static void changed(void) {
    schedule(ALLOCATE, 0, now);
    if (queues[0].first >= 0 && RANKS[RETRY] > RANKS[kind]) schedule(RETRY, 0, now);
}

static void serve(i64 r) {
    Request *request = &requests[r];
    request->state = IN_SERVICE;
    request->served_at = now;
    request->ends_at = now + request->duration;
    leave(r);
    take_place(r);
    tell(REQUEST_SERVED, r)->value = now - request->start;
    cancel(GIVES_UP, r);
    schedule(ENDS, r, request->ends_at);
    owe(r, now, request->ends_at);
}

static void on_allocate(void) {
    for (i64 pool = 0; pool < 2; pool++) {
        i64 room = pools[pool].live_kw - pools[pool].kept_kw;
        for (i64 r = queues[contending(pool)].first, following; r >= 0; r = following) {
            following = requests[r].next;
            if (requests[r].state == DUE && requests[r].kw <= room) {
                room -= requests[r].kw;
                serve(r);
            }
        }
    }
}

/* --- requests under a right of first refusal whose trigger is the request itself */

static i64 next_arrival(void) {
    i64 at = reached_at;
    double left = target - reached;
    for (i64 m = month_of(at); m < given.months; m++) {
        i64 end = starts[m + 1];
        if (given.per_second * (double)(end - at) >= left) return at + round_half_even(left / given.per_second);
        left -= given.per_second * (double)(end - at);
        at = end;
    }
    return -1;
}

static int await_arrival(void) {
    target += -logarithm(uniform(given.seed, replication, given.gap, given.key, made));
    i64 at = next_arrival();
    if (at > now || (at == 0 && kind < 0)) {
        schedule_given(ARRIVES, 0, at);
        return 0;
    }
    return at == now;
}

static void offer(i64 r) {
    Request *request = &requests[r];
    stop_waiting(r);
    request->state = OFFERED;
    request->window_ends = now + given.window;
    request->offers++;
    tell(OFFER_MADE, r)->value = request->window_ends;
    schedule(ANSWERED, r, now);
}

static int arrive(void) {
    i64 r = made++;
    reached = target;
    reached_at = now;
    if (r >= given.slots) {
        fputs("more requests than there are rows\n", stderr);
        exit(1);
    }
    double u = uniform(given.seed, replication, given.duration, given.key, r);
    i64 duration = round_half_even(-given.mean_duration * logarithm_of_one_plus(-u));
    requests[r] = (Request){.ordinal = r, .kw = given.size_kw, .state = ASKED, .start = now, .latest = now,
        .duration = duration < 1 ? 1 : duration, .free_until = -1, .holder = -1, .region = -1, .served_at = -1,
        .owed_from = -1, .queue = -1, .previous = -1, .next = -1};
    tell(REQUEST_MADE, r)->value = now;
    int more = await_arrival();
    schedule(GIVES_UP, r, requests[r].latest + 1);
    offer(r);
    return more;
}

static void accept(i64 r) {
    Request *request = &requests[r];
    stop_waiting(r);
    cancel(AGREEMENT_CLOCK, r);
    request->holder = request->region = 0;
    request->accepted_at = request->due = now;
    request->state = RESERVED;
    tell(REQUEST_RESERVED, r)->value = now;
    owe(r, now, now + request->duration);
    request->state = DUE;
    pools[AI].claimed_kw += request->kw;
    take_place(r);
    changed();
}

static void on_answered(i64 r) {
    Request *request = &requests[r];
    i64 end = now + request->duration, headroom = least_headroom(AI, now, end, request->kw);
    if (headroom >= request->kw) {
        Row *row = tell(EXERCISED, r);
        row->other = row->region = 0;
        row->value = headroom;
        accept(r);
        return;
    }
    Row *row = tell(DECLINED, r);
    row->other = 0;
    row->reason = UNABLE;
    row->value = least_headroom(AI, now, end, -NO_LIMIT);
    request->state = ASKED;
    request->free_until = now + given.free_period;
    schedule(AGREEMENT_CLOCK, r, request->free_until);
    wait(r, request->start);
}

static void on_ends(i64 r) {
    requests[r].state = ENDED;
    tell(REQUEST_ENDED, r)->reason = TERM;
    give_back(r);
    changed();
}

static void on_gives_up(i64 r) {
    Request *request = &requests[r];
    if (request->state == OFFERED) {
        cancel(ANSWERED, r);
        cancel(WINDOW_ENDS, r);
        tell(WITHDRAWN, r)->reason = LATE_START;
    }
    if (request->state == ASKED || request->state == OFFERED) {
        stop_waiting(r);
        cancel(AGREEMENT_CLOCK, r);
        request->state = UNSERVED;
        tell(REQUEST_UNSERVED, r)->reason = LATE_START;
    }
}

static void on_agreement_clock(i64 r) {
    requests[r].free_until = -1;
    tell(ASKED_ANEW, r);
    stop_waiting(r);
    offer(r);
}

static void on_retry(void) {
    /* Who waits is in its free period, and there is nobody else to ask. */
}

static void on_month_ends(i64 m) {
    for (i64 pool = 0; pool < 2; pool++) {
        i64 claimed = 0, used = 0;
        for (i64 queue = contending(pool); queue <= serving(pool); queue++)
            for (i64 r = queues[queue].first; r >= 0; r = requests[r].next) {
                claimed += requests[r].kw;
                if (requests[r].state == IN_SERVICE) used += requests[r].kw;
            }
        if (claimed != pools[pool].claimed_kw || used > pools[pool].live_kw) {
            fputs("a pool's claims are not those of its requests\n", stderr);
            exit(1);
        }
    }
    if (m + 1 < given.months) return;
    for (i64 r = 0; r < given.slots; r++)
        if (requests[r].state >= RESERVED && requests[r].state <= IN_SERVICE)
            tell(LEFT_OPEN, r)->value = requests[r].ends_at;
    log_row(HORIZON_REACHED, 0);
}

/* --- a replication */

static void handle(i64 key) {
    i64 instant = key >> INSTANT_SHIFT, what = key >> ENTITY_BITS & ((1 << KIND_BITS) - 1);
    i64 entity = key & ((1 << ENTITY_BITS) - 1);
    Wake *wake = &wakes[what][entity];
    if (wake->due != instant) return;
    wake->due = -1;
    cause = wake->cause;
    now = instant;
    kind = what;
    handled_from = sequence;
    events++;
    while (month + 1 < given.months && starts[month + 1] <= now) month++;
    switch (kind) {
    case ENDS: on_ends(entity); break;
    case BASELINE_STEP: pools[0].forecast_until = pools[1].forecast_until = 0; break;
    case ARRIVES: while (arrive()); break;
    case GIVES_UP: on_gives_up(entity); break;
    case AGREEMENT_CLOCK: on_agreement_clock(entity); break;
    case ANSWERED: on_answered(entity); break;
    case RETRY: on_retry(); break;
    case ALLOCATE: on_allocate(); break;
    case MONTH_ENDS: on_month_ends(entity); break;
    case YEAR_OPENS: break;
    }
}

static const int WOKEN[] = {ENDS, GIVES_UP, AGREEMENT_CLOCK, ANSWERED, WINDOW_ENDS};

static void prepare(i64 of) {
    replication = of;
    now = month = events = sequence = handled_from = keys = logged = made = reached_at = rows_in_all = 0;
    kind = cause = -1;
    target = reached = 0.0;
    for (size_t k = 0; k < sizeof WOKEN / sizeof *WOKEN; k++)
        memset(wakes[WOKEN[k]], 0xFF, (size_t)given.slots * sizeof(Wake));
    memset(requests, 0, (size_t)given.slots * sizeof(Request));
    memset(outlook, 0, 2 * (size_t)(given.months + 2) * sizeof(Outlook));
    memset(sums, 0, (size_t)(given.cells * (given.months + 1)) * sizeof(i64));
    memset(asked, 0xFF, (size_t)given.slots * sizeof(i64));
    memset(seen, 0, (size_t)given.slots * sizeof(i64));
    for (int q = 0; q < 5; q++) queues[q] = (Queue){-1, -1};
    for (int p = 0; p < 2; p++) pools[p] = (Pool){.live_kw = p == AI ? given.live_kw : 0, .curve_month = -1};
    Row *row = log_row(TRANCHE_DECLARED, 0);
    row->other = row->region = row->holder = 0;
    row->grade = AI;
    row->kw = given.live_kw;
    row->item = LIVE;
    for (i64 y = 1; y < given.years; y++) schedule_given(YEAR_OPENS, y, given.year_opens);
    await_arrival();
    for (i64 m = 1; m < given.months; m++) schedule_given(BASELINE_STEP, m, starts[m]);
    for (i64 m = 0; m < given.months; m++) schedule_given(MONTH_ENDS, m, starts[m + 1]);
    schedule_given(ALLOCATE, 0, 0);
}

static void run(i64 of) {
    prepare(of);
    while (keys > 0) {
        handle(pop());
        if (logged >= BUFFER_ROWS) {
            hand_over();
            rows_in_all += logged;
            logged = 0;
        }
    }
    hand_over();
    rows_in_all += logged;
}

/* --- the fold: rows posted to series, as sim/metrics/kernel.py does */

static i64 month_at(i64 instant) {
    i64 low = 0, high = given.months + 1;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (starts[middle] <= instant) low = middle + 1; else high = middle;
    }
    return low > 0 ? low - 1 : 0;
}

static void fold(void) {
    enum { AMOUNT, SIGN, WHEN, LEVEL, ONCE, OFFSET, MASKS, STRIDES = 11, LENGTHS = 16, WIDTH = 21 };
    enum { DUE_THEN = 1, BOOKED, WHEN_ASKED, AFTER_START };
    static const int CONDITIONS[] = {8, 9, 13, 14, 15}, SPLITS[] = {6, 7, 8, 9, 14};
    for (i64 at = 0; at < logged; at++) {
        const i64 *row = (const i64 *)&rows[at];
        i64 instant = row[2], event = row[3], entity = row[4], value = row[16];
        if (event == REQUEST_MADE) asked[entity] = month_at(instant);
        for (i64 p = first_posting[event]; p < first_posting[event + 1]; p++) {
            const i64 *posting = &postings[p * WIDTH];
            int counted = 1;
            for (int k = 0; k < 5 && counted; k++) {
                i64 bit = row[CONDITIONS[k]] + 1;
                counted = posting[MASKS + k] >> (bit < 62 ? bit : 62) & 1;
            }
            if (!counted) continue;
            if (posting[ONCE] != 0 && entity < given.slots) {
                if ((seen[entity] & posting[ONCE]) != 0 == (posting[SIGN] > 0)) continue;
                seen[entity] ^= posting[ONCE];
            }
            i64 m;
            if (posting[WHEN] == BOOKED) m = value;
            else if (posting[WHEN] == DUE_THEN && value > instant) m = month_at(value);
            else if (posting[WHEN] == WHEN_ASKED && entity < given.slots && asked[entity] != -1) m = asked[entity];
            else if (posting[WHEN] == AFTER_START && instant <= 0) m = -2;
            else if (posting[LEVEL] == 1 && instant <= 0) m = -1;
            else m = month_at(instant);
            if (m < -1 || m >= given.months) continue;
            i64 cell = posting[OFFSET];
            for (int k = 0; k < 5; k++) {
                i64 named = row[SPLITS[k]], places = posting[LENGTHS + k];
                cell += posting[STRIDES + k] * (0 <= named && named < places ? named : places - 1);
            }
            sums[cell * (given.months + 1) + m + 1] += posting[SIGN] * row[posting[AMOUNT]];
        }
    }
}

static void write_rows(void) { fwrite(rows, sizeof(Row), (size_t)logged, stdout); }

static i64 *words(FILE *file, i64 count) {
    i64 *made_room = calloc((size_t)count + 1, sizeof(i64));
    if (made_room == NULL || (file != NULL && fread(made_room, sizeof(i64), (size_t)count, file) != (size_t)count)) {
        fputs("the file of parameters is too short\n", stderr);
        exit(1);
    }
    return made_room;
}

static void open_tables(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(&given, sizeof given, 1, file) != 1) {
        fputs("no file of parameters\n", stderr);
        exit(1);
    }
    starts = words(file, given.months + 1);
    postings = words(file, given.postings * 21);
    first_posting = words(file, given.kinds_of_event + 1);
    fclose(file);
    for (int k = 0; k < KINDS; k++) {
        wakes[k] = (Wake *)words(NULL, 2 * given.slots);
        memset(wakes[k], 0xFF, (size_t)given.slots * sizeof(Wake));
    }
    requests = (Request *)words(NULL, given.slots * (i64)(sizeof(Request) / 8));
    outlook = (Outlook *)words(NULL, 2 * (given.months + 2) * 4);
    heap = words(NULL, 8 * given.slots + 1024);
    asked = words(NULL, given.slots);
    seen = words(NULL, given.slots);
    sums = words(NULL, given.cells * (given.months + 1));
}

int main(int count_of_words, char **word) {
    if (count_of_words != 5) return 2;
    open_tables(word[1]);
    i64 first = atoll(word[3]), count = atoll(word[4]), all_events = 0, all_rows = 0, total = 0;
    i64 places = given.cells * (given.months + 1);
    hand_over = word[2][0] == 'l' ? write_rows : fold;
    clock_t begun = clock();
    for (i64 r = first; r < first + count; r++) {
        run(r);
        all_events += events;
        all_rows += rows_in_all;
        for (i64 c = 0; c < places; c++) total += sums[c];
        if (word[2][0] == 's') fwrite(sums, sizeof(i64), (size_t)places, stdout);
    }
    if (word[2][0] == 't')
        printf("%.9f %lld %lld %lld\n", (double)(clock() - begun) / CLOCKS_PER_SEC, (long long)all_events,
               (long long)all_rows, (long long)total);
    return 0;
}
