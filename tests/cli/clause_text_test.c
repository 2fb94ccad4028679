/* The texts of the clauses, as they were put into the command. */
#include "clause_text.h"

#include <stdio.h>

#include "assets.h"
#include "craft.h"
#include "watches.h"

static void is(struct piece piece, const char *text) {
  ck_assert_uint_eq(piece.length, strlen(text));
  ck_assert_int_eq(strncmp(piece.at, text, piece.length), 0);
}

/* A row is found by its id, with all its fields. */
START_TEST(a_clause) {
  struct clause_text clause;
  ck_assert(clause_find("SHLD-14", &clause));
  is(clause.id, "SHLD-14");
  is(clause.rfc, "9293");
  is(clause.section, "3.8.6");
  is(clause.level, "SHOULD NOT");
  is(clause.topic, "rx:window");
  is(clause.text, "Do not shrink the window, i.e. do not move its right edge to the left.");
}
END_TEST

/* Who types an id need not mind its letters. */
START_TEST(in_other_letters) {
  struct clause_text clause;
  ck_assert(clause_find("ev-SEG-listen-3B", &clause));
  is(clause.id, "EV-SEG-LISTEN-3b");
}
END_TEST

/* The beginning of an id is none, and neither is a heading or a piece of a row. */
START_TEST(no_clause) {
  struct clause_text clause;
  const char *const ids[] = {
      "",
      "SHLD",
      "SHLD-1\t9293",
      "MUST-9\n",
      "nonsense",
      "id",
      "a name that is much longer than the id of any clause will ever be, and more"};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
    ck_assert_msg(!clause_find(ids[i], &clause), "%s", ids[i]);
}
END_TEST

/* Whatever the observer and the watches accuse of has a text. */
START_TEST(every_finding_has_a_text) {
  for (unsigned kind = 0; kind < KINDS; kind++) {
    struct clause_text clause;
    if (clause_of_kind(kind) == NULL) continue;
    const char *id = clause_of_kind(kind)->id;
    ck_assert_msg(clause_find(id, &clause), "%s", id);
    ck_assert_uint_gt(clause.text.length, 0);
  }
}
END_TEST

/* Several tables are joined, and an id is in one row only. */
START_TEST(an_id_has_one_row) {
  size_t rows = 0;
  for (const char *line = asset_clauses; *line != '\0'; line = strchr(line, '\n') + 1, rows++) {
    struct clause_text clause;
    char id[64];
    (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(line, "\t"), line);
    if (strcmp(id, "id") == 0) continue;
    ck_assert_msg(clause_find(id, &clause), "%s", id);
    ck_assert_msg(clause.id.at == line, "%s has two rows", id);
  }
  ck_assert_uint_gt(rows, 500);
}
END_TEST

/* What addresses a section leaves out the item in it. */
START_TEST(the_anchor_of_a_section) {
  struct clause_text clause;
  ck_assert(clause_find("R7323-2.4_3-a", &clause));
  is(clause.section, "2.4 (3)");
  is(clause_anchor(&clause), "2.4");
  ck_assert(clause_find("EV-SEG-SYNC-7b", &clause));
  is(clause_anchor(&clause), "3.10.7.4");
}
END_TEST

/* The rows of SEGMENT ARRIVES, one after the other, in the order of their table. */
START_TEST(rows_by_the_beginning_of_their_ids) {
  struct clause_text clause;
  const char *at = clause_next("EV-SEG-", NULL, &clause);
  size_t rows = 0;
  ck_assert_ptr_nonnull(at);
  is(clause.id, "EV-SEG-CLOSED-1");
  ck_assert_uint_gt(clause.text.length, 0);
  for (; at != NULL; at = clause_next("EV-SEG-", at, &clause), rows++)
    ck_assert_int_eq(strncmp(clause.id.at, "EV-SEG-", 7), 0);
  is(clause.id, "EV-SEG-SYNC-8h");
  ck_assert_uint_eq(rows, 67);
  ck_assert_ptr_null(clause_next("EV-NONE", NULL, &clause));
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_clause,
                          in_other_letters,
                          no_clause,
                          every_finding_has_a_text,
                          an_id_has_one_row,
                          the_anchor_of_a_section,
                          rows_by_the_beginning_of_their_ids};
  return run_tests("cli/clause_text", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
