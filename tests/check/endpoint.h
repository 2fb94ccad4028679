/* An endpoint under observation, told segment by segment.
 *
 * Its ISS is 999, so its text begins at 1000; the peer's is 4999, so the peer's text begins at
 * 5000. Both offer 4000 octets.  Numbers and segments are those of core/connection.h. */
#ifndef PLUMB_TESTS_CHECK_ENDPOINT_H
#define PLUMB_TESTS_CHECK_ENDPOINT_H

#include "core/connection.h"
#include "observe.h"

/* What is known of the endpoint so far, and the judgement of the segment that it sent last. */
static struct plumb_observer seen;
static struct plumb_judgement last;

static inline void begin(void) { seen = plumb_start_observer(); }

/* s reaches the endpoint. */
static inline void arrived(struct plumb_seg s) { seen = plumb_observe_arrived(seen, s); }

static inline void sent(struct plumb_seg s) {
  last = plumb_observe_sent(seen, s);
  seen = last.observer;
}

/* The endpoint sends s, which is as it should be. */
static inline void innocent(struct plumb_seg s) {
  sent(s);
  ck_assert_int_eq(last.finding, PLUMB_NO_FINDING);
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
}

/* The endpoint sends s and is accused of it: from low to high was allowed. */
static inline void guilty(enum plumb_finding finding, struct plumb_seg s, uint32_t low,
                          uint32_t high, uint32_t number) {
  sent(s);
  ck_assert_int_eq(last.finding, finding);
  ck_assert_uint_eq(last.low, low);
  ck_assert_uint_eq(last.high, high);
  ck_assert_uint_eq(last.seen, number);
}

/* The endpoint is accused of s, where no numbers tell what was allowed. */
static inline void accused(enum plumb_finding finding, struct plumb_seg s) {
  sent(s);
  ck_assert_int_eq(last.finding, finding);
}

static inline struct plumb_seg with_window(struct plumb_seg s, uint32_t wnd) {
  s.wnd = wnd;
  return s;
}

static inline struct plumb_seg with_shift(struct plumb_seg s, uint8_t shift) {
  s.options.has_shift = true;
  s.options.shift = shift;
  return s;
}

static inline struct plumb_seg with_stamp(struct plumb_seg s) {
  s.options.has_ts = true;
  return s;
}

/* The SYNs. */
static inline struct plumb_seg its_syn(void) { return segment(ISS, 0, SYN, 0); }
static inline struct plumb_seg its_syn_ack(void) { return segment(ISS, 5000, SYN | ACK, 0); }
static inline struct plumb_seg peers_syn(void) { return segment(IRS, 0, SYN, 0); }
static inline struct plumb_seg peers_syn_ack(void) { return segment(IRS, 1000, SYN | ACK, 0); }

/* The three-way handshake, the endpoint opening actively. */
static inline void opens(void) {
  begin();
  innocent(its_syn());
  arrived(peers_syn_ack());
  innocent(segment(1000, 5000, ACK, 0));
}

/* The same with window scaling by shift in both directions: of the windows 4000 only those of the
 * SYNs are octets. */
static inline void opens_scaled(uint8_t shift) {
  begin();
  innocent(with_shift(its_syn(), shift));
  arrived(with_shift(peers_syn_ack(), shift));
}

/* The same with timestamps. */
static inline void opens_stamped(void) {
  begin();
  innocent(with_stamp(its_syn()));
  arrived(with_stamp(peers_syn_ack()));
  innocent(with_stamp(segment(1000, 5000, ACK, 0)));
}

#endif
