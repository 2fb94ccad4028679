#include "shard_write.h"
#include "json.h"
#include "message.h"
#include "shard_tunnels.h"

#include <inttypes.h>

static void write_line(json_t *object, FILE *out) {
  json_write(object, out);
  (void)fputc('\n', out);
}

void shard_write_head(FILE *out, const struct shard *shard, const char *filter, bool is_complete) {
  json_t *head = json_object();
  json_set(head, "plumb_shard", json_number(SHARD_SCHEMA));
  json_set(head, "plumb", json_string(PLUMB_VERSION));
  json_set(head, "shard", json_number(shard->number));
  json_set(head, "of", json_number(shard->count));
  if (filter != NULL) json_set(head, "filter", json_text(filter));
  json_set(head, "complete", json_boolean(is_complete));
  write_line(head, out);
}

static json_t *charge_object(const struct charge *charge) {
  json_t *object = json_object();
  json_set(object, "clause", json_string(clause_of_kind(charge->kind)->id));
  json_set(object, "kind", json_number(charge->kind));
  json_set(object, "packet", json_number(charge->packet));
  json_set(object, "time", json_number(charge->time));
  if (charge->certain != UINT64_MAX) json_set(object, "certain", json_number(charge->certain));
  json_set(object, "low", json_number(charge->low));
  json_set(object, "high", json_number(charge->high));
  json_set(object, "seen", json_number(charge->seen));
  json_set(object, "state", json_number(charge->state));
  json_set(object, "after_fin", json_boolean(charge->after_fin));
  json_set(object, "after_syn", json_boolean(charge->after_syn));
  return object;
}

static json_t *notice_object(const struct notice *notice) {
  json_t *object = json_object();
  json_set(object, "packet", json_number(notice->packet));
  json_set(object, "time", json_number(notice->time));
  json_set(object, "seq", json_number(notice->error.seq));
  json_set(object, "mtu", json_number(notice->error.mtu));
  json_set(object, "kind", json_number(notice->error.kind));
  json_set(object, "type", json_number(notice->error.type));
  json_set(object, "code", json_number(notice->error.code));
  json_set(object, "v6", json_boolean(notice->error.is_v6));
  json_set(object, "awaited", json_boolean(notice->is_awaited));
  return object;
}

static json_t *end_object(const struct finished *c, unsigned number) {
  char text[SOCKET_TEXT_SIZE];
  const struct finished_end *end = &c->end[number];
  const struct charge *charges = &c->charges[number == 0 ? 0 : c->end[0].charge_count];
  const struct notice *notices = finished_notices(c, number);
  json_t *object = json_object(), *list = json_array(), *errors = json_array();
  for (uint32_t i = 0; i < end->charge_count; i++)
    json_add(list, charge_object(&charges[i]));
  for (uint32_t i = 0; i < end->notice_count; i++)
    json_add(errors, notice_object(&notices[i]));
  json_set(object, "socket", json_string(socket_text(&c->ends[number], text)));
  json_set(object, "begins", json_number(end->beginning.packet));
  json_set(object, "begins_at", json_number(end->began));
  json_set(object, "opens", json_boolean(end->opens));
  json_set(object, "syn", json_boolean(end->syn));
  json_set(object, "iss", json_number(end->iss));
  json_set(object, "acknowledges", json_number(end->beginning.acknowledges));
  json_set(object, "mss", json_number(end->offload.mss));
  json_set(object, "offload", json_number(end->offload.signs));
  if (end->until != UINT64_MAX) json_set(object, "until", json_number(end->until));
  json_set(object, "gap", json_number(end->gap));
  json_set(object, "break_off", json_number(end->break_off));
  json_set(object, "lost", json_number(end->lost));
  json_set(object, "charges", list);
  json_set(object, "icmp_errors", json_number(end->errors));
  json_set(object, "notices", errors);
  return object;
}

static json_t *connection_object(const struct finished *c, bool is_partial) {
  json_t *object = json_object(), *ends = json_array();
  json_add(ends, end_object(c, 0));
  json_add(ends, end_object(c, 1));
  json_set(object, "first_packet", json_number(c->first));
  json_set(object, "last_packet", json_number(c->last));
  json_set(object, "ended", json_number(c->ended));
  json_set(object, "begins_with_syn", json_boolean(c->begins_with_syn));
  json_set(object, "passes", json_boolean(c->passes));
  json_set(object, "evicted", json_boolean(c->is_evicted));
  json_set(object, "partial", json_boolean(is_partial));
  json_set(object, "nearer", json_integer(c->nearer));
  json_set(object, "tunnel", json_number(c->ends[0].tunnel));
  json_set(object, "ends", ends);
  return object;
}

static json_t *file_object(const char *path, const struct examined *examined) {
  const struct reading *reading = &examined->reading;
  char digest[17], remarks[READING_REMARKS_SIZE];
  json_t *object = json_object();
  (void)snprintf(digest, sizeof digest, "%016" PRIx64, reading->digest);
  reading_remarks(reading, remarks, sizeof remarks);
  json_set(object, "file", json_string(path));
  json_set(object, "opened", json_boolean(reading->opened));
  json_set(object, "packets", json_number(reading->packets));
  json_set(object, "digest", json_string(digest));
  json_set(object, "not_judged", json_string(remarks));
  if (!reading->opened || reading->broken) json_set(object, "error", json_text(reading->reason));
  if (reading->tunnels.count > 0)
    json_set(object, "tunnels", shard_tunnels_array(&reading->tunnels));
  json_set(object, "connections", json_number(examined->harvest.connections));
  return object;
}

void shard_write_file(FILE *out, const char *path, struct examined *examined) {
  const struct finished *c = NULL;
  write_line(file_object(path, examined), out);
  while ((c = spool_next(&examined->harvest.spool)) != NULL)
    write_line(connection_object(c, unread_concerns(&examined->reading.unread, c->ends)), out);
}

void shard_write_end(FILE *out, size_t files) {
  json_t *object = json_object();
  json_set(object, "end", json_number(files));
  write_line(object, out);
}
