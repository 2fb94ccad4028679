#include "clause_text.h"
#include "assets.h"

#include <string.h>

/* The field at *AT, which is moved behind it. */
static struct piece next_field(const char **at) {
  struct piece field = {.at = *at, .length = strcspn(*at, "\t\n")};
  *at += field.length;
  if (**at == '\t') (*at)++;
  return field;
}

bool clause_find(const char *id, struct clause_text *clause) {
  const size_t length = strlen(id);
  if (length == 0 || strpbrk(id, "\t\n") != NULL) return false;
  const char *next = NULL;
  for (const char *line = asset_clauses; *line != '\0'; line = next) {
    next = line + strcspn(line, "\n");
    if (*next == '\n') next++;
    if (strncmp(line, id, length) != 0 || line[length] != '\t') continue;
    const char *at = line;
    clause->id = next_field(&at);
    clause->rfc = next_field(&at);
    clause->section = next_field(&at);
    clause->level = next_field(&at);
    clause->topic = next_field(&at);
    clause->text = next_field(&at);
    return true;
  }
  return false;
}

struct piece clause_anchor(const struct clause_text *clause) {
  struct piece anchor = {.at = clause->section.at};
  while (anchor.length < clause->section.length &&
         strchr("0123456789.", anchor.at[anchor.length]) != NULL)
    anchor.length++;
  return anchor;
}
