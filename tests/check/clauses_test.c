/* Every finding names a clause that there is, and says in a sentence what was done. */
#include "clauses.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/connection.h"

#define FINDINGS (PLUMB_SYN_CHALLENGE_MISSING + 1)
#define FOLDER PLUMB_SOURCE_DIR "/spec/requirements/"

/* The level that the tables give the clause ID, or NULL.  Their columns: id, RFC, section, level.
 */
static char *level_of(const char *table, const char *id) {
  static char line[4096];
  FILE *file = fopen(table, "r");
  char *level = NULL;
  ck_assert_ptr_nonnull(file);
  while (level == NULL && fgets(line, sizeof line, file) != NULL) {
    char *rest = line;
    if (strcmp(strsep(&rest, "\t"), id) != 0) continue;
    for (int column = 2; column <= 4; column++)
      level = strsep(&rest, "\t");
  }
  (void)fclose(file);
  return level;
}

static const char *level_in_any_table(const char *id) {
  const char *tables[] = {FOLDER "rfc9293.tsv", FOLDER "rfc9293-unlabelled.tsv",
                          FOLDER "rfc9293-events.tsv", FOLDER "rfc5961.tsv", FOLDER "rfc7323.tsv"};
  const char *level = NULL;
  for (size_t i = 0; level == NULL && i < sizeof tables / sizeof tables[0]; i++)
    level = level_of(tables[i], id);
  ck_assert_msg(level != NULL, "%s is in no table", id);
  return level;
}

/* SHOULD is what the tables call SHOULD.  All else is MUST: steps of the event processing, the
 * definitions in lower case, and what an option MAY do "only if" something it is not. */
START_TEST(levels_are_those_of_the_tables) {
  for (int f = PLUMB_NO_FINDING + 1; f < FINDINGS; f++) {
    const struct plumb_clause *clause = plumb_clause_of((enum plumb_finding)f);
    const char *level = level_in_any_table(clause->id);
    ck_assert_msg(clause->must == (strncmp(level, "SHOULD", 6) != 0), "%s is %s", clause->id,
                  level);
  }
}
END_TEST

/* A sentence begins with a capital letter, and the report sets the full stop. */
START_TEST(sentences) {
  for (int f = PLUMB_NO_FINDING + 1; f < FINDINGS; f++) {
    const char *sentence = plumb_clause_of((enum plumb_finding)f)->sentence;
    ck_assert(isupper((unsigned char)sentence[0]));
    ck_assert_int_ne(sentence[strlen(sentence) - 1], '.');
  }
}
END_TEST

/* No two findings are told by the same sentence. */
START_TEST(sentences_differ) {
  for (int f = PLUMB_NO_FINDING + 1; f < FINDINGS; f++)
    for (int g = f + 1; g < FINDINGS; g++)
      ck_assert_str_ne(plumb_clause_of((enum plumb_finding)f)->sentence,
                       plumb_clause_of((enum plumb_finding)g)->sentence);
}
END_TEST

/* Moving the right edge of a window to the left is advised against, not forbidden. */
START_TEST(shld_14_is_a_should) {
  ck_assert_str_eq(plumb_clause_of(PLUMB_WINDOW_SHRUNK)->id, "SHLD-14");
  ck_assert(!plumb_clause_of(PLUMB_WINDOW_SHRUNK)->must);
}
END_TEST

int main(void) {
  const TTest *tests[] = {levels_are_those_of_the_tables, sentences, sentences_differ,
                          shld_14_is_a_should};
  return run_tests("check/clauses", tests, sizeof tests / sizeof tests[0]);
}
