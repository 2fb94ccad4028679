/* The watch on what ICMP errors say of the path, in the order of spec/WatchPath.v. */
#include "watch_path.h"

#include "tcb.h"

struct plumb_path_watch plumb_start_path_watch(void) {
  return (struct plumb_path_watch){0};
}

struct plumb_path_watch plumb_path_watch_too_big(struct plumb_path_watch w, uint32_t q,
                                                 uint16_t room, bool v6, uint64_t now) {
  if (w.told && w.room <= room) return w;
  w.since = now;
  w.seq = q;
  w.room = room;
  w.v6 = v6;
  w.told = true;
  return w;
}

struct plumb_path_watch plumb_path_watch_refused(struct plumb_path_watch w, uint32_t q,
                                                 uint64_t now) {
  if (w.hard) return w;
  w.when = now;
  w.syn = q;
  w.hard = true;
  return w;
}

/* The segment that was too big got through, or another connection may begin. */
/*@ assigns \nothing; ensures \result <==> Settles(w, s); */
static bool Settles(struct plumb_path_watch w, struct plumb_seg s) {
  return s.ctl.syn || (s.ctl.ack && seq_lt(w.seq, s.ack));
}

struct plumb_path_watch plumb_path_watch_arrived(struct plumb_path_watch w, struct plumb_seg s) {
  w.told = w.told && !Settles(w, s);
  w.hard = false;
  return w;
}

/* s opens a connection by the SYN that was refused. */
/*@ assigns \nothing; ensures \result <==> KnocksAgain(w, s); */
static bool KnocksAgain(struct plumb_path_watch w, struct plumb_seg s) {
  return w.hard && s.ctl.syn && !s.ctl.ack && !s.ctl.rst && s.seq == w.syn;
}

/* s has text that was in the segment too big, and is itself too big. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> TooBigAgain(w, s, spent); */
static bool TooBigAgain(struct plumb_path_watch w, struct plumb_seg s, uint8_t spent) {
  return w.told && !s.ctl.syn && !s.ctl.rst && seq_sub(w.seq, s.seq) < s.text &&
         w.room < s.text + spent;
}

enum plumb_path_fault plumb_path_watch_sent(struct plumb_path_watch w, struct plumb_seg s,
                                            uint8_t spent, bool whole, uint64_t now, uint64_t lag,
                                            uint64_t hold) {
  if (KnocksAgain(w, s) && w.when + lag < now) return PLUMB_SYN_AFTER_REFUSAL;
  if (!whole || !TooBigAgain(w, s, spent) || now <= w.since + lag || w.since + hold < now)
    return PLUMB_NO_PATH_FAULT;
  return w.v6 ? PLUMB_TOO_BIG_AGAIN_V6 : PLUMB_TOO_BIG_AGAIN;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_TOO_BIG_AGAIN] = {"R1191-3-b", true,
                             "It sent again what was too large for the path, as large"},
    [PLUMB_TOO_BIG_AGAIN_V6] = {"R8201-4-e", true,
                                "It sent again what was too large for the path, as large"},
    [PLUMB_SYN_AFTER_REFUSAL] = {"SHLD-26", false, "It sent its SYN again after a hard error"},
};

const struct plumb_clause *plumb_path_clause(enum plumb_path_fault f) { return &clauses[f]; }
