#include "clause_text.h"
#include "assets.h"

#include <stdio.h>
#include <string.h>

enum { CLAUSE_ID_SIZE = 64 };

/* The field at *AT, which is moved behind it. */
static struct piece next_field(const char **at) {
  struct piece field = {.at = *at, .length = strcspn(*at, "\t\n")};
  *at += field.length;
  if (**at == '\t') (*at)++;
  return field;
}

/* The row that begins at AT. */
static struct clause_text clause_at(const char *at) {
  struct clause_text clause;
  clause.id = next_field(&at);
  clause.rfc = next_field(&at);
  clause.section = next_field(&at);
  clause.level = next_field(&at);
  clause.topic = next_field(&at);
  clause.text = next_field(&at);
  return clause;
}

bool clause_find(const char *id, struct clause_text *clause) {
  char beginning[CLAUSE_ID_SIZE + 2]; /* of its line; the first is a heading, */
  const size_t length = strlen(id);
  if (strcasecmp(id, "id") == 0) return false; /* and each table has one */
  if (length == 0 || length >= CLAUSE_ID_SIZE || strpbrk(id, "\t\n") != NULL) return false;
  (void)snprintf(beginning, sizeof beginning, "\n%s\t", id);
  const char *at = strcasestr(asset_clauses, beginning);
  if (at == NULL) return false;
  *clause = clause_at(at + 1);
  return true;
}

const char *clause_next(const char *beginning, const char *at, struct clause_text *clause) {
  const size_t length = strlen(beginning);
  for (at = at == NULL ? asset_clauses : at; (at = strchr(at, '\n')) != NULL;) {
    if (strncmp(++at, beginning, length) != 0) continue;
    *clause = clause_at(at);
    return at;
  }
  return NULL;
}

struct piece clause_anchor(const struct clause_text *clause) {
  struct piece anchor = {.at = clause->section.at};
  while (anchor.length < clause->section.length &&
         strchr("0123456789.", anchor.at[anchor.length]) != NULL)
    anchor.length++;
  return anchor;
}
