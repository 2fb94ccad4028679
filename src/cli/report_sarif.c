#include "report_sarif.h"
#include "clause_text.h"
#include "json.h"
#include "message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct sarif_report sarif_begin(FILE *out) {
  (void)fputs("{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", "
              "\"version\": \"2.1.0\", \"runs\": [{\"results\": [",
              out);
  return (struct sarif_report){.out = out, .rules = json_object(), .notifications = json_array()};
}

/* The path as a URI reference (RFC 3986): a relative one stays relative to wherever the report is
   read, which for a code host is the root of the repository. */
static json_t *uri_of(const char *path) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  char *uri = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&uri, &size);
  if (out == NULL) out_of_memory();
  if (path[0] == '/') (void)fputs("file://", out);
  for (const char *at = path; *at != '\0'; at++) {
    if (strchr(plain, *at) != NULL)
      (void)fputc(*at, out);
    else
      (void)fprintf(out, "%%%02X", (unsigned)(unsigned char)*at);
  }
  if (fclose(out) != 0) out_of_memory();
  json_t *string = json_string(uri);
  free(uri);
  return string;
}

static json_t *message_object(const char *text) {
  json_t *message = json_object();
  json_set(message, "text", json_text(text));
  return message;
}

/* A capture has no lines; code hosts ask for one. */
static json_t *physical_location(const char *path) {
  json_t *location = json_object(), *artifact = json_object(), *region = json_object();
  json_set(artifact, "uri", uri_of(path));
  json_set(region, "startLine", json_number(1));
  json_set(location, "artifactLocation", artifact);
  json_set(location, "region", region);
  return location;
}

static json_t *locations_of(const char *path, const char *end) {
  json_t *list = json_array(), *location = json_object();
  json_set(location, "physicalLocation", physical_location(path));
  if (end != NULL) {
    json_t *logical = json_array(), *place = json_object();
    json_set(place, "name", json_string(end));
    json_set(place, "kind", json_string("endpoint"));
    json_add(logical, place);
    json_set(location, "logicalLocations", logical);
  }
  json_add(list, location);
  return list;
}

static const char *level_for(enum treatment treatment) {
  static const char *const levels[] = {[TREATED_AS_VIOLATION] = "error",
                                       [TREATED_AS_DEVIATION] = "warning",
                                       [TREATED_AS_KNOWN] = "note"};
  return levels[treatment];
}

/* A finding that may follow from an earlier one decides nothing. */
static const char *level_of(const struct finding *finding) {
  return finding->is_later ? "note" : level_for(finding->treatment);
}

/* What the profile knows is no news: SARIF calls it suppressed. */
static json_t *suppressions_of(const struct finding *finding) {
  json_t *list = json_array(), *suppression = json_object();
  json_set(suppression, "kind", json_string("external"));
  json_set(suppression, "justification", json_text(finding->reason));
  json_add(list, suppression);
  return list;
}

/* What the clause of RULE says, in our words, and where. */
static void describe(json_t *rule, const char *id) {
  struct clause_text clause;
  char text[1024];
  if (!clause_find(id, &clause)) return;
  struct piece anchor = clause_anchor(&clause);
  (void)snprintf(text, sizeof text, "RFC %.*s section %.*s, %.*s: %.*s", (int)clause.rfc.length,
                 clause.rfc.at, (int)clause.section.length, clause.section.at,
                 (int)clause.level.length, clause.level.at, (int)clause.text.length,
                 clause.text.at);
  json_set(rule, "fullDescription", message_object(text));
  (void)snprintf(text, sizeof text, "https://www.rfc-editor.org/rfc/rfc%.*s#section-%.*s",
                 (int)clause.rfc.length, clause.rfc.at, (int)anchor.length, anchor.at);
  json_set(rule, "helpUri", json_string(text));
}

static void add_rule(struct sarif_report *report, const struct finding *finding) {
  if (json_object_get(report->rules, finding->clause) != NULL) return;
  json_t *rule = json_object(), *defaults = json_object();
  json_set(rule, "id", json_string(finding->clause));
  json_set(rule, "shortDescription", message_object(finding->sentence));
  describe(rule, finding->clause);
  json_set(defaults, "level", json_string(level_for(finding->treatment)));
  json_set(rule, "defaultConfiguration", defaults);
  json_set(report->rules, finding->clause, rule);
}

static json_t *result_object(const struct sarif_report *report, const struct judged *judged,
                             const char *end, const struct finding *finding) {
  char text[512];
  json_t *result = json_object(), *properties = json_object(), *fingerprints = json_object();
  (void)snprintf(text, sizeof text,
                 "%s in %s, packet %" PRIu64 " of connection %" PRIu64
                 ": %s. Allowed: %s; seen: %s.",
                 end, finding->state, finding->packet, judged->number, finding->sentence,
                 finding->allowed, finding->seen);
  json_set(fingerprints, "primaryLocationLineHash", json_string(end));
  json_set(properties, "connection", json_number(judged->number));
  json_set(properties, "packet", json_number(finding->packet));
  json_set(properties, "time", json_real((double)finding->time / 1e6));
  json_set(properties, "state", json_string(finding->state));
  json_set(properties, "treatment", json_string(treatment_name(finding->treatment)));
  json_set(result, "ruleId", json_string(finding->clause));
  json_set(result, "level", json_string(level_of(finding)));
  json_set(result, "message", message_object(text));
  json_set(result, "locations", locations_of(report->path, end));
  json_set(result, "partialFingerprints", fingerprints); /* an alert for each end and clause */
  json_set(result, "properties", properties);
  if (finding->treatment == TREATED_AS_KNOWN)
    json_set(result, "suppressions", suppressions_of(finding));
  return result;
}

static void put_end(struct sarif_report *report, const struct judged *judged, int end) {
  const struct judgement *judgement = &judged->judgements[end];
  char text[SOCKET_TEXT_SIZE];
  const char *name = socket_text(&judged->ends[end], text);
  for (size_t i = 0; i < judgement->count; i++) {
    add_rule(report, &judgement->findings[i]);
    (void)fputs(report->has_results ? ",\n" : "\n", report->out);
    json_write(result_object(report, judged, name, &judgement->findings[i]), report->out);
    report->has_results = true;
  }
}

void sarif_connection(struct sarif_report *report, const struct judged *judged) {
  for (int end = 0; end < 2; end++)
    if (judged->shown[end] && judged->judgements[end].verdict != INCONCLUSIVE)
      put_end(report, judged, end);
}

void sarif_begin_file(struct sarif_report *report, const struct file_facts *facts) {
  report->path = facts->path;
  if (facts->error == NULL) return;
  json_t *notification = json_object();
  json_set(notification, "level", json_string("error"));
  json_set(notification, "message", message_object(facts->error));
  json_set(notification, "locations", locations_of(report->path, NULL));
  json_add(report->notifications, notification);
}

void sarif_finish(struct sarif_report *report) {
  json_t *tool = json_object(), *driver = json_object(), *rules = json_array();
  json_t *invocations = json_array(), *invocation = json_object();
  for (void *at = json_object_iter(report->rules); at != NULL;
       at = json_object_iter_next(report->rules, at))
    json_add(rules, json_incref(json_object_iter_value(at)));
  json_decref(report->rules);
  json_set(driver, "name", json_string("plumb"));
  json_set(driver, "version", json_string(PLUMB_VERSION));
  json_set(driver, "rules", rules);
  json_set(tool, "driver", driver);
  json_set(invocation, "executionSuccessful",
           json_boolean(json_array_size(report->notifications) == 0));
  json_set(invocation, "toolExecutionNotifications", report->notifications);
  json_add(invocations, invocation);
  (void)fputs("],\n\"tool\": ", report->out);
  json_write(tool, report->out);
  (void)fputs(",\n\"invocations\": ", report->out);
  json_write(invocations, report->out);
  (void)fputs("}]}\n", report->out);
}
