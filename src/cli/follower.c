#include "follower.h"
#include "clauses.h"
#include "disorder.h"
#include "message.h"
#include "seq.h"

#include <stdlib.h>

/* How long an end may take to answer by a challenge ACK, in microseconds.  RFC 5961 says at once;
   an ACK may be delayed by half a second (MUST-40), and a busy host lags behind what it captures.
 */
enum { ANSWER_WITHIN = 1000000 };

/* Charges are of kind NO_FINDING when there is none. */
struct doubts {
  uint64_t disorder;        /* the first charge that another order of packets would explain, or 0 */
  uint64_t twin;            /* the first about a packet that may be captured twice, or 0 */
  uint64_t acks_missed;     /* the first ACK of what may have come unseen, or 0 */
  struct charge unanswered; /* a reset or a SYN, until it is challenged, */
  bool answer_may_precede;  /* and perhaps what was sent just before it is the challenge ACK */
  struct charge anew;       /* a SYN that opens another connection, or breaks this one */
  bool asked_anew; /* a SYN arrived after its own: it may be asked for another connection, */
  struct plumb_observer observer; /* which would be followed by these */
  struct plumb_vigil vigil;
  struct watches watches;
  struct notices notices;
};

struct follower follower_start(void) {
  return (struct follower){.observer = plumb_start_observer(),
                           .vigil = plumb_start_vigil(),
                           .watches = watches_start(),
                           .standing = standing_start()};
}

static struct doubts *doubt(struct follower *f) {
  if (f->doubts == NULL) {
    f->doubts = grow(NULL, 1, sizeof *f->doubts);
    *f->doubts = (struct doubts){.asked_anew = false};
  }
  return f->doubts;
}

/* CHARGE is about RECORD. */
static void date(const struct follower *f, const struct record *record, struct charge *charge) {
  charge->packet = record->number;
  charge->time = record->time;
  charge->state = (uint8_t)standing_before(&f->standing, &record->seg);
}

static struct charge suspect(const struct follower *f, const struct record *record,
                             const struct plumb_judgement *passed) {
  struct charge charge = charge_of(passed, &f->observer);
  date(f, record, &charge);
  return charge;
}

uint32_t follower_charge_count(const struct follower *f) {
  return f->charges == NULL ? 0 : f->charges->count;
}

static bool has_enough_of(const struct follower *f, uint8_t kind) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < follower_charge_count(f); i++)
    count += f->charges->list[i].kind == kind;
  return count >= CHARGES_OF_KIND;
}

static void note_disorder(struct follower *f, uint64_t packet) {
  struct doubts *d = doubt(f);
  if (d->disorder == 0 || packet < d->disorder) d->disorder = packet;
}

/* RECORD comes soon after other packets, of which charges were made: perhaps it came before. */
static void excuse(struct follower *f, const struct record *record, bool arrives) {
  for (uint32_t i = follower_charge_count(f); i > 0; i--) {
    const struct charge *charge = &f->charges->list[i - 1];
    if (record->time - charge->time >= DISORDER_WITHIN) break;
    if (disorder_explains(charge, &f->observer, record, arrives)) note_disorder(f, charge->packet);
  }
}

uint64_t follower_disorder(const struct follower *f) {
  return f->doubts == NULL ? 0 : f->doubts->disorder;
}

uint64_t follower_twin(const struct follower *f) { return f->doubts == NULL ? 0 : f->doubts->twin; }

uint64_t follower_acks_missed(const struct follower *f) {
  return f->doubts == NULL ? 0 : f->doubts->acks_missed;
}

static size_t charges_size(uint32_t capacity) {
  return sizeof(struct charges) + capacity * sizeof(struct charge);
}

/* Room for one more. */
static struct charge *next_charge(struct follower *f) {
  struct charges *charges = f->charges;
  if (charges == NULL || charges->count == charges->capacity) {
    const struct charges head = {.count = follower_charge_count(f),
                                 .capacity = charges == NULL ? 2 : charges->capacity * 2};
    charges = f->charges = grow(charges, 1, charges_size(head.capacity));
    *charges = head;
  }
  return &charges->list[charges->count++];
}

enum { IDS_IN_FLIGHT = 64 }; /* a packet is not overtaken by more */

/* Identifications that are counted up tell in which order packets were sent. */
static void note_order(struct follower *f, const struct record *record) {
  const uint16_t behind = (uint16_t)(f->id - record->id);
  f->sends_overtaken = f->id != 0 && record->id != 0 && behind > 0 && behind < IDS_IN_FLIGHT &&
                       (uint32_t)record->time - f->sent_at < DISORDER_WITHIN;
  if (f->sends_overtaken) return;
  f->sent_at = (uint32_t)record->time;
  if (record->id != 0) f->id = record->id;
}

/* What the capture did may explain CHARGE, against what is sent last.  Charges against what is sent
   after a packet shown twice are none of its doing: it tells observer and watches little new. */
static void excuse_capture(struct follower *f, const struct charge *charge) {
  if (holds_in_any_order(charge->kind)) return;
  if (f->sends_twin && follower_twin(f) == 0) doubt(f)->twin = charge->packet;
  if (f->sends_overtaken) note_disorder(f, charge->packet);
}

/* Makes a suspicion, unless there is none, a charge: the packet CERTAIN proves it. */
static void accuse(struct follower *f, struct charge *suspicion, uint64_t certain) {
  uint8_t kind = suspicion->kind;
  suspicion->kind = PLUMB_NO_FINDING;
  if (kind == PLUMB_NO_FINDING || has_enough_of(f, kind)) return;
  struct charge *charge = next_charge(f);
  *charge = *suspicion;
  charge->kind = kind;
  charge->certain = certain;
  excuse_capture(f, charge);
}

/* ---- Challenge ACKs -------------------------------------------------------------------------- */

/* A bare ACK that tells nothing new: so a challenge ACK looks. */
static bool repeats_ack(const struct plumb_observer *observer, const struct plumb_seg *s) {
  return s->ctl.ack && !s->ctl.syn && !s->ctl.fin && !s->ctl.rst && s->text == 0 &&
         s->ack - observer->irs == (uint32_t)observer->acked;
}

void follower_waits(struct follower *f, uint64_t time) {
  if (!f->vigil.due || f->observer.lost != PLUMB_NOT_LOST) return;
  if (!plumb_Near(f->observer) || !plumb_ChallengeOverdue(f->vigil, time, ANSWER_WITHIN)) return;
  struct doubts *d = doubt(f);
  if (d->answer_may_precede && d->unanswered.kind != PLUMB_NO_FINDING)
    note_disorder(f, d->unanswered.packet);
  accuse(f, &d->unanswered, UINT64_MAX);
}

enum plumb_finding challenge_by(const struct record *record) {
  return record->seg.ctl.syn ? PLUMB_SYN_CHALLENGE_MISSING : PLUMB_CHALLENGE_MISSING;
}

static void observe_arrived(struct follower *f, const struct record *record) {
  bool was_due = f->vigil.due;
  f->vigil = plumb_vigil_arrived(f->observer, f->vigil, record->seg, record->time);
  if (f->vigil.due && !was_due) {
    struct plumb_judgement missing = {.finding = challenge_by(record)};
    doubt(f)->unanswered = suspect(f, record, &missing);
    f->doubts->answer_may_precede =
        f->sends_same_ack && (uint32_t)record->time - f->sent_at < DISORDER_WITHIN;
  }
  f->observer = plumb_observe_arrived(f->observer, record->seg);
}

/* ---- Another connection on the same sockets -------------------------------------------------- */

static bool is_asked_anew(const struct follower *f) {
  return f->doubts != NULL && f->doubts->asked_anew;
}

/* A SYN that arrives after its own, and what arrives from then on, may be the next connection. */
static void listen_anew(struct follower *f, const struct record *record) {
  const struct plumb_ctl *k = &record->seg.ctl;
  if (k->syn && !k->ack && f->observer.opened && !is_asked_anew(f)) {
    struct doubts *d = doubt(f);
    d->asked_anew = true;
    d->observer = plumb_start_observer();
    d->vigil = plumb_start_vigil();
    d->watches = watches_start();
  }
  if (!is_asked_anew(f)) return;
  struct doubts *d = f->doubts;
  d->vigil = plumb_vigil_arrived(d->observer, d->vigil, record->seg, record->time);
  d->observer = plumb_observe_arrived(d->observer, record->seg);
  watches_arrived(&d->watches, record);
}

/* An end that crashed, or gave up in silence, may open the next connection where the last one was:
   by a SYN of another number, or by the SYN,ACK for a SYN that came since its own. */
static bool may_begin_anew(const struct follower *f, const struct plumb_seg *s) {
  return s->ctl.syn && f->observer.opened && s->seq != f->observer.iss &&
         (!s->ctl.ack || is_asked_anew(f));
}

/* A new observer for what begins with the SYN being sent, or with the one that it answers. */
static void begin_anew(struct follower *f) {
  bool asked = is_asked_anew(f);
  f->observer = asked ? f->doubts->observer : plumb_start_observer();
  f->vigil = asked ? f->doubts->vigil : plumb_start_vigil();
  watches_free(&f->watches);
  f->watches = asked ? f->doubts->watches : watches_start();
  if (asked) f->doubts->asked_anew = false;
}

/* It has answered the SYN, or sent another: whatever that opens, it is not asked any more. */
static void stop_listening(struct follower *f) {
  if (!is_asked_anew(f)) return;
  f->doubts->asked_anew = false;
  watches_free(&f->doubts->watches);
}

/* ---- Segment by segment ---------------------------------------------------------------------- */

void follower_arrived(struct follower *f, const struct record *record) {
  excuse(f, record, true);
  listen_anew(f, record);
  observe_arrived(f, record);
  watches_arrived(&f->watches, record);
  standing_arrived(&f->standing, &record->seg);
}

/* CHARGE is an ACK of nothing: could the other end have sent it, and a FIN? */
static void note_ack(struct follower *f, const struct charge *charge) {
  const uint32_t most = (uint32_t)f->observer.offered + 1;
  if (follower_acks_missed(f) == 0 && charge->after_syn && !seq_lt(most, charge->seen))
    doubt(f)->acks_missed = charge->packet;
}

/* The observer found something.  A SYN out of place is forgiven if a new connection explains it and
   what follows; if what follows breaks a MUST even so, it is not. */
static void found(struct follower *f, const struct record *record, struct plumb_judgement *passed) {
  if (may_begin_anew(f, &record->seg)) {
    struct doubts *d = doubt(f);
    if (d->anew.kind == PLUMB_NO_FINDING) d->anew = suspect(f, record, passed);
    begin_anew(f);
    *passed = plumb_observe_sent(f->observer, record->seg);
    if (passed->finding == PLUMB_NO_FINDING) return;
  }
  struct charge charge = suspect(f, record, passed);
  if (charge.kind == PLUMB_ACK_OF_NOTHING) note_ack(f, &charge);
  bool refutes = plumb_clause_of(passed->finding)->must && f->doubts != NULL &&
                 f->doubts->anew.kind != PLUMB_NO_FINDING;
  accuse(f, refutes ? &f->doubts->anew : &charge, record->number);
}

/* What the watches find counts as long as the observer can tell that the connection is the same.
   When SYNs have crossed it cannot after a reset; the watch on those can. */
static bool is_the_same(enum plumb_loss lost, uint8_t kind) {
  return lost == PLUMB_NOT_LOST ||
         (lost == PLUMB_LOST_RESET_EARLY && kind == FIRST_obey + PLUMB_CROSSING_RESET_DISOBEYED);
}

static void ask_watches(struct follower *f, const struct record *record) {
  struct charge charges[WATCHES];
  size_t count = watches_sent(&f->watches, record, charges);
  for (size_t i = 0; i < count; i++) {
    if (!is_the_same(f->observer.lost, charges[i].kind)) continue;
    date(f, record, &charges[i]);
    accuse(f, &charges[i], record->number);
  }
}

void follower_sent(struct follower *f, const struct record *record) {
  excuse(f, record, false);
  note_order(f, record);
  f->sends_twin = record->is_twin;
  f->sends_same_ack = repeats_ack(&f->observer, &record->seg);
  standing_catch_up(&f->standing, &record->seg);
  struct plumb_judgement passed = plumb_observe_sent(f->observer, record->seg);
  if (passed.finding != PLUMB_NO_FINDING) found(f, record, &passed);
  if (record->seg.ctl.syn) stop_listening(f);
  f->observer = passed.observer;
  f->vigil = plumb_vigil_sent(f->observer, f->vigil, record->seg);
  f->unjudged = f->unjudged || f->observer.lost != PLUMB_NOT_LOST;
  ask_watches(f, record);
  standing_sent(&f->standing, &record->seg);
}

void follower_would_find(const struct follower *f, const struct record *record, bool found[KINDS]) {
  struct plumb_judgement passed = plumb_observe_sent(f->observer, record->seg);
  struct charge charges[WATCHES];
  enum plumb_loss lost = passed.observer.lost;
  if (passed.finding != PLUMB_NO_FINDING && !may_begin_anew(f, &record->seg))
    found[passed.finding] = true;
  struct watches watches = watches_copy(&f->watches);
  size_t count = watches_sent(&watches, record, charges);
  for (size_t i = 0; i < count; i++)
    if (is_the_same(lost, charges[i].kind)) found[charges[i].kind] = true;
  watches_free(&watches);
}

/* ---- ICMP ------------------------------------------------------------------------------------ */

/* What an error says of the path counts for the watch on it (watch_path.h) when the segment is in
   flight. */
static void warn_of_path(struct follower *f, const struct record *record) {
  const struct standing *t = &f->standing;
  if (record->icmp.kind == ICMP_TOO_BIG)
    ask_path_too_big(&f->watches, record, seq_sub(t->una, f->observer.iss));
  else if (record->icmp.kind == ICMP_HARD && t->state == PLUMB_SYN_SENT)
    ask_path_refused(&f->watches, record);
}

/* A segment that did not get through may be sent again without a timeout: smaller, or because the
   timeout was the path's fault (RFC 1191 section 6.5, RFC 6069).  So for the watch on timeouts
   something arrived, and for the one on Fast Open no SYN was sent with it; but after a hard error
   it is to be given up, not sent again. */
void follower_warned(struct follower *f, const struct record *record) {
  struct notices *notices = &doubt(f)->notices;
  const struct standing *t = &f->standing;
  const uint32_t seq = record->icmp.seq;
  const bool is_awaited = t->opened && !seq_lt(seq, t->una) && seq_lt(seq, t->nxt);
  if (is_awaited) warn_of_path(f, record);
  if (record->icmp.kind != ICMP_HARD) {
    f->watches.timers = plumb_timer_watch_arrived(f->watches.timers);
    ask_extras_warned(&f->watches);
  }
  notices->all++;
  if (notices->kept == NOTICES) return;
  notices->list[notices->kept++] = (struct notice){
      .packet = record->number,
      .time = record->time,
      .error = record->icmp,
      .is_awaited = is_awaited,
  };
}

const struct notices *follower_notices(const struct follower *f) {
  static const struct notices none = {.kept = 0};
  return f->doubts == NULL ? &none : &f->doubts->notices;
}

size_t follower_size(const struct follower *f) {
  size_t size = watches_size(&f->watches);
  if (f->charges != NULL) size += charges_size(f->charges->capacity);
  if (f->doubts != NULL) size += sizeof *f->doubts;
  if (is_asked_anew(f)) size += watches_size(&f->doubts->watches);
  return size;
}

void follower_free(struct follower *f) {
  stop_listening(f);
  watches_free(&f->watches);
  free(f->charges);
  free(f->doubts);
  *f = (struct follower){.charges = NULL};
}
