/* The options of a subcommand are read: those it knows are its own, the others are answered. */
#include "grammar.h"

#include "craft.h"
#include "message.h"

struct options {
  const char *name;
  bool loud;
};

static bool take(void *given, int option) {
  struct options *options = given;
  if (option == 'n') options->name = optarg;
  options->loud = options->loud || option == 'l';
  return option != 'n' || grammar_expect(optarg[0] != '\0', "name", "a word");
}

static struct options options;
static int code;

/* What is made of `sing ARGUMENT... song`. */
static bool reads(char *first, char *second) {
  static const struct option longs[] = {{"name", required_argument, NULL, 'n'},
                                        {"loud", no_argument, NULL, 'l'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  static const struct grammar grammar = {"sing", "plumb sing SONG\n", "lh", longs, take};
  char command[] = "sing", song[] = "song";
  char *argv[] = {command, first, second, song, NULL};
  options = (struct options){.name = "nobody"};
  code = EXIT_CONFORMS;
  return grammar_read(&grammar, 4, argv, &options, &code);
}

START_TEST(options_before_the_files) {
  char loud[] = "-l", name[] = "--name=bird";
  ck_assert(reads(loud, name));
  ck_assert(options.loud);
  ck_assert_str_eq(options.name, "bird");
  ck_assert_int_eq(optind, 3);
}
END_TEST

/* A value that makes no sense, and an option that is not known. */
START_TEST(not_understood) {
  char loud[] = "-l", empty[] = "--name=", unknown[] = "--soft";
  ck_assert(!reads(loud, empty));
  ck_assert_int_eq(code, EXIT_USAGE);
  ck_assert(!reads(unknown, loud));
  ck_assert_int_eq(code, EXIT_USAGE);
  ck_assert(!options.loud);
}
END_TEST

/* What comes after --help is not looked at. */
START_TEST(help) {
  char asked[] = "--help", loud[] = "-l";
  ck_assert(!reads(asked, loud));
  ck_assert_int_eq(code, EXIT_CONFORMS);
  ck_assert(!options.loud);
}
END_TEST

int main(void) {
  const TTest *tests[] = {options_before_the_files, not_understood, help};
  return run_tests("cli/grammar", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
