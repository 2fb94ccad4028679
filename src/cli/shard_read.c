#include "shard_read.h"
#include "json.h"
#include "message.h"
#include "shard_tunnels.h"
#include "shard_write.h"
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Lines ----------------------------------------------------------------------------------- */

static bool blame(const struct shard_document *document, const char *what) {
  complain(document->path, "line %llu %s", (unsigned long long)document->line, what);
  return false;
}

static bool next_line(struct shard_document *document) {
  document->line++;
  return getline(&document->text, &document->room, document->in) > 0;
}

/* The next line as an object; NULL when there is none.  The caller drops the reference. */
static json_t *next_object(struct shard_document *document) {
  if (!next_line(document)) return NULL;
  json_t *object = json_loads(document->text, JSON_REJECT_DUPLICATES, NULL);
  if (json_is_object(object)) return object;
  json_decref(object);
  return NULL;
}

/* ---- Members --------------------------------------------------------------------------------- */

/* These leave IS_GOOD as it is, or false when there is no such member from LOW to HIGH. */
static uint64_t number(const json_t *object, const char *key, uint64_t low, uint64_t high,
                       bool *is_good) {
  const json_t *value = json_object_get(object, key);
  json_int_t got = json_integer_value(value);
  *is_good = *is_good && json_is_integer(value) && got >= 0 && low <= (uint64_t)got &&
             (uint64_t)got <= high;
  return (uint64_t)got;
}

static uint64_t number_or(const json_t *object, const char *key, uint64_t otherwise,
                          bool *is_good) {
  return json_object_get(object, key) == NULL ? otherwise
                                              : number(object, key, 0, INT64_MAX, is_good);
}

static bool boolean(const json_t *object, const char *key, bool *is_good) {
  const json_t *value = json_object_get(object, key);
  *is_good = *is_good && json_is_boolean(value);
  return json_is_true(value);
}

/* ---- Connections ----------------------------------------------------------------------------- */

static struct charge charge_from(const json_t *object, bool *is_good) {
  struct charge charge = {
      .packet = number(object, "packet", 1, INT64_MAX, is_good),
      .time = number(object, "time", 0, PLUMB_TIME_MAX, is_good),
      .certain = number_or(object, "certain", UINT64_MAX, is_good),
      .low = (uint32_t)number(object, "low", 0, UINT32_MAX, is_good),
      .high = (uint32_t)number(object, "high", 0, UINT32_MAX, is_good),
      .seen = (uint32_t)number(object, "seen", 0, UINT32_MAX, is_good),
      .kind = (uint8_t)number(object, "kind", 0, UINT8_MAX, is_good),
      .state = (uint8_t)number(object, "state", PLUMB_CLOSED, PLUMB_TIME_WAIT, is_good),
      .after_fin = boolean(object, "after_fin", is_good),
      .after_syn = boolean(object, "after_syn", is_good)};
  const struct plumb_clause *clause = clause_of_kind(charge.kind);
  const char *id = json_string_value(json_object_get(object, "clause"));
  *is_good = *is_good && clause != NULL && id != NULL && strcmp(clause->id, id) == 0;
  return charge;
}

static struct notice notice_from(const json_t *object, bool *is_good) {
  return (struct notice){
      .packet = number(object, "packet", 1, INT64_MAX, is_good),
      .time = number(object, "time", 0, PLUMB_TIME_MAX, is_good),
      .error = {.seq = (uint32_t)number(object, "seq", 0, UINT32_MAX, is_good),
                .mtu = (uint16_t)number(object, "mtu", 0, UINT16_MAX, is_good),
                .kind = (uint8_t)number(object, "kind", ICMP_SOFT, ICMP_OTHER, is_good),
                .type = (uint8_t)number(object, "type", 0, UINT8_MAX, is_good),
                .code = (uint8_t)number(object, "code", 0, UINT8_MAX, is_good),
                .is_v6 = boolean(object, "v6", is_good)},
      .is_awaited = boolean(object, "awaited", is_good)};
}

static struct finished_end end_from(const json_t *object, struct socket_id *socket, bool *is_good) {
  const char *name = json_string_value(json_object_get(object, "socket"));
  const json_t *charges = json_object_get(object, "charges");
  const json_t *notices = json_object_get(object, "notices");
  *is_good = *is_good && name != NULL && socket_parse(name, socket) && json_is_array(charges) &&
             json_array_size(charges) <= UINT16_MAX && json_is_array(notices) &&
             json_array_size(notices) <= NOTICES;
  return (struct finished_end){
      .began = number(object, "begins_at", 0, PLUMB_TIME_MAX, is_good),
      .beginning = {.packet = number(object, "begins", 0, INT64_MAX, is_good),
                    .acknowledges = number(object, "acknowledges", 0, INT64_MAX, is_good)},
      .opens = boolean(object, "opens", is_good),
      .syn = boolean(object, "syn", is_good),
      .iss = (uint32_t)number(object, "iss", 0, UINT32_MAX, is_good),
      .offload = {.mss = (uint16_t)number(object, "mss", 0, UINT16_MAX, is_good),
                  .signs = (uint8_t)number(object, "offload", 0, OFFLOAD_SIGNS - 1, is_good)},
      .until = number_or(object, "until", UINT64_MAX, is_good),
      .gap = number(object, "gap", 0, INT64_MAX, is_good),
      .break_off = (uint8_t)number(object, "break_off", NOTHING_MISSED, TOO_MANY_GAPS, is_good),
      .lost = (uint8_t)number(object, "lost", PLUMB_NOT_LOST, PLUMB_LOST_FAR, is_good),
      .charge_count = (uint32_t)json_array_size(charges),
      .notice_count = (uint32_t)json_array_size(notices),
      .errors =
          (uint32_t)number(object, "icmp_errors", json_array_size(notices), UINT32_MAX, is_good)};
}

static struct finished head_from(const json_t *object, bool *is_good) {
  const json_t *nearer = json_object_get(object, "nearer");
  const json_int_t end = json_integer_value(nearer);
  *is_good = *is_good && json_is_integer(nearer) && -1 <= end && end <= 1;
  return (struct finished){.first = number(object, "first_packet", 1, INT64_MAX, is_good),
                           .last = number(object, "last_packet", 1, INT64_MAX, is_good),
                           .ended = number(object, "ended", 0, PLUMB_TIME_MAX, is_good),
                           .begins_with_syn = boolean(object, "begins_with_syn", is_good),
                           .passes = boolean(object, "passes", is_good),
                           .is_evicted = boolean(object, "evicted", is_good),
                           .is_partial = boolean(object, "partial", is_good),
                           .nearer = (int8_t)end};
}

/* Fills in what stands behind the head of FINISHED. */
static void take_lists(struct finished *finished, const json_t *ends, bool *is_good) {
  struct charge *charge = finished->charges;
  for (unsigned end = 0; end < 2; end++) {
    const json_t *charges = json_object_get(json_array_get(ends, end), "charges");
    for (size_t i = 0; i < finished->end[end].charge_count; i++)
      *charge++ = charge_from(json_array_get(charges, i), is_good);
  }
  struct notice *notice = (void *)charge;
  for (unsigned end = 0; end < 2; end++) {
    const json_t *notices = json_object_get(json_array_get(ends, end), "notices");
    for (size_t i = 0; i < finished->end[end].notice_count; i++)
      *notice++ = notice_from(json_array_get(notices, i), is_good);
  }
}

/* The caller frees what is returned; NULL if OBJECT is no connection. */
static struct finished *finished_from(const json_t *object) {
  bool is_good = true;
  const json_t *ends = json_object_get(object, "ends");
  struct finished head = head_from(object, &is_good);
  const uint8_t tunnel = (uint8_t)number(object, "tunnel", 0, TUNNELS, &is_good);
  for (unsigned end = 0; end < 2 && is_good; end++) {
    head.end[end] = end_from(json_array_get(ends, end), &head.ends[end], &is_good);
    head.ends[end].tunnel = tunnel;
  }
  if (!is_good) return NULL;
  struct finished *finished = grow(NULL, 1, finished_size(&head));
  *finished = head;
  take_lists(finished, ends, &is_good);
  if (is_good) return finished;
  free(finished);
  return NULL;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static bool read_head(struct shard_document *document) {
  bool is_good = true;
  document->head = next_object(document);
  const json_t *head = document->head;
  const json_t *schema = json_object_get(head, "plumb_shard");
  const char *version = json_string_value(json_object_get(head, "plumb"));
  if (!json_is_integer(schema) || version == NULL) {
    complain(document->path, "is not what plumb check --shard writes");
    return false;
  }
  if (json_integer_value(schema) != SHARD_SCHEMA || strcmp(version, PLUMB_VERSION) != 0) {
    complain(document->path, "was written by plumb %s; this is %s", version, PLUMB_VERSION);
    return false;
  }
  document->shard.count = (unsigned)number(head, "of", 1, TABLES, &is_good);
  document->shard.number = (unsigned)number(head, "shard", 1, document->shard.count, &is_good);
  (void)boolean(head, "complete", &is_good);
  return is_good || blame(document, "names no shard");
}

/* Adds OBJECT, which is dropped, to the files; skips its connections. */
static bool take_file(struct shard_document *document, json_t *object) {
  bool is_good = json_is_string(json_object_get(object, "file")) &&
                 json_is_string(json_object_get(object, "not_judged"));
  uint64_t connections = number(object, "connections", 0, INT64_MAX, &is_good);
  (void)number(object, "packets", 0, INT64_MAX, &is_good);
  bool is_opened = boolean(object, "opened", &is_good);
  const json_t *error = json_object_get(object, "error");
  struct tunnels tunnels;
  is_good = is_good && (json_is_string(error) || (error == NULL && is_opened)) &&
            shard_tunnels_from(json_object_get(object, "tunnels"), &tunnels);
  json_add(document->files, object);
  if (!is_good) return blame(document, "describes no file");
  for (; connections > 0; connections--)
    if (!next_line(document)) return blame(document, "is missing: the shard is not whole");
  return true;
}

/* The files, and the line that ends them. */
static bool survey(struct shard_document *document) {
  json_t *object = NULL;
  while ((object = next_object(document)) != NULL && json_object_get(object, "end") == NULL)
    if (!take_file(document, object)) return false;
  if (object == NULL)
    return blame(document,
                 feof(document->in) ? "is missing: the shard is not whole" : "is not JSON");
  bool is_good = true;
  (void)number(object, "end", json_array_size(document->files), json_array_size(document->files),
               &is_good);
  json_decref(object);
  return is_good || blame(document, "counts other files than there are");
}

bool shard_open(struct shard_document *document, const char *path) {
  *document = (struct shard_document){.path = path, .in = fopen(path, "re"), .files = json_array()};
  if (document->in == NULL) {
    complain(path, "%s", strerror(errno));
    return false;
  }
  if (!read_head(document) || !survey(document)) return false;
  rewind(document->in);
  document->line = 0;
  return next_line(document) || blame(document, "cannot be read again");
}

bool shard_read_file(struct shard_document *document, struct harvest *harvest) {
  const json_t *file = json_array_get(document->files, document->given++);
  json_int_t left = json_integer_value(json_object_get(file, "connections"));
  if (!next_line(document)) return blame(document, "cannot be read again");
  for (; left > 0; left--) {
    json_t *object = next_object(document);
    struct finished *finished = object == NULL ? NULL : finished_from(object);
    json_decref(object);
    if (finished == NULL) return blame(document, "describes no connection");
    harvest_add(harvest, &finished, 1);
    free(finished);
  }
  return true;
}

void shard_close(struct shard_document *document) {
  if (document->in != NULL) (void)fclose(document->in);
  json_decref(document->head);
  json_decref(document->files);
  free(document->text);
  *document = (struct shard_document){.in = NULL};
}
