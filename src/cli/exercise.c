#include "exercise.h"
#include "alter.h"
#include "clause_text.h"
#include "evidence.h"
#include "follower.h"
#include "hosts.h"
#include "message.h"
#include "mirror.h"
#include "watch_isns.h"

#include <stdlib.h>
#include <string.h>

struct exercise exercise_start(void) {
  struct exercise exercise = {.row_count = 0};
  struct clause_text clause;
  size_t capacity = 0;
  for (const char *at = NULL; (at = clause_next("EV-SEG-", at, &clause)) != NULL;) {
    exercise.rows =
        grow_for_one_more(exercise.rows, exercise.row_count, &capacity, sizeof *exercise.rows);
    exercise.rows[exercise.row_count++] =
        (struct exercised_row){.id = clause.id.at, .length = clause.id.length};
  }
  return exercise;
}

void exercise_free(struct exercise *exercise) {
  free(exercise->rows);
  *exercise = (struct exercise){.rows = NULL};
}

void exercise_add(struct exercise *sum, const struct exercise *part) {
  sum->captures += part->captures;
  sum->connections += part->connections;
  sum->ends += part->ends;
  for (unsigned kind = 0; kind < KINDS; kind++)
    sum->occasions[kind] += part->occasions[kind];
  for (unsigned state = 0; state < STATES; state++)
    sum->states[state] += part->states[state];
  for (size_t i = 0; i < sum->row_count; i++)
    for (unsigned state = 0; state < STATES; state++)
      sum->rows[i].arrived[state] += part->rows[i].arrived[state];
}

/* ---- Occasions ------------------------------------------------------------------------------- */

/* One end of a connection, gone through segment by segment. */
struct course {
  unsigned end;
  bool is_near; /* the capture was taken there */
  struct follower follower;
  uint64_t sent; /* when the end sent last */
  struct mirror mirror;
  bool stood[STATES];
  struct exercise *exercise;
};

static void try_altered(const struct course *c, const struct record *record, bool found[KINDS]) {
  for (unsigned way = AS_IT_IS; way < ALTERATIONS; way++) {
    struct record other = altered(record, (enum alteration)way, c->sent);
    follower_would_find(&c->follower, &other, found);
  }
}

static void count_occasions(struct course *c, const struct record *record) {
  bool found[KINDS] = {false};
  if (record->from == c->end) {
    try_altered(c, record, found);
    follower_sent(&c->follower, record);
    c->sent = record->time;
  } else {
    bool was_due = c->follower.vigil.due;
    follower_arrived(&c->follower, record);
    found[challenge_by(record)] = c->follower.vigil.due && !was_due;
  }
  for (unsigned kind = 0; kind < KINDS; kind++)
    c->exercise->occasions[kind] += found[kind] && (c->is_near || holds_in_any_order(kind));
}

/* ---- States and rows ------------------------------------------------------------------------- */

static void count_row(struct exercise *exercise, const char *id, enum plumb_tcp_state state) {
  for (size_t i = 0; i < exercise->row_count; i++) {
    struct exercised_row *row = &exercise->rows[i];
    if (strlen(id) == row->length && strncmp(id, row->id, row->length) == 0) row->arrived[state]++;
  }
}

/* The rows that tell of an arrival, and the one that asks for its answer. */
static void count_arrival(struct course *c, const struct record *record) {
  enum plumb_tcp_state before = c->mirror.tcb.state;
  struct story story = mirror_receives(&c->mirror, &record->seg, record->time);
  const char *answer = c->mirror.answer_row.clause;
  bool is_told = c->mirror.answer.kind == PLUMB_NO_ANSWER || answer == NULL;
  for (unsigned i = 0; i < story.count; i++) {
    count_row(c->exercise, story.rows[i].clause, before);
    is_told = is_told || strcmp(story.rows[i].clause, answer) == 0;
  }
  if (!is_told) count_row(c->exercise, answer, before);
}

static void count_states(struct course *c, const struct record *record) {
  c->stood[c->mirror.tcb.state] = true;
  if (record->from == c->end)
    (void)mirror_sends(&c->mirror, &record->seg, record->time);
  else
    count_arrival(c, record);
  c->stood[c->mirror.tcb.state] = true;
}

/* ---- Ends, connections, captures ------------------------------------------------------------- */

/* The segments of CONNECTION as its end END has them, as far as there is EVIDENCE. */
static void count_end(struct exercise *exercise, const struct connection *connection, unsigned end,
                      const struct evidence *evidence) {
  struct course course = {.end = end,
                          .is_near = evidence->worth == WORTH_FULL,
                          .follower = follower_start(),
                          .mirror = mirror_of(connection, end, false),
                          .exercise = exercise};
  size_t error = 0;
  for (size_t i = 0; i < connection->count; i++) {
    const struct record *record = &connection->records[i];
    if (record->number >= evidence->until) break;
    for (; error < connection->error_count; error++) {
      const struct record *warning = &connection->errors[error];
      if (warning->number > record->number) break;
      if (warning->from == end) follower_warned(&course.follower, warning);
    }
    if (record->damaged) continue;
    count_occasions(&course, record);
    if (course.is_near) count_states(&course, record);
  }
  for (unsigned state = 0; state < STATES; state++)
    exercise->states[state] += course.stood[state];
  exercise->ends += course.is_near;
  follower_free(&course.follower);
}

static void count_isns(struct exercise *exercise, struct hosts *hosts, const struct finished *c) {
  for (unsigned end = 0; end < 2; end++) {
    struct charge charge;
    exercise->occasions[KIND_ISNS + PLUMB_ISN_PREDICTABLE] += hosts_have_occasion(hosts, c, end);
    (void)hosts_open(hosts, c, end, &charge);
  }
}

void exercise_count(struct exercise *exercise, const struct trace *trace,
                    const struct vantage *given) {
  struct vantage vantage = trace_vantage(trace, given);
  struct hosts *hosts = hosts_start();
  for (size_t i = 0; i < trace->flows.count; i++) {
    const struct connection *connection = trace->flows.list[i];
    struct finished *finished = finished_of(connection, trace->reading.ended);
    count_isns(exercise, hosts, finished);
    vantage.is_partial = reading_lacks(&trace->reading, connection->ends);
    for (unsigned end = 0; end < 2; end++) {
      struct evidence evidence = evidence_of(finished, end, &vantage);
      if (evidence.worth == WORTH_FULL || evidence.worth == WORTH_UNORDERED)
        count_end(exercise, connection, end, &evidence);
    }
    free(finished);
  }
  hosts_free(hosts);
  exercise->captures++;
  exercise->connections += trace->flows.count;
}
