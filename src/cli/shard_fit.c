#include "shard_fit.h"
#include "message.h"
#include "table.h"

/* Are two lines the same but for the member KEY? */
static bool same_but_for(const json_t *a, const json_t *b, const char *key) {
  json_t *left = json_copy((json_t *)a), *right = json_copy((json_t *)b);
  if (left == NULL || right == NULL) out_of_memory();
  (void)json_object_del(left, key);
  (void)json_object_del(right, key);
  bool same = json_equal(left, right) == 1;
  json_decref(left);
  json_decref(right);
  return same;
}

static bool same_member(const json_t *a, const json_t *b, const char *key) {
  const json_t *left = json_object_get(a, key), *right = json_object_get(b, key);
  return left == right || json_equal(left, right) == 1;
}

static const char *name_of(const json_t *file) {
  return json_string_value(json_object_get(file, "file"));
}

static bool same_files(const struct shard_document *document, const struct shard_document *first) {
  size_t count = json_array_size(document->files), wanted = json_array_size(first->files);
  if (count != wanted) {
    complain(document->path, "is of %zu captures, %s of %zu", count, first->path, wanted);
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    const json_t *file = json_array_get(document->files, i);
    const json_t *same = json_array_get(first->files, i);
    if (same_but_for(file, same, "connections")) continue;
    if (!same_member(file, same, "file"))
      complain(document->path, "is of the capture %s where %s is of %s", name_of(file), first->path,
               name_of(same));
    else
      complain(document->path, "is of another capture %s than %s: its packets differ",
               name_of(file), first->path);
    return false;
  }
  return true;
}

static bool fits(const struct shard_document *document, const struct shard_document *first) {
  if (document->shard.count != first->shard.count)
    complain(document->path, "is one of %u shards, %s one of %u", document->shard.count,
             first->path, first->shard.count);
  else if (!same_member(document->head, first->head, "filter"))
    complain(document->path, "was made with another --filter than %s", first->path);
  else
    return same_files(document, first);
  return false;
}

bool shards_fit(const struct shard_document *documents, size_t count) {
  const struct shard_document *of[TABLES + 1] = {NULL};
  const struct shard_document *first = &documents[0];
  bool is_good = true;
  for (size_t i = 0; i < count; i++) {
    const struct shard_document **place = &of[documents[i].shard.number];
    is_good = fits(&documents[i], first) && is_good;
    if (*place != NULL)
      complain(documents[i].path, "is shard %u, as is %s", documents[i].shard.number,
               (*place)->path);
    is_good = is_good && *place == NULL;
    *place = &documents[i];
  }
  for (unsigned number = 1; is_good && number <= first->shard.count; number++) {
    if (of[number] != NULL) continue;
    complain(NULL, "shard %u of %u is missing", number, first->shard.count);
    is_good = false;
  }
  return is_good;
}
