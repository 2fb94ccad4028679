#include "shard.h"
#include "message.h"
#include "table.h"

#include <string.h>

enum { NUMBER_SIZE = 8 }; /* octets that "I" may take */

bool shard_parse(const char *text, struct shard *shard) {
  char first[NUMBER_SIZE];
  size_t number = 0, count = 0;
  const char *slash = strchr(text, '/');
  if (slash == NULL || (size_t)(slash - text) >= sizeof first) return false;
  memcpy(first, text, (size_t)(slash - text));
  first[slash - text] = '\0';
  if (!parse_count(first, &number) || !parse_count(slash + 1, &count)) return false;
  *shard = (struct shard){.number = (unsigned)number, .count = (unsigned)count};
  return number <= count && count <= TABLES;
}

bool shard_has(const struct shard *shard, unsigned table) {
  return shard->count == 0 || table % shard->count == shard->number - 1;
}

unsigned shard_place(const struct shard *shard, unsigned table) {
  return shard->count == 0 ? table : table / shard->count;
}
