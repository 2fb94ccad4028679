#include "json.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

json_t *json_text(const char *text) {
  json_t *string = json_string(text);
  if (string != NULL) return string;
  char *plain = strdup(text);
  if (plain == NULL) out_of_memory();
  for (char *at = plain; *at != '\0'; at++)
    if ((unsigned char)*at > 127) *at = '?';
  string = json_string(plain);
  free(plain);
  if (string == NULL) out_of_memory();
  return string;
}

json_t *json_number(uint64_t number) { return json_integer((json_int_t)number); }

void json_set(json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value) != 0) out_of_memory();
}

void json_add(json_t *array, json_t *value) {
  if (json_array_append_new(array, value) != 0) out_of_memory();
}

void json_write(json_t *value, FILE *out) {
  (void)json_dumpf(value, out, JSON_ENCODE_ANY); /* what cannot be written, ferror() tells */
  json_decref(value);
}
