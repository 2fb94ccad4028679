#include "profile.h"
#include "assets.h"
#include "message.h"
#include "watches.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char default_profile[] = "internet";

enum { COLUMNS = 3 };

static char *copy_of(const char *text) {
  char *copy = strdup(text);
  if (copy == NULL) out_of_memory();
  return copy;
}

/* The id of a clause that is judged, which lives for ever; NULL if it is none. */
static const char *judged_clause(const char *id) {
  for (unsigned kind = 0; kind < KINDS; kind++) {
    const struct plumb_clause *clause = clause_of_kind(kind);
    if (clause != NULL && strcmp(clause->id, id) == 0) return clause->id;
  }
  return NULL;
}

static const struct profile_row *find_row(const struct profile *profile, const char *clause) {
  for (size_t i = 0; i < profile->count; i++)
    if (strcmp(profile->rows[i].clause, clause) == 0) return &profile->rows[i];
  return NULL;
}

static bool parse_treatment(const char *text, enum treatment *treatment) {
  for (*treatment = TREATED_AS_VIOLATION; *treatment <= TREATED_AS_KNOWN; (*treatment)++)
    if (strcmp(text, treatment_name(*treatment)) == 0) return true;
  return false;
}

/* Adds a row of COLUMNS.  Returns what is wrong with it, or NULL. */
static const char *add_row(struct profile *profile, char *const columns[COLUMNS]) {
  struct profile_row row = {.clause = judged_clause(columns[0])};
  if (row.clause == NULL) return "names no clause that is judged";
  if (find_row(profile, row.clause) != NULL) return "names a clause a second time";
  if (!parse_treatment(columns[1], &row.treatment))
    return "has no treatment: violation, deviation or known";
  if (columns[2][0] == '\0') return "gives no reason";
  row.reason = copy_of(columns[2]);
  profile->rows = grow_for_one_more(profile->rows, profile->count, &profile->capacity, sizeof row);
  profile->rows[profile->count++] = row;
  return NULL;
}

/* Takes LINE apart.  Returns what is wrong with it, or NULL. */
static const char *take_line(struct profile *profile, char *line, bool is_first) {
  char *columns[COLUMNS], *rest = line;
  for (int i = 0; i < COLUMNS; i++)
    if ((columns[i] = strsep(&rest, "\t")) == NULL) return "has not three columns between tabs";
  if (rest != NULL) return "has more than three columns";
  if (!is_first) return add_row(profile, columns);
  bool is_head = strcmp(columns[0], "clause") == 0 && strcmp(columns[1], "treatment") == 0 &&
                 strcmp(columns[2], "reason") == 0;
  return is_head ? NULL : "is not: clause, treatment, reason";
}

static bool read_rows(struct profile *profile, FILE *in) {
  char *line = NULL;
  size_t room = 0;
  unsigned long number = 0;
  const char *fault = NULL;
  while (fault == NULL && getline(&line, &room, in) > 0) {
    line[strcspn(line, "\r\n")] = '\0';
    fault = take_line(profile, line, ++number == 1);
  }
  if (fault == NULL && ferror(in)) fault = strerror(errno);
  if (fault == NULL && number == 0) fault = "is not: clause, treatment, reason";
  if (fault != NULL) complain(profile->name, "line %lu %s", number > 0 ? number : 1, fault);
  free(line);
  return fault == NULL;
}

static FILE *open_profile(const char *name) {
  for (const struct asset_profile *at = asset_profiles; at->name != NULL; at++)
    if (strcmp(at->name, name) == 0) return fmemopen((char *)at->text, strlen(at->text), "r");
  return fopen(name, "re");
}

bool profile_load(struct profile *profile, const char *name) {
  *profile = (struct profile){.name = copy_of(name)};
  FILE *in = open_profile(name);
  if (in == NULL) {
    complain(NULL, "--profile takes strict, internet, a stack or a file, not '%s': %s", name,
             strerror(errno));
    return false;
  }
  bool is_read = read_rows(profile, in);
  (void)fclose(in);
  return is_read;
}

static void treat(const struct profile *profile, struct judgement *judgement) {
  for (size_t i = 0; i < judgement->count; i++) {
    struct finding *finding = &judgement->findings[i];
    const struct profile_row *row = find_row(profile, finding->clause);
    if (row == NULL) continue;
    finding->treatment = row->treatment;
    finding->reason = row->reason;
  }
  if (judgement->count > 0 && judgement->verdict != INCONCLUSIVE)
    judgement->verdict = verdict_on(judgement);
}

void profile_apply(const struct profile *profile, struct judged *judged) {
  for (int end = 0; end < 2; end++)
    treat(profile, &judged->judgements[end]);
}

void profile_free(struct profile *profile) {
  for (size_t i = 0; i < profile->count; i++)
    free(profile->rows[i].reason);
  free(profile->rows);
  free(profile->name);
  *profile = (struct profile){.name = NULL};
}
