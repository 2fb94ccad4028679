/* plumb clause: what a clause says, by its id. */
#include "clause_text.h"
#include "command.h"
#include "message.h"
#include "watches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char clause_help[] =
    "plumb clause [ID...]\n"
    "\n"
    "Prints the clause of an RFC that a finding or 'plumb explain' names, in Plumb's own words,\n"
    "with its level, the section where the RFC says it, and what 'plumb check' says of who breaks "
    "it,\n"
    "if it judges that. Without ID: the clauses that 'plumb check' judges, one a line.\n"
    "\n"
    "Exit codes: 0 printed, 2 there is no clause of that name.\n"
    "\n"
    "Example: plumb clause SHLD-14 EV-SEG-SYNC-7b\n";

static void print_piece(struct piece piece) { (void)fwrite(piece.at, 1, piece.length, stdout); }

/* What the findings say that are about the clause ID. */
static void print_findings(const char *id) {
  for (unsigned kind = 0; kind < KINDS; kind++) {
    const struct plumb_clause *clause = clause_of_kind(kind);
    if (clause != NULL && strcasecmp(clause->id, id) == 0)
      printf("  plumb check finds: %s.\n", clause->sentence);
  }
}

static bool print_clause(const char *id) {
  struct clause_text clause;
  if (!clause_find(id, &clause)) {
    complain(NULL, "there is no clause '%s'", id);
    return false;
  }
  print_piece(clause.id);
  printf("  RFC ");
  print_piece(clause.rfc);
  printf(" section ");
  print_piece(clause.section);
  printf("  ");
  print_piece(clause.level);
  printf("\n  ");
  print_piece(clause.text);
  printf("\n");
  print_findings(id);
  return true;
}

static int compare_clauses(const void *left, const void *right) {
  const struct plumb_clause *const *a = left, *const *b = right;
  int order = strcmp((*a)->id, (*b)->id);
  return order != 0 ? order : strcmp((*a)->sentence, (*b)->sentence);
}

/* The clauses that are judged, and what is said of who breaks them. */
static void print_judged(void) {
  const struct plumb_clause *clauses[KINDS] = {NULL};
  size_t count = 0;
  for (unsigned kind = 0; kind < KINDS; kind++)
    if (clause_of_kind(kind) != NULL) clauses[count++] = clause_of_kind(kind);
  qsort(clauses, count, sizeof(void *), compare_clauses);
  for (size_t i = 0; i < count; i++)
    if (i == 0 || compare_clauses(&clauses[i - 1], &clauses[i]) != 0)
      printf("%-19s  %-6s  %s\n", clauses[i]->id, clauses[i]->must ? "MUST" : "SHOULD",
             clauses[i]->sentence);
}

int cmd_clause(int argc, char **argv) {
  int code = EXIT_CONFORMS;
  if (argc < 2) {
    print_judged();
    return finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
  }
  if (strcmp(argv[1], "--help") == 0) {
    (void)fputs(clause_help, stdout);
    return finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
  }
  for (int i = 1; i < argc; i++)
    if (!print_clause(argv[i])) code = EXIT_USAGE;
  return finish_output(stdout) ? code : EXIT_TROUBLE;
}
