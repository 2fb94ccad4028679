#include "judge.h"
#include "clauses.h"
#include "message.h"
#include "mirror.h"

#include <stdio.h>
#include <stdlib.h>

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

/* One end as it is followed through its connection. */
struct follower {
  struct plumb_observer observer;
  struct mirror mirror; /* for the names of the states only */
  enum worth worth;
  bool accused;  /* by a finding that counts */
  bool unjudged; /* it sent something when the observer was lost */
  struct judgement judgement;
};

static bool counts(enum worth worth, enum plumb_finding finding) {
  return worth == WORTH_FULL || (worth == WORTH_UNORDERED && holds_in_any_order(finding));
}

/* Findings that count displace those that do not. */
static void add_finding(struct follower *f, const struct record *record,
                        const struct plumb_judgement *passed) {
  struct judgement *judgement = &f->judgement;
  const struct plumb_clause *clause = plumb_clause_of(passed->finding);
  bool accuses = counts(f->worth, passed->finding);
  if (f->accused && !accuses) return;
  if (!f->accused && accuses) judgement->count = 0;
  f->accused = accuses;
  judgement->findings = grow_for_one_more(judgement->findings, judgement->count,
                                          &judgement->capacity, sizeof *judgement->findings);
  struct finding *finding = &judgement->findings[judgement->count++];
  *finding = (struct finding){.packet = record->number,
                              .time = record->time,
                              .state = state_name(f->mirror.tcb.state),
                              .clause = clause->id,
                              .sentence = clause->sentence,
                              .is_must = clause->must};
  describe_allowed(passed, &f->observer, finding->allowed);
  describe_seen(passed, &f->observer, finding->seen);
}

static void follow(struct follower *f, const struct record *record, bool is_sent) {
  if (!is_sent) {
    f->observer = plumb_observe_arrived(f->observer, record->seg);
    (void)mirror_receives(&f->mirror, &record->seg, record->time);
    return;
  }
  struct plumb_judgement passed = plumb_observe_sent(f->observer, record->seg);
  if (passed.finding != PLUMB_NO_FINDING) add_finding(f, record, &passed);
  f->observer = passed.observer;
  f->unjudged = f->unjudged || f->observer.lost != PLUMB_NOT_LOST;
  (void)mirror_sends(&f->mirror, &record->seg, record->time);
}

static enum verdict verdict_on(const struct judgement *judgement) {
  for (size_t i = 0; i < judgement->count; i++)
    if (judgement->findings[i].is_must) return VIOLATES;
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

struct judgement judge(const struct connection *c, unsigned end, const struct evidence *evidence) {
  struct follower f = {.observer = plumb_start_observer(),
                       .mirror = mirror_of(c, end, evidence->worth != WORTH_FULL),
                       .worth = evidence->worth};
  bool is_whole = evidence->worth != WORTH_NOTHING;
  for (size_t i = 0; i < c->count && is_whole; i++) {
    const struct record *record = &c->records[i];
    is_whole = record->number < evidence->until;
    if (is_whole && !record->damaged) follow(&f, record, record->from == end);
  }
  if (f.accused)
    f.judgement.verdict = verdict_on(&f.judgement);
  else
    conclude(&f, evidence, is_whole);
  return f.judgement;
}
