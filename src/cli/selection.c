#include "selection.h"
#include "watches.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Arguments ------------------------------------------------------------------------------- */

/* A clause that nothing is judged by would find everybody innocent. */
bool selection_clause(struct selection *selection, const char *text) {
  selection->clause = NULL;
  for (unsigned kind = 0; kind < KINDS; kind++) {
    const struct plumb_clause *clause = clause_of_kind(kind);
    if (clause != NULL && strcasecmp(clause->id, text) == 0) selection->clause = clause->id;
  }
  return selection->clause != NULL;
}

static bool parse_number(const char *text, uint64_t largest, uint64_t *number) {
  char *end = NULL;
  if (!isdigit((unsigned char)text[0])) return false;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return errno == 0 && *end == '\0' && 0 < *number && *number <= largest;
}

static bool parse_address(const char *text, struct socket_id *socket) {
  *socket = (struct socket_id){.is_v6 = false};
  if (inet_pton(AF_INET, text, socket->address) == 1) return true;
  socket->is_v6 = true;
  return inet_pton(AF_INET6, text, socket->address) == 1;
}

bool selection_endpoint(struct selection *selection, const char *text) {
  selection->has_endpoint = true;
  return parse_address(text, &selection->endpoint) ||
         (socket_parse(text, &selection->endpoint) && selection->endpoint.port != 0);
}

bool selection_connection(struct selection *selection, const char *text) {
  return parse_number(text, UINT64_MAX, &selection->connection);
}

bool selection_since(struct selection *selection, const char *text) {
  char *end = NULL;
  errno = 0;
  double seconds = strtod(text, &end);
  if (!isdigit((unsigned char)text[0]) || errno != 0 || *end != '\0' || seconds > 1e12)
    return false;
  selection->since = (uint64_t)(seconds * 1e6 + 0.5);
  return true;
}

/* ---- What is shown --------------------------------------------------------------------------- */

static bool is_asked_for(const struct selection *selection, const struct socket_id *end) {
  const struct socket_id *asked = &selection->endpoint;
  return !selection->has_endpoint ||
         (same_host(asked, end) && (asked->port == 0 || asked->port == end->port));
}

static void keep_findings(struct judgement *judgement, const char *clause) {
  size_t kept = 0;
  for (size_t i = 0; i < judgement->count; i++)
    if (strcmp(judgement->findings[i].clause, clause) == 0)
      judgement->findings[kept++] = judgement->findings[i];
  judgement->count = kept;
}

/* The verdict that the findings left would have given; those that may follow from others give
   none. */
static void judge_again(struct judgement *judgement) {
  if (judgement->verdict == INCONCLUSIVE) return;
  judgement->verdict = judgement->count == 0 ? CONFORMS : INCONCLUSIVE;
  for (size_t i = 0; i < judgement->count; i++)
    if (!judgement->findings[i].is_later) judgement->verdict = verdict_on(judgement);
  if (judgement->verdict == INCONCLUSIVE)
    (void)snprintf(judgement->reason, sizeof judgement->reason,
                   "what was found may follow from a finding of another clause");
}

bool selection_apply(const struct selection *selection, struct judged *judged) {
  bool is_wanted = judged->passes && judged->ended >= selection->since &&
                   (selection->connection == 0 || selection->connection == judged->number);
  for (int end = 0; end < 2; end++) {
    judged->shown[end] = is_wanted && is_asked_for(selection, &judged->ends[end]);
    if (selection->clause == NULL) continue;
    keep_findings(&judged->judgements[end], selection->clause);
    judge_again(&judged->judgements[end]);
  }
  return judged->shown[0] || judged->shown[1];
}
