#include "finding.h"
#include "clauses.h"
#include "seq.h"
#include "story.h"
#include "watch_dsack.h"
#include "watches.h"

#include <stdio.h>

/* What all others presuppose: SYNs, that no earlier one of the end was lost; the others, an order.
 */
bool holds_in_any_order(unsigned kind) {
  switch (kind) {
  case PLUMB_SHIFT_TOO_LARGE:
  case PLUMB_ACK_BIT_MISSING:
  case PLUMB_MSS_OUTSIDE_SYN:
  case PLUMB_ACK_OF_NOTHING:
  case PLUMB_TEXT_BEYOND_WINDOW:
  case PLUMB_TEXT_AFTER_FIN:
  case PLUMB_FIN_MOVED:
    return true;
  default:
    return watches_hold_in_any_order(kind);
  }
}

bool rests_on_arrivals(unsigned kind) {
  switch (kind) {
  case PLUMB_TEXT_BEYOND_WINDOW:
  case FIRST_stamps + PLUMB_ECHO_OF_NOTHING:
  case FIRST_sack + PLUMB_NEVER_ARRIVED:
  case FIRST_dsack + PLUMB_NEVER_TWICE:
  case FIRST_dsack + PLUMB_NEWEST_LATER:
  case FIRST_marks + PLUMB_ECE_UNFOUNDED:
  case FIRST_echo + PLUMB_MARK_UNANSWERED:
  case FIRST_echo + PLUMB_ANEW_UNANSWERED:
  case FIRST_echo + PLUMB_ECE_ENDED:
  case FIRST_stampless + PLUMB_RESET_STAMPLESS:
  case FIRST_flight + PLUMB_WINDOW_TOO_LARGE:
  case FIRST_acks + PLUMB_ACK_TOO_LATE:
  case FIRST_timers + PLUMB_TIMEOUT_NOT_DOUBLED:
    return true;
  default:
    return false;
  }
}

/* What the numbers of a finding are counted from. */
static uint32_t base_of(enum plumb_finding finding, const struct plumb_observer *before) {
  switch (finding) {
  case PLUMB_ACK_OF_NOTHING:
  case PLUMB_ACK_WENT_BACK:
  case PLUMB_WINDOW_SHRUNK:
    return before->irs;
  case PLUMB_SEQ_BEYOND_NXT:
  case PLUMB_TEXT_BEYOND_WINDOW:
  case PLUMB_TEXT_AFTER_FIN:
  case PLUMB_FIN_MOVED:
    return before->iss;
  default: /* a shift count, or an initial sequence number itself */
    return 0;
  }
}

struct charge charge_of(const struct plumb_judgement *judgement,
                        const struct plumb_observer *before) {
  uint32_t base = base_of(judgement->finding, before);
  struct charge charge = {.low = seq_sub(judgement->low, base),
                          .high = seq_sub(judgement->high, base),
                          .seen = seq_sub(judgement->seen, base),
                          .kind = (uint8_t)judgement->finding,
                          .after_fin = before->fin_sent,
                          .after_syn = before->syn_arrived};
  if (judgement->finding == PLUMB_FIN_MOVED && !before->fin_sent)
    charge.low = (uint32_t)before->nxt;
  return charge;
}

static void print(char *text, const char *words, uint32_t number) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s %lu", words, (unsigned long)number);
}

static void describe_allowed(const struct charge *charge, char text[FINDING_TEXT_SIZE]) {
  static const char *const words[] = {
      [PLUMB_SYN_AFTER_TEXT] = "no SYN any more",
      [PLUMB_SHIFT_TOO_LARGE] = "a shift count of 0 to 14",
      [PLUMB_SHIFT_NOT_OFFERED] = "no window scale option, the SYN had none",
      [PLUMB_STAMP_NOT_OFFERED] = "no timestamp option, the SYN had none",
      [PLUMB_ACK_BIT_MISSING] = "the ACK bit",
      [PLUMB_MSS_OUTSIDE_SYN] = "no MSS option without SYN",
      [PLUMB_STAMP_MISSING] = "a timestamp option, both SYNs had one",
      [PLUMB_SEGMENT_AFTER_RESET] = "nothing but resets",
      [PLUMB_RESET_SEQ_NOT_ZERO] = "SEQ 0",
      [PLUMB_CHALLENGE_MISSING] = "a challenge ACK",
      [PLUMB_SYN_CHALLENGE_MISSING] = "a challenge ACK",
  };
  switch (charge->kind) {
  case PLUMB_SYN_OTHER_ISS:
    print(text, "ISS", charge->low);
    break;
  case PLUMB_ACK_OF_NOTHING:
  case PLUMB_ACK_WENT_BACK:
    if (charge->after_syn)
      (void)snprintf(text, FINDING_TEXT_SIZE, "ACK %lu to %lu", (unsigned long)charge->low,
                     (unsigned long)charge->high);
    else
      (void)snprintf(text, FINDING_TEXT_SIZE, "no ACK before the peer's SYN");
    break;
  case PLUMB_SEQ_BEYOND_NXT:
    print(text, "SEQ up to", charge->high);
    break;
  case PLUMB_TEXT_BEYOND_WINDOW:
    print(text, "text up to", charge->high);
    break;
  case PLUMB_TEXT_AFTER_FIN:
    print(text, "the FIN at", charge->low);
    break;
  case PLUMB_FIN_MOVED:
    print(text, charge->after_fin ? "the FIN at" : "no FIN before", charge->low);
    break;
  case PLUMB_WINDOW_SHRUNK:
    print(text, "a right edge of at least", charge->low);
    break;
  default:
    (void)snprintf(text, FINDING_TEXT_SIZE, "%s", words[charge->kind]);
  }
}

static void describe_seen(const struct charge *charge, char text[FINDING_TEXT_SIZE]) {
  static const char *const words[] = {
      [PLUMB_SYN_OTHER_ISS] = "ISS",
      [PLUMB_SYN_AFTER_TEXT] = "a SYN with SEQ",
      [PLUMB_SHIFT_TOO_LARGE] = "a shift count of",
      [PLUMB_SHIFT_NOT_OFFERED] = "a window scale option",
      [PLUMB_STAMP_NOT_OFFERED] = "a timestamp option",
      [PLUMB_ACK_BIT_MISSING] = "no ACK bit",
      [PLUMB_MSS_OUTSIDE_SYN] = "an MSS option",
      [PLUMB_STAMP_MISSING] = "no timestamp option",
      [PLUMB_ACK_OF_NOTHING] = "ACK",
      [PLUMB_ACK_WENT_BACK] = "ACK",
      [PLUMB_SEQ_BEYOND_NXT] = "SEQ",
      [PLUMB_TEXT_BEYOND_WINDOW] = "text up to",
      [PLUMB_TEXT_AFTER_FIN] = "text up to",
      [PLUMB_FIN_MOVED] = "a FIN at",
      [PLUMB_WINDOW_SHRUNK] = "a right edge of",
      [PLUMB_SEGMENT_AFTER_RESET] = "another segment",
      [PLUMB_RESET_SEQ_NOT_ZERO] = "SEQ",
      [PLUMB_CHALLENGE_MISSING] = "none",
      [PLUMB_SYN_CHALLENGE_MISSING] = "none",
  };
  switch (charge->kind) {
  case PLUMB_SHIFT_NOT_OFFERED:
  case PLUMB_STAMP_NOT_OFFERED:
  case PLUMB_ACK_BIT_MISSING:
  case PLUMB_MSS_OUTSIDE_SYN:
  case PLUMB_STAMP_MISSING:
  case PLUMB_SEGMENT_AFTER_RESET:
  case PLUMB_CHALLENGE_MISSING:
  case PLUMB_SYN_CHALLENGE_MISSING:
    (void)snprintf(text, FINDING_TEXT_SIZE, "%s", words[charge->kind]);
    break;
  default:
    print(text, words[charge->kind], charge->seen);
  }
}

const struct plumb_clause *clause_of_kind(unsigned kind) {
  if (PLUMB_NO_FINDING < kind && kind <= PLUMB_SYN_CHALLENGE_MISSING)
    return plumb_clause_of((enum plumb_finding)kind);
  return watches_clause(kind);
}

struct finding finding_of(const struct charge *charge) {
  const struct plumb_clause *clause = clause_of_kind(charge->kind);
  struct finding finding = {.packet = charge->packet,
                            .time = charge->time,
                            .state = state_name((enum plumb_tcp_state)charge->state),
                            .clause = clause->id,
                            .sentence = clause->sentence,
                            .is_must = clause->must,
                            .treatment =
                                clause->must ? TREATED_AS_VIOLATION : TREATED_AS_DEVIATION};
  if (charge->kind >= WATCH_KINDS) {
    watches_describe(charge, finding.allowed, finding.seen);
  } else {
    describe_allowed(charge, finding.allowed);
    describe_seen(charge, finding.seen);
  }
  return finding;
}

const char *treatment_name(enum treatment treatment) {
  static const char *const names[] = {[TREATED_AS_VIOLATION] = "violation",
                                      [TREATED_AS_DEVIATION] = "deviation",
                                      [TREATED_AS_KNOWN] = "known"};
  return names[treatment];
}

const char *finding_remark(const struct finding *finding, char text[REMARK_SIZE]) {
  const enum treatment by_level = finding->is_must ? TREATED_AS_VIOLATION : TREATED_AS_DEVIATION;
  text[0] = '\0';
  if (finding->treatment == TREATED_AS_KNOWN)
    (void)snprintf(text, REMARK_SIZE, ", known variation: %s", finding->reason);
  else if (finding->treatment != by_level)
    (void)snprintf(text, REMARK_SIZE, ", a %s by the profile: %s",
                   treatment_name(finding->treatment), finding->reason);
  return text;
}

const char *describe_loss(enum plumb_loss loss) {
  static const char *const words[] = {
      [PLUMB_NOT_LOST] = "",
      [PLUMB_LOST_NO_SYN] = "its SYN is not in the capture",
      [PLUMB_LOST_SEVERAL_SYNS] = "SYNs that differ reached it",
      [PLUMB_LOST_RESET_EARLY] = "a SYN followed a reset in the handshake: it may have begun anew",
      [PLUMB_LOST_EARLY_ACK] = "an acknowledgment reached it before its SYN",
      [PLUMB_LOST_ODD_SYN] = "it sent SYN together with FIN or RST",
      [PLUMB_LOST_FAR] = "it is longer than 2^60 octets",
  };
  return words[loss];
}
