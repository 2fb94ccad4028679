#include "judge.h"
#include "message.h"

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

/* The charges against one end, weighed. */
struct trial {
  const struct evidence *evidence;
  const struct charge *charges;
  size_t count;
  const struct charge *more; /* one that stands behind them; NULL if there is none */
  bool accused;              /* by a charge that counts */
  bool convicted;            /* by one that breaks a MUST */
  struct judgement *judgement;
};

/* What the capture missed may be the answer that seems missing, or the reason of what was sent. */
static bool is_evident(const struct trial *t, const struct charge *charge) {
  if (t->evidence->worth != WORTH_FULL && watches_hold_only_there(charge->kind)) return false;
  return t->evidence->until == UINT64_MAX || charge->certain < t->evidence->until;
}

static bool counts(const struct trial *t, const struct charge *charge) {
  if (t->evidence->joined_arriving && charge->kind == FIRST_flight + PLUMB_WINDOW_TOO_LARGE)
    return false;
  if (t->evidence->lacks_packets && rests_on_arrivals(charge->kind)) return false;
  return t->evidence->worth == WORTH_FULL ||
         (t->evidence->worth == WORTH_UNORDERED && holds_in_any_order(charge->kind));
}

/* May it follow from a finding before?  The first that breaks a MUST does not, whatever the end's
   windows did before (proofs/coq/NeverAccusesMust.v); but when a challenge ACK is due, they say. */
static bool may_follow(const struct trial *t, const struct charge *charge, bool is_must) {
  bool rests_on_windows = !is_must || charge->kind == PLUMB_CHALLENGE_MISSING ||
                          charge->kind == PLUMB_SYN_CHALLENGE_MISSING;
  return t->convicted || (t->judgement->count > 0 && rests_on_windows);
}

static void find(struct trial *t, const struct charge *charge) {
  struct judgement *judgement = t->judgement;
  judgement->findings = grow_for_one_more(judgement->findings, judgement->count,
                                          &judgement->capacity, sizeof *judgement->findings);
  struct finding *finding = &judgement->findings[judgement->count];
  *finding = finding_of(charge);
  finding->is_later = may_follow(t, charge, finding->is_must);
  t->convicted = t->convicted || finding->is_must;
  judgement->count++;
}

/* NULL behind the last. */
static const struct charge *charge_at(const struct trial *t, size_t i) {
  if (i < t->count) return &t->charges[i];
  return i == t->count ? t->more : NULL;
}

/* Charges that count displace those that do not. */
static void weigh(struct trial *t) {
  const struct charge *charge = NULL;
  for (size_t i = 0; (charge = charge_at(t, i)) != NULL && !t->accused; i++)
    t->accused = is_evident(t, charge) && counts(t, charge);
  for (size_t i = 0; (charge = charge_at(t, i)) != NULL; i++)
    if (is_evident(t, charge) && counts(t, charge) == t->accused) find(t, charge);
}

enum verdict verdict_on(const struct judgement *judgement) {
  for (size_t i = 0; i < judgement->count; i++)
    if (judgement->findings[i].treatment == TREATED_AS_VIOLATION &&
        !judgement->findings[i].is_later)
      return VIOLATES;
  return DEVIATES;
}

static void put_reason(struct judgement *judgement, const char *reason) {
  (void)snprintf(judgement->reason, sizeof judgement->reason, "%s", reason);
}

/* Nobody is accused: is everything seen? */
static void conclude(struct trial *t, const struct finished *c, unsigned end) {
  struct judgement *judgement = t->judgement;
  bool is_whole = t->evidence->worth != WORTH_NOTHING && c->last < t->evidence->until;
  enum plumb_loss lost = (enum plumb_loss)c->end[end].lost;
  judgement->verdict = INCONCLUSIVE;
  if (judgement->count > 0 || !is_whole) return; /* why, evidence_explain() says */
  if (c->is_evicted)
    put_reason(judgement, "too many connections were open at once: it was followed no further");
  else if (lost != PLUMB_NOT_LOST)
    put_reason(judgement, describe_loss(lost));
  else
    judgement->verdict = CONFORMS;
}

void judge(const struct finished *c, unsigned end, const struct evidence *evidence,
           const struct charge *more, struct judgement *judgement) {
  bool is_worthless = evidence->worth == WORTH_NOTHING;
  struct trial t = {.evidence = evidence,
                    .charges = &c->charges[end == 0 ? 0 : c->end[0].charge_count],
                    .count = is_worthless ? 0 : c->end[end].charge_count,
                    .more = is_worthless ? NULL : more,
                    .judgement = judgement};
  weigh(&t);
  if (t.accused)
    judgement->verdict = verdict_on(judgement);
  else
    conclude(&t, c, end);
}

void judge_connection(const struct finished *c, uint64_t number, const struct vantage *vantage,
                      struct hosts *hosts, struct judged *judged) {
  *judged = (struct judged){.ends = {c->ends[0], c->ends[1]},
                            .number = number,
                            .first = c->first,
                            .last = c->last,
                            .ended = c->ended,
                            .passes = c->passes,
                            .shown = {true, true}};
  for (unsigned end = 0; end < 2; end++) {
    struct evidence evidence = evidence_of(c, end, vantage);
    struct charge charge;
    bool is_charged = hosts != NULL && hosts_open(hosts, c, end, &charge);
    struct judgement *judgement = &judged->judgements[end];
    judge(c, end, &evidence, is_charged ? &charge : NULL, judgement);
    if (judgement->verdict == INCONCLUSIVE && judgement->reason[0] == '\0')
      evidence_explain(c, end, vantage, judgement->reason);
    const struct offload *offload = &c->end[end].offload;
    judged->notices[end] = finished_notices(c, end);
    judged->notice_count[end] = c->end[end].notice_count;
    judged->errors[end] = c->end[end].errors;
    judged->left[end] = offload_leaves(offload);
    judged->joined[end] = offload_may_join(offload, captured_at(c->ends, vantage) == (int)end);
  }
}

void judged_free(struct judged *judged) {
  judgement_free(&judged->judgements[0]);
  judgement_free(&judged->judgements[1]);
}
