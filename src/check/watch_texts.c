/* The watch on text that is sent again, in the order of spec/WatchTexts.v. */
#include "watch_texts.h"

#include "tcb.h"

/*@ assigns \nothing; ensures \result == no_text; */
static struct plumb_kept_text nothing(void) { return (struct plumb_kept_text){.sum = 0}; }

struct plumb_text_watch plumb_start_text_watch(void) {
  return (struct plumb_text_watch){.acked = false, .kept = nothing()};
}

/* What is left of k when ack is acknowledged. */
/*@ assigns \nothing; ensures \result == kept_beyond(k, ack); */
static struct plumb_kept_text kept_beyond(struct plumb_kept_text k, uint32_t ack) {
  return seq_lt(k.seq, ack) ? nothing() : k;
}

struct plumb_text_watch plumb_text_watch_arrived(struct plumb_text_watch w, struct plumb_seg s) {
  if (!s.ctl.ack) return w;
  if (!w.acked || seq_lt(w.una, s.ack)) w.una = s.ack;
  w.acked = true;
  w.kept = kept_beyond(w.kept, s.ack);
  return w;
}

/* s has text, with a sum that is known. */
/*@ assigns \nothing; ensures \result <==> Summed(s, sum); */
static bool Summed(struct plumb_seg s, uint16_t sum) {
  return s.text > 0 && !s.ctl.syn && !s.ctl.rst && sum != 0;
}

/* k is there, and in the place of s. */
/*@ assigns \nothing; ensures \result <==> KeptThere(k, s); */
static bool KeptThere(struct plumb_kept_text k, struct plumb_seg s) {
  return k.sum != 0 && k.seq == s.seq && k.size == s.text;
}

/* s is to be kept. */
/*@ assigns \nothing; ensures \result <==> Keeps(w, s, sum); */
static bool Keeps(struct plumb_text_watch w, struct plumb_seg s, uint16_t sum) {
  return Summed(s, sum) && w.acked && seq_leq(w.una, s.seq) && w.kept.sum == 0;
}

struct plumb_text_watch plumb_text_watch_after_sent(struct plumb_text_watch w, struct plumb_seg s,
                                                    uint16_t sum) {
  if (Keeps(w, s, sum))
    w.kept = (struct plumb_kept_text){.seq = s.seq, .size = (uint16_t)s.text, .sum = sum};
  return w;
}

/*@ assigns \nothing; ensures \result <==> Differs(k, s, sum); */
static bool Differs(struct plumb_kept_text k, struct plumb_seg s, uint16_t sum) {
  return KeptThere(k, s) && k.sum != sum;
}

enum plumb_text_fault plumb_text_watch_sent(struct plumb_text_watch w, struct plumb_seg s,
                                            uint16_t sum) {
  return Summed(s, sum) && Differs(w.kept, s, sum) ? PLUMB_TEXT_CHANGED : PLUMB_NO_TEXT_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_TEXT_CHANGED] = {"EV-TORTX-ANY-1", true,
                            "Text was sent again with other octets than before"},
};

const struct plumb_clause *plumb_text_clause(enum plumb_text_fault f) { return &clauses[f]; }
