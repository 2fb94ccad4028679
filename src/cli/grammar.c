#include "grammar.h"
#include "message.h"

#include <stdio.h>

static bool answer_help(const struct grammar *grammar, int *code) {
  (void)fputs(grammar->help, stdout);
  *code = finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
  return false;
}

bool grammar_read(const struct grammar *grammar, int argc, char **argv, void *options, int *code) {
  int option = 0;
  *code = EXIT_USAGE;
  optind = 0; /* glibc: start afresh */
  opterr = 0;
  while ((option = getopt_long(argc, argv, grammar->shorts, grammar->longs, NULL)) != -1) {
    if (option == 'h') return answer_help(grammar, code);
    if (option == '?') {
      complain(NULL, "%s does not understand '%s'; 'plumb help %s' tells more", grammar->name,
               argv[optind - 1], grammar->name);
      return false;
    }
    if (!grammar->take(options, option)) return false;
  }
  return true;
}

bool grammar_expect(bool is_good, const char *name, const char *what) {
  if (!is_good) complain(NULL, "--%s takes %s, not '%s'", name, what, optarg);
  return is_good;
}
