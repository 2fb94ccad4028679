#include "watches.h"

#include <stdio.h>

/* How coarse the clock of a retransmission timer may be: half a second is common. */
#define GRAIN 500000u
/* What a busy host may add to the half second in which an ACK is due. */
#define LAG 500000u
/* The MSS of a peer whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
#define UNSAID_MSS 1220u

struct watches watches_start(void) {
  return (struct watches){.options = plumb_start_option_watch(),
                          .timers = plumb_start_timer_watch(),
                          .acks = plumb_start_ack_watch(),
                          .stamps = plumb_start_stamp_watch(),
                          .flight = plumb_start_flight_watch(),
                          .ecn = plumb_start_ecn_watch()};
}

void watches_arrived(struct watches *w, const struct plumb_seg *s, uint64_t now) {
  w->options = plumb_option_watch_arrived(w->options, *s);
  w->timers = plumb_timer_watch_arrived(w->timers);
  w->acks = plumb_ack_watch_arrived(w->acks, *s, now);
  w->stamps = plumb_stamp_watch_arrived(w->stamps, *s);
  w->flight = plumb_flight_watch_arrived(w->flight, *s, UNSAID_MSS);
  w->ecn = plumb_ecn_watch_arrived(w->ecn, *s);
}

/* ---- Charges --------------------------------------------------------------------------------- */

static uint32_t milliseconds(uint64_t time) {
  return time / 1000 < UINT32_MAX ? (uint32_t)(time / 1000) : UINT32_MAX;
}

static uint8_t judge_options(const struct watches *w, const struct plumb_seg *s) {
  enum plumb_option_fault fault = plumb_option_watch_sent(w->options, *s);
  return fault == PLUMB_NO_OPTION_FAULT ? 0 : (uint8_t)(KIND_OPTIONS + fault);
}

static uint8_t judge_timers(const struct watches *w, const struct plumb_seg *s, uint64_t now,
                            struct charge *charge) {
  enum plumb_timer_fault fault = plumb_timer_watch_sent(w->timers, *s, now, GRAIN);
  charge->low = fault == PLUMB_TIMEOUT_NOT_DOUBLED ? milliseconds(2 * w->timers.interval) : 1000;
  charge->seen = milliseconds(now - w->timers.at);
  return fault == PLUMB_NO_TIMER_FAULT ? 0 : (uint8_t)(KIND_TIMERS + fault);
}

static uint8_t judge_acks(const struct watches *w, const struct plumb_seg *s, uint64_t now,
                          struct charge *charge) {
  enum plumb_ack_fault fault = plumb_ack_watch_sent(w->acks, *s, now, LAG);
  charge->seen = milliseconds(now - w->acks.since);
  return fault == PLUMB_NO_ACK_FAULT ? 0 : (uint8_t)(KIND_ACKS + fault);
}

static uint8_t judge_stamps(const struct watches *w, const struct plumb_seg *s,
                            struct charge *charge) {
  enum plumb_stamp_fault fault = plumb_stamp_watch_sent(w->stamps, *s);
  bool echoes = fault == PLUMB_ECHO_OF_NOTHING;
  charge->low = echoes ? w->stamps.from : w->stamps.last;
  charge->high = w->stamps.from + w->stamps.span;
  charge->seen = echoes ? s->options.ts_ecr : s->options.ts_val;
  return fault == PLUMB_NO_STAMP_FAULT ? 0 : (uint8_t)(KIND_STAMPS + fault);
}

static uint8_t judge_flight(const struct watches *w, const struct plumb_seg *s,
                            struct charge *charge) {
  enum plumb_flight_fault fault = plumb_flight_watch_sent(w->flight, *s);
  charge->high = plumb_largest_window(w->flight);
  charge->seen = plumb_flight_with(w->flight, *s);
  return fault == PLUMB_NO_FLIGHT_FAULT ? 0 : (uint8_t)(KIND_FLIGHT + fault);
}

static uint8_t judge_ecn(const struct watches *w, const struct plumb_seg *s) {
  enum plumb_ecn_fault fault = plumb_ecn_watch_sent(w->ecn, *s);
  return fault == PLUMB_NO_ECN_FAULT ? 0 : (uint8_t)(KIND_ECN + fault);
}

size_t watches_sent(struct watches *w, const struct plumb_seg *s, uint64_t now,
                    struct charge charges[WATCHES]) {
  struct charge all[WATCHES] = {{.kind = 0}};
  all[0].kind = judge_options(w, s);
  all[1].kind = judge_timers(w, s, now, &all[1]);
  all[2].kind = judge_acks(w, s, now, &all[2]);
  all[3].kind = judge_stamps(w, s, &all[3]);
  all[4].kind = judge_flight(w, s, &all[4]);
  all[5].kind = judge_ecn(w, s);
  w->timers = plumb_timer_watch_after_sent(w->timers, *s, now);
  w->acks = plumb_ack_watch_after_sent(w->acks, *s);
  w->stamps = plumb_stamp_watch_after_sent(w->stamps, *s);
  w->flight = plumb_flight_watch_after_sent(w->flight, *s);
  size_t count = 0;
  for (size_t i = 0; i < WATCHES; i++)
    if (all[i].kind != 0) charges[count++] = all[i];
  return count;
}

/* ---- In words -------------------------------------------------------------------------------- */

const struct plumb_clause *watches_clause(unsigned kind) {
  switch (kind) {
  case KIND_OPTIONS + PLUMB_SACK_PERMITTED_OUTSIDE_SYN:
  case KIND_OPTIONS + PLUMB_SACK_NOT_PERMITTED:
  case KIND_OPTIONS + PLUMB_ECHO_WITHOUT_ACK:
    return plumb_option_clause((enum plumb_option_fault)(kind - KIND_OPTIONS));
  case KIND_TIMERS + PLUMB_TIMEOUT_NOT_DOUBLED:
  case KIND_TIMERS + PLUMB_TIMEOUT_BELOW_SECOND:
  case KIND_TIMERS + PLUMB_SYN_TIMEOUT_BELOW_SECOND:
    return plumb_timer_clause((enum plumb_timer_fault)(kind - KIND_TIMERS));
  case KIND_ACKS + PLUMB_ACK_TOO_LATE:
    return plumb_ack_clause((enum plumb_ack_fault)(kind - KIND_ACKS));
  case KIND_STAMPS + PLUMB_STAMP_WENT_BACK:
  case KIND_STAMPS + PLUMB_ECHO_OF_NOTHING:
    return plumb_stamp_clause((enum plumb_stamp_fault)(kind - KIND_STAMPS));
  case KIND_FLIGHT + PLUMB_WINDOW_TOO_LARGE:
    return plumb_flight_clause((enum plumb_flight_fault)(kind - KIND_FLIGHT));
  case KIND_ECN + PLUMB_ECN_SETUP_UNASKED:
  case KIND_ECN + PLUMB_ECN_SETUP_HALF:
    return plumb_ecn_clause((enum plumb_ecn_fault)(kind - KIND_ECN));
  default:
    return NULL;
  }
}

bool watches_hold_in_any_order(unsigned kind) {
  return kind == KIND_OPTIONS + PLUMB_SACK_PERMITTED_OUTSIDE_SYN ||
         kind == KIND_OPTIONS + PLUMB_ECHO_WITHOUT_ACK || kind == KIND_ECN + PLUMB_ECN_SETUP_HALF;
}

static void describe_wait(char text[FINDING_TEXT_SIZE], const char *words, uint32_t time) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s %lu.%03lu s", words, (unsigned long)time / 1000,
                 (unsigned long)time % 1000);
}

static void describe(char text[FINDING_TEXT_SIZE], const char *words) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s", words);
}

static void describe_number(char text[FINDING_TEXT_SIZE], const char *words, uint32_t number) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s %lu", words, (unsigned long)number);
}

void watches_describe(const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                      char seen[FINDING_TEXT_SIZE]) {
  switch (charge->kind) {
  case KIND_OPTIONS + PLUMB_SACK_PERMITTED_OUTSIDE_SYN:
    describe(allowed, "no SACK-permitted option without SYN");
    describe(seen, "a SACK-permitted option");
    break;
  case KIND_OPTIONS + PLUMB_SACK_NOT_PERMITTED:
    describe(allowed, "no SACK option, no SYN had permitted it");
    describe(seen, "a SACK option");
    break;
  case KIND_OPTIONS + PLUMB_ECHO_WITHOUT_ACK:
    describe(allowed, "a timestamp echo of 0 without ACK");
    describe(seen, "another one");
    break;
  case KIND_ACKS + PLUMB_ACK_TOO_LATE:
    describe_wait(allowed, "an ACK within", 500);
    describe_wait(seen, "an ACK after", charge->seen);
    break;
  case KIND_STAMPS + PLUMB_STAMP_WENT_BACK:
    describe_number(allowed, "a timestamp from", charge->low);
    describe_number(seen, "timestamp", charge->seen);
    break;
  case KIND_STAMPS + PLUMB_ECHO_OF_NOTHING:
    (void)snprintf(allowed, FINDING_TEXT_SIZE, "a timestamp echo from %lu to %lu",
                   (unsigned long)charge->low, (unsigned long)charge->high);
    describe_number(seen, "timestamp echo", charge->seen);
    break;
  case KIND_FLIGHT + PLUMB_WINDOW_TOO_LARGE:
    describe_number(allowed, "octets in flight: at most", charge->high);
    describe_number(seen, "octets in flight:", charge->seen);
    break;
  case KIND_ECN + PLUMB_ECN_SETUP_UNASKED:
    describe(allowed, "no ECN-setup SYN,ACK, no SYN had asked for it");
    describe(seen, "ECE without CWR on a SYN,ACK");
    break;
  case KIND_ECN + PLUMB_ECN_SETUP_HALF:
    describe(allowed, "both ECE and CWR on a SYN, or neither");
    describe(seen, "one of them");
    break;
  default: /* the timers */
    describe_wait(allowed, "a retransmission after at least", charge->low);
    describe_wait(seen, "after", charge->seen);
  }
}
