/* The command line of plumb check.  What it says to those it does not understand is in
   tests/cli/errors.sh. */
#include "check_options.h"

#include <stdio.h>

#include "craft.h"
#include "message.h"

static struct check_options options;
static int code;

/* Parses LINE, words between single blanks. */
static bool parse(const char *line) {
  static char words[256];
  char *argv[32] = {NULL}, *rest = words;
  int argc = 0;
  (void)snprintf(words, sizeof words, "check %s", line);
  while (argc < 31 && (argv[argc] = strsep(&rest, " ")) != NULL)
    argc++;
  code = -1;
  return check_options_parse(argc, argv, &options, &code);
}

static void end(void) { check_options_free(&options); }

START_TEST(a_file) {
  ck_assert(parse("one.pcap"));
  ck_assert_uint_eq(options.inputs.count, 1);
  ck_assert_int_eq(options.outputs.printed, PRINTED_TEXT);
  ck_assert_ptr_null(options.selection.filter);
  ck_assert(options.is_complete);
}
END_TEST

/* Everything at once, options before and after the files. */
START_TEST(everything) {
  ck_assert(
      parse("-q one.pcap --junit j.xml --sarif s.json --annotate a.pcapng two.pcap "
            "--clause R9293-L16 --endpoint 10.0.0.1:80 --connection 3 --since 2.5 --filter tcp "
            "--vantage 10.0.0.1"));
  ck_assert_uint_eq(options.inputs.count, 2);
  ck_assert_int_eq(options.outputs.printed, PRINTED_SUMMARY);
  ck_assert_str_eq(options.outputs.junit, "j.xml");
  ck_assert_str_eq(options.outputs.sarif, "s.json");
  ck_assert_str_eq(options.outputs.annotated, "a.pcapng");
  ck_assert_str_eq(options.selection.clause, "R9293-L16");
  ck_assert_uint_eq(options.selection.endpoint.port, 80);
  ck_assert_uint_eq(options.selection.connection, 3);
  ck_assert_uint_eq(options.selection.since, 2500000);
  ck_assert_ptr_nonnull(options.selection.filter);
  ck_assert_int_eq(options.vantage.source, VANTAGE_GIVEN);
}
END_TEST

/* A report for machines may be printed instead of written. */
START_TEST(printed_instead) {
  ck_assert(parse("--junit - one.pcap"));
  ck_assert_int_eq(options.outputs.printed, PRINTED_JUNIT);
  ck_assert_ptr_null(options.outputs.junit);
  check_options_free(&options);
  ck_assert(parse("--sarif - one.pcap"));
  ck_assert_int_eq(options.outputs.printed, PRINTED_SARIF);
  check_options_free(&options);
  ck_assert(parse("--json --junit j.xml one.pcap"));
  ck_assert_int_eq(options.outputs.printed, PRINTED_JSON);
}
END_TEST

/* An interface stands for files. */
START_TEST(an_interface) {
  ck_assert(parse("-i lo --quiet --junit j.xml"));
  ck_assert_str_eq(options.interface, "lo");
  ck_assert_uint_eq(options.inputs.count, 0);
}
END_TEST

/* Without another one it is internet; the last one named counts. */
START_TEST(profiles) {
  ck_assert(parse("one.pcap"));
  ck_assert_str_eq(options.profile.name, "internet");
  check_options_free(&options);
  ck_assert(parse("--profile passt --profile strict one.pcap"));
  ck_assert_str_eq(options.profile.name, "strict");
}
END_TEST

/* A share of the connections is followed, not judged: all else is asked of plumb merge. */
START_TEST(a_shard) {
  ck_assert(parse("--shard 2/3 --filter tcp -j 2 --json one.pcap"));
  ck_assert_uint_eq(options.shard.number, 2);
  ck_assert_uint_eq(options.shard.count, 3);
  ck_assert_str_eq(options.selection.filter_text, "tcp");
}
END_TEST

START_TEST(merging) {
  char command[] = "merge", quiet[] = "--quiet", clause[] = "--clause", id[] = "SHLD-14",
       first[] = "1.json", second[] = "2.json", filter[] = "--filter", tcp[] = "tcp";
  char *good[] = {command, quiet, clause, id, first, second, NULL};
  ck_assert(merge_options_parse(6, good, &options, &code));
  ck_assert_uint_eq(options.inputs.count, 2);
  ck_assert_int_eq(options.outputs.printed, PRINTED_SUMMARY);
  ck_assert_str_eq(options.selection.clause, "SHLD-14");
  check_options_free(&options);
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  char *filtered[] = {command, filter, tcp, first, NULL}, *nothing[] = {command, quiet, NULL};
  ck_assert(!merge_options_parse(4, filtered, &options, &code));
  ck_assert_int_eq(code, EXIT_USAGE);
  ck_assert(!merge_options_parse(2, nothing, &options, &code));
  ck_assert_int_eq(code, EXIT_USAGE);
}
END_TEST

START_TEST(not_understood) {
  const char *const lines[] = {"--json",
                               "--nonsense one.pcap",
                               "--json --quiet one.pcap",
                               "--sarif - --junit - one.pcap",
                               "--clause NONE one.pcap",
                               "--endpoint nobody one.pcap",
                               "--connection 0 one.pcap",
                               "--since later one.pcap",
                               "--filter nonsense one.pcap",
                               "--filter tcp --filter nonsense one.pcap",
                               "--vantage nowhere one.pcap",
                               "one.pcap --junit",
                               "-i lo one.pcap",
                               "-i lo --json",
                               "-i lo --annotate a.pcapng",
                               "-i lo --shard 1/2",
                               "--shard 3/2 one.pcap",
                               "--shard 1/2 --quiet one.pcap",
                               "--shard 1/2 --junit j.xml one.pcap",
                               "--shard 1/2 --clause SHLD-14 one.pcap",
                               "--profile nonsense one.pcap",
                               "--shard 1/2 --profile linux one.pcap",
                               "--shard 1/2 --vantage 10.0.0.1 one.pcap"};
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    ck_assert_msg(!parse(lines[i]), "%s", lines[i]);
    ck_assert_int_eq(code, EXIT_USAGE);
  }
}
END_TEST

START_TEST(help) {
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
  ck_assert(!parse("--help"));
  ck_assert_int_eq(code, EXIT_CONFORMS);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_file,  everything, printed_instead, an_interface, profiles,
                          a_shard, merging,    not_understood,  help};
  return run_tests("cli/check_options", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
