/* plumb clause: what a clause says, by its id. */
#include "clause_text.h"
#include "command.h"
#include "message.h"
#include "watches.h"

#include <stdio.h>
#include <string.h>

const char clause_help[] =
    "plumb clause ID...\n"
    "\n"
    "Prints the clause of an RFC that a finding or 'plumb explain' names, in Plumb's own words,\n"
    "with its level, the section where the RFC says it, and what 'plumb check' says of who breaks "
    "it,\n"
    "if it judges that.\n"
    "\n"
    "Exit codes: 0 printed, 2 there is no clause of that name.\n"
    "\n"
    "Example: plumb clause SHLD-14 EV-SEG-SYNC-7b\n";

static void print_piece(struct piece piece) { (void)fwrite(piece.at, 1, piece.length, stdout); }

/* What the findings say that are about the clause ID. */
static void print_findings(const char *id) {
  for (unsigned kind = 0; kind < KINDS; kind++) {
    const struct plumb_clause *clause = clause_of_kind(kind);
    if (clause != NULL && strcmp(clause->id, id) == 0)
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

int cmd_clause(int argc, char **argv) {
  int code = EXIT_CONFORMS;
  if (argc < 2) {
    complain(NULL, "clause takes the id of a clause or more; 'plumb help clause' tells more");
    return EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0) {
    (void)fputs(clause_help, stdout);
    return finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
  }
  for (int i = 1; i < argc; i++)
    if (!print_clause(argv[i])) code = EXIT_USAGE;
  return finish_output(stdout) ? code : EXIT_TROUBLE;
}
