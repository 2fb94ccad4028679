#include "ask.h"

/* What a busy host may need to process an error, as for a reset: what it had handed to its card
   before may wait there. */
#define LAG 1000000u
/* For so long after a message none larger is to be tried: five minutes (RFC 1191 section 3, RFC
   8201 section 4). */
#define HOLD 300000000u
/* The least MTU that counts: of IPv6 it is the least of any link; below that of IPv4 many will not
   go, who then let routers cut. */
enum { LEAST = 576, LEAST_V6 = 1280 };
/* Octets of the headers of IP and TCP without options. */
enum { HEADERS = 40, HEADERS_V6 = 60 };

/* ---- What is kept of it ---------------------------------------------------------------------- */

static struct plumb_path_watch restored(const struct watches *w) {
  return w->path.waits ? w->unusual->path : plumb_start_path_watch();
}

static void keep(struct watches *w, struct plumb_path_watch watch) {
  w->path.waits = watch.told || watch.hard;
  if (w->path.waits)
    unusual_keep(&w->unusual, UNUSUAL_PATH)->path = watch;
  else
    unusual_drop(&w->unusual, UNUSUAL_PATH); /* what it says means nothing */
}

/* ---- Told ------------------------------------------------------------------------------------ */

/* A router that says that a datagram was too big which would have fitted is not believed (RFC 5927
   section 7.4).  Nor is one where a larger segment may have got through: then the message is only
   noted until there are timeouts (section 7.2). */
void ask_path_too_big(struct watches *w, const struct record *error, uint32_t got_through) {
  const struct icmp_error *e = &error->icmp;
  if (e->mtu < (e->is_v6 ? LEAST_V6 : LEAST) || e->size <= e->mtu) return;
  const uint16_t room = (uint16_t)(e->mtu - (e->is_v6 ? HEADERS_V6 : HEADERS));
  if (got_through > room + 1U) return;
  keep(w, plumb_path_watch_too_big(restored(w), e->seq, room, e->is_v6, error->time));
}

/* SHLD-26 names codes of IPv4 only. */
void ask_path_refused(struct watches *w, const struct record *error) {
  if (!error->icmp.is_v6)
    keep(w, plumb_path_watch_refused(restored(w), error->icmp.seq, error->time));
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_path ask_path_start(void) {
  return (struct kept_path){.waits = false};
}

void ask_path_arrived(struct watches *w, const struct record *record) {
  if (w->path.waits) keep(w, plumb_path_watch_arrived(restored(w), record->seg));
}

bool ask_path_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (!w->path.waits) return false;
  const struct plumb_path_watch watch = restored(w);
  const bool is_whole = record->is_uncut && was_sent_so(record);
  enum plumb_path_fault fault =
      plumb_path_watch_sent(watch, record->seg, record->spent, is_whole, record->time, LAG, HOLD);
  if (fault == PLUMB_NO_PATH_FAULT) return false;
  const bool is_syn = fault == PLUMB_SYN_AFTER_REFUSAL;
  *charge = (struct charge){.kind = (uint8_t)fault,
                            .high = watch.room,
                            .seen = is_syn ? milliseconds(record->time - watch.when)
                                           : record->seg.text + record->spent};
  return true;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_path_clause((enum plumb_path_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  if (fault == PLUMB_SYN_AFTER_REFUSAL) {
    say(allowed, "no SYN again");
    say_time(seen, "the SYN again, after", charge->seen);
  } else {
    say_number(allowed, "octets of text and options: at most", charge->high);
    say_number(seen, "octets of text and options:", charge->seen);
  }
}

const struct words ask_path_words = {PLUMB_SYN_AFTER_REFUSAL, clause, in_no_other_order, describe};
