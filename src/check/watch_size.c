/* The watch on the size of segments, in the order of spec/WatchSize.v. */
#include "watch_size.h"

struct plumb_size_watch plumb_start_size_watch(void) {
  return (struct plumb_size_watch){.mss = 0};
}

/* The MSS of the peer: unsaid if its SYN does not say it. */
/*@ assigns \nothing; ensures \result == mss_of(s, unsaid); */
static uint16_t mss_of(struct plumb_seg s, uint16_t unsaid) {
  if (s.options.has_mss) return s.options.mss;
  return unsaid;
}

struct plumb_size_watch plumb_size_watch_arrived(struct plumb_size_watch w, struct plumb_seg s,
                                                 uint16_t unsaid) {
  if (s.ctl.syn && w.mss < mss_of(s, unsaid)) w.mss = mss_of(s, unsaid);
  return w;
}

enum plumb_size_fault plumb_size_watch_sent(struct plumb_size_watch w, struct plumb_seg s,
                                            uint8_t spent) {
  if (w.mss == 0 || s.text <= 1) return PLUMB_NO_SIZE_FAULT;
  if (w.mss < s.text) return PLUMB_TEXT_ABOVE_MSS;
  return w.mss < s.text + spent ? PLUMB_OPTIONS_ABOVE_MSS : PLUMB_NO_SIZE_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_TEXT_ABOVE_MSS] = {"MUST-16", true,
                              "A segment had more text than the peer's MSS allows"},
    [PLUMB_OPTIONS_ABOVE_MSS] = {"R6691-2-c", true,
                                 "A segment's text left no room for its options in the peer's MSS"},
};

const struct plumb_clause *plumb_size_clause(enum plumb_size_fault f) { return &clauses[f]; }
