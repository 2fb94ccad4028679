#include "inputs.h"
#include "capture.h"
#include "message.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add(struct inputs *inputs, const char *path) {
  char *copy = strdup(path);
  if (copy == NULL) out_of_memory();
  inputs->paths =
      grow_for_one_more(inputs->paths, inputs->count, &inputs->capacity, sizeof *inputs->paths);
  inputs->paths[inputs->count++] = copy;
}

static int by_name(const FTSENT **a, const FTSENT **b) {
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* A symbolic link is what it leads to; fts(3) notices when that is a folder around it. */
static bool add_folder(struct inputs *inputs, const char *path) {
  char *name = strdup(path);
  char *const roots[] = {name, NULL};
  FTS *walk = name == NULL ? NULL : fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
  if (walk == NULL) out_of_memory();
  const size_t before = inputs->count;
  bool is_read = true;
  for (FTSENT *entry = fts_read(walk); entry != NULL; entry = fts_read(walk)) {
    if (entry->fts_info == FTS_F && capture_is_one(entry->fts_path)) add(inputs, entry->fts_path);
    if (entry->fts_info != FTS_DNR && entry->fts_info != FTS_ERR) continue;
    complain(entry->fts_path, "%s", strerror(entry->fts_errno));
    is_read = false;
  }
  (void)fts_close(walk);
  free(name);
  if (is_read && inputs->count == before) complain(path, "there is no capture in this folder");
  return is_read && inputs->count > before;
}

bool inputs_add(struct inputs *inputs, const char *path) {
  struct stat about;
  if (strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
    return add_folder(inputs, path);
  add(inputs, path);
  return true;
}

void inputs_free(struct inputs *inputs) {
  for (size_t i = 0; i < inputs->count; i++)
    free(inputs->paths[i]);
  free(inputs->paths);
  *inputs = (struct inputs){0};
}
