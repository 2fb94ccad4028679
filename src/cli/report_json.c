#include "message.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

/* A string as JSON.  File names need not be UTF-8: what is not ASCII is then shown as '?'. */
static json_t *json_text(const char *text) {
  json_t *string = json_string(text);
  if (string != NULL) return string;
  char *plain = strdup(text);
  if (plain == NULL) out_of_memory();
  for (char *at = plain; *at != '\0'; at++)
    if ((unsigned char)*at > 127) *at = '?';
  string = json_string(plain);
  free(plain);
  return string;
}

static json_t *json_number(uint64_t number) { return json_integer((json_int_t)number); }

static void set(json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value) != 0) out_of_memory();
}

static void append(json_t *array, json_t *value) {
  if (json_array_append_new(array, value) != 0) out_of_memory();
}

static json_t *json_finding(const struct finding *finding) {
  json_t *object = json_object();
  set(object, "packet", json_number(finding->packet));
  set(object, "time", json_real((double)finding->time / 1e6));
  set(object, "state", json_string(finding->state));
  set(object, "clause", json_string(finding->clause));
  set(object, "level", json_string(finding->is_must ? "MUST" : "SHOULD"));
  set(object, "after_earlier", json_boolean(finding->is_later));
  set(object, "sentence", json_string(finding->sentence));
  set(object, "allowed", json_string(finding->allowed));
  set(object, "seen", json_string(finding->seen));
  return object;
}

static json_t *json_end(const struct socket_id *socket, const struct judgement *judgement) {
  char text[SOCKET_TEXT_SIZE];
  json_t *object = json_object(), *findings = json_array();
  for (size_t i = 0; i < judgement->count; i++)
    append(findings, json_finding(&judgement->findings[i]));
  set(object, "socket", json_string(socket_text(socket, text)));
  set(object, "verdict", json_string(verdict_name(judgement->verdict)));
  if (judgement->verdict == INCONCLUSIVE) set(object, "reason", json_string(judgement->reason));
  set(object, "findings", findings);
  return object;
}

json_t *json_connection(const struct judged *c) {
  json_t *object = json_object(), *ends = json_array();
  for (int end = 0; end < 2; end++)
    append(ends, json_end(&c->ends[end], &c->judgements[end]));
  set(object, "connection", json_number(c->number));
  set(object, "first_packet", json_number(c->first));
  set(object, "last_packet", json_number(c->last));
  set(object, "ends", ends);
  return object;
}

json_t *json_file(const char *path, const struct reading *reading, json_t *connections) {
  char remarks[256];
  json_t *object = json_object();
  reading_remarks(reading, remarks, sizeof remarks);
  set(object, "file", json_text(path));
  set(object, "packets", json_number(reading->packets));
  if (!reading->opened || reading->broken) set(object, "error", json_text(reading->reason));
  if (remarks[0] != '\0') set(object, "not_judged", json_string(remarks));
  set(object, "connections", connections);
  return object;
}

static json_t *json_ends(const struct file_row *row) {
  json_t *object = json_object();
  for (int verdict = 0; verdict < VERDICTS; verdict++)
    set(object, verdict_name((enum verdict)verdict), json_number(row->ends[verdict]));
  return object;
}

static json_t *json_clause(const struct clause_row *row) {
  json_t *object = json_object();
  set(object, "clause", json_string(row->clause));
  set(object, "level", json_string(row->is_must ? "MUST" : "SHOULD"));
  set(object, "findings", json_number(row->findings));
  set(object, "ends", json_number(row->ends));
  return object;
}

json_t *json_report(const struct summary *summary, json_t *files) {
  struct file_row total = summary_total(summary);
  json_t *report = json_object(), *sums = json_object(), *clauses = json_array();
  for (size_t i = 0; i < summary->clause_count; i++)
    append(clauses, json_clause(&summary->clauses[i]));
  set(sums, "files", json_number(summary->file_count));
  set(sums, "connections", json_number(total.connections));
  set(sums, "ends", json_ends(&total));
  set(sums, "clauses", clauses);
  set(report, "plumb", json_string(PLUMB_VERSION));
  set(report, "files", files);
  set(report, "summary", sums);
  return report;
}
