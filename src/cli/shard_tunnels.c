#include "shard_tunnels.h"
#include "json.h"

static json_t *tunnel_object(const struct tunnel *tunnel) {
  char text[SOCKET_TEXT_SIZE];
  json_t *object = json_object();
  json_set(object, "outer", json_number(tunnel->outer));
  json_set(object, "kind", json_number(tunnel->kind));
  json_set(object, "id", json_number(tunnel->id));
  json_set(object, "low", json_string(socket_text(&tunnel->ends[0], text)));
  json_set(object, "high", json_string(socket_text(&tunnel->ends[1], text)));
  return object;
}

json_t *shard_tunnels_array(const struct tunnels *tunnels) {
  json_t *array = json_array();
  for (unsigned i = 0; i < tunnels->count; i++)
    json_add(array, tunnel_object(&tunnels->list[i]));
  return array;
}

static bool take_number(const json_t *object, const char *key, uint64_t high, uint64_t *number) {
  const json_t *value = json_object_get(object, key);
  const json_int_t got = json_integer_value(value);
  *number = (uint64_t)got;
  return json_is_integer(value) && got >= 0 && (uint64_t)got <= high;
}

static bool take_socket(const json_t *object, const char *key, struct socket_id *socket) {
  const char *text = json_string_value(json_object_get(object, key));
  return text != NULL && socket_parse(text, socket);
}

static bool take_tunnel(const json_t *object, struct tunnel *tunnel) {
  uint64_t outer = 0, kind = 0, id = 0;
  if (!take_number(object, "outer", TUNNELS, &outer) ||
      !take_number(object, "kind", TUNNEL_GENEVE, &kind) ||
      !take_number(object, "id", UINT32_MAX, &id) ||
      !take_socket(object, "low", &tunnel->ends[0]) ||
      !take_socket(object, "high", &tunnel->ends[1]))
    return false;
  tunnel->outer = (uint8_t)outer;
  tunnel->kind = (uint8_t)kind;
  tunnel->id = (uint32_t)id;
  return true;
}

bool shard_tunnels_from(const json_t *array, struct tunnels *tunnels) {
  *tunnels = (struct tunnels){.count = 0};
  if (array == NULL) return true;
  if (!json_is_array(array) || json_array_size(array) > TUNNELS) return false;
  for (size_t i = 0; i < json_array_size(array); i++)
    if (!take_tunnel(json_array_get(array, i), &tunnels->list[tunnels->count++])) return false;
  return true;
}
