/* The watch on the text in flight, in the order of spec/WatchFlight.v. */
#include "watch_flight.h"

#include "tcb.h"

struct plumb_flight_watch plumb_start_flight_watch(void) {
  return (struct plumb_flight_watch){0};
}

/*@ assigns \nothing; ensures \result == max_u32(a, b); */
static uint32_t max_u32(uint32_t a, uint32_t b) { return a <= b ? b : a; }

/* The MSS of the peer: unsaid if its SYN does not say it. */
/*@ assigns \nothing; ensures \result == flight_watch_heard(w, s, unsaid); */
static uint32_t flight_watch_heard(struct plumb_flight_watch w, struct plumb_seg s,
                                   uint16_t unsaid) {
  if (!s.ctl.syn) return w.mss;
  return s.options.has_mss ? max_u32(w.mss, s.options.mss) : max_u32(w.mss, unsaid);
}

/*@ assigns \nothing; ensures \result == later(u, x); */
static uint32_t later(uint32_t u, uint32_t x) { return seq_lt(u, x) ? x : u; }

/* How far s acknowledges, by ACK and by SACK. */
/*@ assigns \nothing; ensures \result == acknowledged_by(s, u); */
static uint32_t acknowledged_by(struct plumb_seg s, uint32_t u) {
  struct plumb_sack k = s.options.sack;
  u = later(u, s.ack);
  if (k.n >= 1) u = later(u, k.b0.right);
  if (k.n >= 2) u = later(u, k.b1.right);
  if (k.n >= 3) u = later(u, k.b2.right);
  return k.n >= 4 ? later(u, k.b3.right) : u;
}

struct plumb_flight_watch plumb_flight_watch_arrived(struct plumb_flight_watch w,
                                                     struct plumb_seg s, uint16_t unsaid) {
  if (w.opened && s.ctl.ack) {
    uint32_t reached = acknowledged_by(s, w.reached);
    uint32_t more = max_u32(w.mss, seq_sub(reached, w.reached));
    w.growth = more < PLUMB_TWO31 - w.growth ? w.growth + more : PLUMB_TWO31;
    w.reached = reached;
  }
  w.mss = flight_watch_heard(w, s, unsaid);
  return w;
}

/* s has text. */
/*@ assigns \nothing; ensures \result <==> Carries(s); */
static bool Carries(struct plumb_seg s) { return s.text > 0 && !s.ctl.rst; }

struct plumb_flight_watch plumb_flight_watch_after_sent(struct plumb_flight_watch w,
                                                        struct plumb_seg s) {
  if (s.ctl.syn && !w.opened) {
    w.opened = true;
    w.orderly = true;
    w.reached = s.seq;
    w.next = seq_add(s.seq, 1);
  } else if (Carries(s) && s.seq == w.next) {
    w.next = seq_add(w.next, s.text);
  } else if (Carries(s)) {
    w.orderly = false;
  }
  return w;
}

/* RFC 6928 section 2. */
/*@ requires mss <= 65535;
    assigns \nothing;
    ensures \result == largest_initial_window(mss) && \result <= 655350; */
static uint32_t largest_initial_window(uint32_t mss) {
  return min_u32(10 * mss, max_u32(2 * mss, 14600));
}

uint32_t plumb_flight_with(struct plumb_flight_watch w, struct plumb_seg s) {
  return seq_sub(seq_add(s.seq, s.text), w.reached);
}

uint32_t plumb_largest_window(struct plumb_flight_watch w) {
  return largest_initial_window(w.mss) + w.mss + w.growth;
}

enum plumb_flight_fault plumb_flight_watch_sent(struct plumb_flight_watch w, struct plumb_seg s) {
  if (!w.orderly || s.ctl.syn || !Carries(s) || s.seq != w.next) return PLUMB_NO_FLIGHT_FAULT;
  uint32_t flight = plumb_flight_with(w, s);
  return flight < PLUMB_TWO31 && plumb_largest_window(w) < flight ? PLUMB_WINDOW_TOO_LARGE
                                                                  : PLUMB_NO_FLIGHT_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_WINDOW_TOO_LARGE] = {"R5681-3-a", true,
                                "It had more text in flight than any congestion window allows"},
};

const struct plumb_clause *plumb_flight_clause(enum plumb_flight_fault f) { return &clauses[f]; }
