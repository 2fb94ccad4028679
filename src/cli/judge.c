#include "judge.h"
#include "challenge.h"
#include "clauses.h"
#include "message.h"
#include "mirror.h"

#include <stdio.h>
#include <stdlib.h>

/* How long an end may take to answer by a challenge ACK, in microseconds.  RFC 5961 says at once;
   an ACK may be delayed by half a second (MUST-40), and a busy host lags behind what it captures.
 */
enum { ANSWER_WITHIN = 1000000 };

const char *verdict_name(enum verdict verdict) {
  static const char *const names[VERDICTS] = {[CONFORMS] = "conforms",
                                              [DEVIATES] = "deviates",
                                              [VIOLATES] = "violates",
                                              [INCONCLUSIVE] = "inconclusive"};
  return names[verdict];
}

void judgement_free(struct judgement *judgement) {
  free(judgement->findings);
  *judgement = (struct judgement){.verdict = INCONCLUSIVE};
}

/* A finding that waits for something to be certain; of kind NO_FINDING when there is none. */
struct suspicion {
  enum plumb_finding kind;
  struct finding finding;
};

/* One end as it is followed through its connection. */
struct follower {
  const struct connection *connection;
  unsigned end;
  struct plumb_observer observer;
  struct plumb_vigil vigil;
  struct mirror mirror; /* for the names of the states only */
  enum worth worth;
  struct suspicion unanswered; /* a reset, until it is challenged */
  struct suspicion anew;       /* a SYN that opens another connection, or breaks this one */
  size_t asked_anew;           /* the record of a SYN that arrived after its own, or SIZE_MAX */
  bool accused;                /* by a finding that counts */
  bool convicted;              /* by one that breaks a MUST */
  bool unjudged;               /* it sent something when the observer was lost */
  struct judgement judgement;
};

static bool counts(enum worth worth, enum plumb_finding kind) {
  return worth == WORTH_FULL || (worth == WORTH_UNORDERED && holds_in_any_order(kind));
}

static struct suspicion suspect(const struct follower *f, const struct record *record,
                                const struct plumb_judgement *passed) {
  const struct plumb_clause *clause = plumb_clause_of(passed->finding);
  struct suspicion suspicion = {.kind = passed->finding,
                                .finding = {.packet = record->number,
                                            .time = record->time,
                                            .state = state_name(f->mirror.tcb.state),
                                            .clause = clause->id,
                                            .sentence = clause->sentence,
                                            .is_must = clause->must}};
  describe_allowed(passed, &f->observer, suspicion.finding.allowed);
  describe_seen(passed, &f->observer, suspicion.finding.seen);
  return suspicion;
}

/* May it follow from a finding before?  The first that breaks a MUST does not, whatever the end's
   windows did before (proofs/coq/NeverAccusesMust.v); but when a challenge ACK is due, they say. */
static bool may_follow(const struct follower *f, const struct suspicion *suspicion) {
  bool rests_on_windows = !suspicion->finding.is_must || suspicion->kind == PLUMB_CHALLENGE_MISSING;
  return f->convicted || (f->judgement.count > 0 && rests_on_windows);
}

/* Makes a suspicion, unless there is none, a finding.  Those that count displace those that do
   not. */
static void accuse(struct follower *f, struct suspicion *suspicion) {
  struct judgement *judgement = &f->judgement;
  bool accuses = counts(f->worth, suspicion->kind);
  if (suspicion->kind == PLUMB_NO_FINDING || (f->accused && !accuses)) return;
  if (!f->accused && accuses) {
    judgement->count = 0;
    f->convicted = false;
  }
  f->accused = accuses;
  suspicion->finding.is_later = may_follow(f, suspicion);
  f->convicted = f->convicted || suspicion->finding.is_must;
  judgement->findings = grow_for_one_more(judgement->findings, judgement->count,
                                          &judgement->capacity, sizeof *judgement->findings);
  judgement->findings[judgement->count++] = suspicion->finding;
  suspicion->kind = PLUMB_NO_FINDING;
}

/* ---- Challenge ACKs -------------------------------------------------------------------------- */

/* At TIME it should have answered. */
static void look_for_answer(struct follower *f, uint64_t time) {
  bool sees = f->observer.lost == PLUMB_NOT_LOST && plumb_Near(f->observer);
  if (sees && plumb_ChallengeOverdue(f->vigil, time, ANSWER_WITHIN)) accuse(f, &f->unanswered);
}

static void observe_arrived(struct follower *f, const struct record *record) {
  bool was_due = f->vigil.due;
  f->vigil = plumb_vigil_arrived(f->observer, f->vigil, record->seg, record->time);
  if (f->vigil.due && !was_due) {
    struct plumb_judgement missing = {.finding = PLUMB_CHALLENGE_MISSING};
    f->unanswered = suspect(f, record, &missing);
  }
  f->observer = plumb_observe_arrived(f->observer, record->seg);
}

/* ---- Another connection on the same sockets -------------------------------------------------- */

/* An end that crashed, or gave up in silence, may open the next connection where the last one was:
   by a SYN of another number, or by the SYN,ACK for a SYN that came since its own. */
static bool may_begin_anew(const struct follower *f, const struct plumb_seg *s) {
  return s->ctl.syn && f->observer.opened && s->seq != f->observer.iss &&
         (!s->ctl.ack || f->asked_anew != SIZE_MAX);
}

/* A new observer for what begins with RECORD, or with the SYN that it answers. */
static void begin_anew(struct follower *f, const struct record *record) {
  size_t asked = f->asked_anew;
  f->observer = plumb_start_observer();
  f->vigil = plumb_start_vigil();
  f->asked_anew = SIZE_MAX;
  if (asked == SIZE_MAX) return;
  for (const struct record *r = &f->connection->records[asked]; r < record; r++)
    if (r->from != f->end && !r->damaged) observe_arrived(f, r);
}

/* ---- Segment by segment ---------------------------------------------------------------------- */

static void follow_arrived(struct follower *f, const struct record *record) {
  const struct plumb_ctl *k = &record->seg.ctl;
  if (k->syn && !k->ack && f->observer.opened && f->asked_anew == SIZE_MAX)
    f->asked_anew = (size_t)(record - f->connection->records);
  observe_arrived(f, record);
  (void)mirror_receives(&f->mirror, &record->seg, record->time);
}

/* A SYN out of place is forgiven if a new connection explains it and what follows; if what follows
   breaks a MUST even so, it is not. */
static void follow_sent(struct follower *f, const struct record *record) {
  struct plumb_judgement passed = plumb_observe_sent(f->observer, record->seg);
  if (passed.finding != PLUMB_NO_FINDING && may_begin_anew(f, &record->seg)) {
    if (f->anew.kind == PLUMB_NO_FINDING) f->anew = suspect(f, record, &passed);
    begin_anew(f, record);
    passed = plumb_observe_sent(f->observer, record->seg);
  }
  if (passed.finding != PLUMB_NO_FINDING) {
    struct suspicion suspicion = suspect(f, record, &passed);
    bool refutes = suspicion.finding.is_must && f->anew.kind != PLUMB_NO_FINDING;
    accuse(f, refutes ? &f->anew : &suspicion);
  }
  if (record->seg.ctl.syn) f->asked_anew = SIZE_MAX;
  f->observer = passed.observer;
  f->vigil = plumb_vigil_sent(f->observer, f->vigil, record->seg);
  f->unjudged = f->unjudged || f->observer.lost != PLUMB_NOT_LOST;
  (void)mirror_sends(&f->mirror, &record->seg, record->time);
}

static enum verdict verdict_on(const struct judgement *judgement) {
  for (size_t i = 0; i < judgement->count; i++)
    if (judgement->findings[i].is_must && !judgement->findings[i].is_later) return VIOLATES;
  return DEVIATES;
}

/* Nobody is accused: is everything seen? */
static void conclude(struct follower *f, const struct evidence *evidence, bool is_whole) {
  struct judgement *judgement = &f->judgement;
  const char *reason = NULL;
  if (judgement->count > 0 || !is_whole)
    reason = evidence->reason;
  else if (f->unjudged)
    reason = describe_loss(f->observer.lost);
  judgement->verdict = reason == NULL ? CONFORMS : INCONCLUSIVE;
  if (reason != NULL) (void)snprintf(judgement->reason, sizeof judgement->reason, "%s", reason);
}

struct judgement judge(const struct connection *c, unsigned end, const struct evidence *evidence,
                       uint64_t ended) {
  struct follower f = {.connection = c,
                       .end = end,
                       .observer = plumb_start_observer(),
                       .vigil = plumb_start_vigil(),
                       .mirror = mirror_of(c, end, evidence->worth != WORTH_FULL),
                       .worth = evidence->worth,
                       .asked_anew = SIZE_MAX};
  /* what the capture missed may be the challenge ACK */
  bool sees_answers = evidence->until == UINT64_MAX;
  bool is_whole = evidence->worth != WORTH_NOTHING;
  for (size_t i = 0; i < c->count && is_whole; i++) {
    const struct record *record = &c->records[i];
    is_whole = record->number < evidence->until;
    if (!is_whole || record->damaged) continue;
    if (sees_answers) look_for_answer(&f, record->time);
    if (record->from == end)
      follow_sent(&f, record);
    else
      follow_arrived(&f, record);
  }
  if (sees_answers && is_whole) look_for_answer(&f, ended);
  if (f.accused)
    f.judgement.verdict = verdict_on(&f.judgement);
  else
    conclude(&f, evidence, is_whole);
  return f.judgement;
}
