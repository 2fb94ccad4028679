#include "report_json.h"
#include "json.h"

static json_t *finding_object(const struct finding *finding) {
  json_t *object = json_object();
  json_set(object, "packet", json_number(finding->packet));
  json_set(object, "time", json_real((double)finding->time / 1e6));
  json_set(object, "state", json_string(finding->state));
  json_set(object, "clause", json_string(finding->clause));
  json_set(object, "level", json_string(finding->is_must ? "MUST" : "SHOULD"));
  json_set(object, "treatment", json_string(treatment_name(finding->treatment)));
  if (finding->reason != NULL) json_set(object, "treatment_reason", json_text(finding->reason));
  json_set(object, "after_earlier", json_boolean(finding->is_later));
  json_set(object, "sentence", json_string(finding->sentence));
  json_set(object, "allowed", json_string(finding->allowed));
  json_set(object, "seen", json_string(finding->seen));
  return object;
}

static json_t *offload_array(bool is_left, bool is_joined) {
  json_t *array = json_array();
  if (is_left) json_add(array, json_string("checksums"));
  if (is_joined) json_add(array, json_string("segments"));
  return array;
}

static json_t *notice_object(const struct notice *notice) {
  json_t *object = json_object();
  json_set(object, "packet", json_number(notice->packet));
  json_set(object, "time", json_real((double)notice->time / 1e6));
  json_set(object, "version", json_integer(notice->error.is_v6 ? 6 : 4));
  json_set(object, "type", json_integer(notice->error.type));
  json_set(object, "code", json_integer(notice->error.code));
  json_set(object, "kind", json_string(icmp_kind_name((enum icmp_kind)notice->error.kind)));
  if (notice->error.mtu > 0) json_set(object, "mtu", json_integer(notice->error.mtu));
  json_set(object, "outstanding", json_boolean(notice->is_awaited));
  return object;
}

static void add_notices(json_t *object, const struct judged *judged, int end) {
  json_t *notices = json_array();
  for (uint32_t i = 0; i < judged->notice_count[end]; i++)
    json_add(notices, notice_object(&judged->notices[end][i]));
  json_set(object, "icmp", notices);
  json_set(object, "icmp_errors", json_number(judged->errors[end]));
}

static json_t *end_object(const struct judged *judged, int end) {
  const struct socket_id *socket = &judged->ends[end];
  const struct judgement *judgement = &judged->judgements[end];
  char text[SOCKET_TEXT_SIZE];
  json_t *object = json_object(), *findings = json_array();
  for (size_t i = 0; i < judgement->count; i++)
    json_add(findings, finding_object(&judgement->findings[i]));
  json_set(object, "socket", json_string(socket_text(socket, text)));
  json_set(object, "verdict", json_string(verdict_name(judgement->verdict)));
  if (judgement->verdict == INCONCLUSIVE)
    json_set(object, "reason", json_string(judgement->reason));
  if (judged->errors[end] > 0) add_notices(object, judged, end);
  if (judged->left[end] || judged->joined[end])
    json_set(object, "offload", offload_array(judged->left[end], judged->joined[end]));
  json_set(object, "findings", findings);
  return object;
}

struct json_report json_begin(FILE *out) {
  (void)fprintf(out, "{\"plumb\": \"%s\", \"schema\": %d, \"files\": [", PLUMB_VERSION,
                JSON_SCHEMA);
  return (struct json_report){.out = out};
}

static json_t *tunnels_array(const struct tunnels *tunnels) {
  json_t *array = json_array();
  char text[TUNNEL_TEXT_SIZE];
  for (unsigned i = 0; i < tunnels->count; i++)
    json_add(array, json_string(tunnel_text(&tunnels->list[i], text)));
  return array;
}

void json_begin_file(struct json_report *report, const struct file_facts *facts) {
  (void)fprintf(report->out, "%s\n{\"file\": ", report->has_files ? "," : "");
  json_write(json_text(facts->path), report->out);
  (void)fprintf(report->out, ", \"packets\": %llu", (unsigned long long)facts->packets);
  if (facts->error != NULL) {
    (void)fputs(", \"error\": ", report->out);
    json_write(json_text(facts->error), report->out);
  }
  if (facts->not_judged[0] != '\0')
    (void)fprintf(report->out, ", \"not_judged\": \"%s\"", facts->not_judged);
  if (facts->tunnels != NULL && facts->tunnels->count > 0) {
    (void)fputs(", \"tunnels\": ", report->out);
    json_write(tunnels_array(facts->tunnels), report->out);
  }
  (void)fputs(", \"connections\": [", report->out);
  report->has_files = true;
  report->has_connections = false;
}

void json_connection(struct json_report *report, const struct judged *judged) {
  json_t *object = json_object(), *ends = json_array();
  for (int end = 0; end < 2; end++)
    if (judged->shown[end]) json_add(ends, end_object(judged, end));
  json_set(object, "connection", json_number(judged->number));
  json_set(object, "first_packet", json_number(judged->first));
  json_set(object, "last_packet", json_number(judged->last));
  if (judged->ends[0].tunnel != 0) json_set(object, "tunnel", json_integer(judged->ends[0].tunnel));
  json_set(object, "ends", ends);
  (void)fputs(report->has_connections ? ",\n" : "\n", report->out);
  json_write(object, report->out);
  report->has_connections = true;
}

void json_end_file(struct json_report *report) { (void)fputs("]}", report->out); }

static json_t *verdict_counts(const struct file_row *row) {
  json_t *object = json_object();
  for (int verdict = 0; verdict < VERDICTS; verdict++)
    json_set(object, verdict_name((enum verdict)verdict), json_number(row->ends[verdict]));
  return object;
}

static json_t *clause_object(const struct clause_row *row) {
  json_t *object = json_object();
  json_set(object, "clause", json_string(row->clause));
  json_set(object, "level", json_string(row->is_must ? "MUST" : "SHOULD"));
  json_set(object, "treatment", json_string(treatment_name(row->treatment)));
  json_set(object, "findings", json_number(row->findings));
  json_set(object, "ends", json_number(row->ends));
  return object;
}

void json_finish(struct json_report *report, const struct summary *summary) {
  struct file_row total = summary_total(summary);
  json_t *sums = json_object(), *clauses = json_array();
  for (size_t i = 0; i < summary->clause_count; i++)
    json_add(clauses, clause_object(&summary->clauses[i]));
  json_set(sums, "files", json_number(summary->file_count));
  json_set(sums, "connections", json_number(total.connections));
  json_set(sums, "ends", verdict_counts(&total));
  json_set(sums, "clauses", clauses);
  (void)fputs("],\n\"summary\": ", report->out);
  json_write(sums, report->out);
  (void)fputs("}\n", report->out);
}
