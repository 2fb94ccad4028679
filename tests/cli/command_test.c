/* The command as its user meets it: the whole program, run on files good and bad. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "craft.h"
#include "message.h"

/* Every error is told in tests/cli/errors.sh; it also says what it missed. */
START_TEST(errors) {
  int status = system("bash " PLUMB_SOURCE_DIR "/tests/cli/errors.sh " PLUMB_COMMAND
                      " " PLUMB_SOURCE_DIR "/traces");
  ck_assert(WIFEXITED(status));
  ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* What the command prints on standard output. */
static const char *printed(const char *arguments) {
  static char text[65536];
  char command[256];
  (void)snprintf(command, sizeof command, "%s %s", PLUMB_COMMAND, arguments);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  text[fread(text, 1, sizeof text - 1, pipe)] = '\0';
  ck_assert_int_eq(pclose(pipe), 0);
  return text;
}

/* A connection of Linux with Linux, told from the SYN to TIME-WAIT. */
START_TEST(explain_a_connection) {
  const char *text = printed("explain " PLUMB_SOURCE_DIR "/traces/linux-6.18/basic.c.A.pcap.gz");
  ck_assert_ptr_nonnull(strstr(text, "A = 10.9.0.1:59084, where the capture was taken\n"));
  ck_assert_ptr_nonnull(strstr(text, "#1  0.000000 s  A > B  <SEQ=0><CTL=SYN>  0 octets"));
  ck_assert_ptr_nonnull(strstr(text, "A sends    CLOSED -> SYN-SENT  SND.NXT 0 -> 1\n"
                                     "       EV-OPEN-CLOSED-6"));
  ck_assert_ptr_nonnull(strstr(text, "FIN-WAIT-1 -> TIME-WAIT"));
  ck_assert_ptr_nonnull(strstr(text, "LAST-ACK -> CLOSED"));
  ck_assert_ptr_null(strstr(text, "but "));
  ck_assert_ptr_null(strchr(text, '\033'));
}
END_TEST

/* Of the end where the capture was taken it is told what else was allowed. */
START_TEST(explain_what_was_allowed) {
  const char *text =
      printed("explain --allowed " PLUMB_SOURCE_DIR "/traces/linux-6.18/basic.c.A.pcap.gz");
  ck_assert_ptr_nonnull(strstr(text, "       allowed at most    any ISS, any window\n"));
  ck_assert_ptr_nonnull(
      strstr(text, "ACK 1 to 1449, text up to 74681, a right edge from 64513 on\n     B receives"));
}
END_TEST

/* Of several connections one can be chosen. */
START_TEST(explain_one_of_several) {
  const char *text =
      printed("explain --connection 2 " PLUMB_SOURCE_DIR "/traces/linux-6.18/tw-reuse.c.A.pcap.gz");
  ck_assert_ptr_nonnull(strstr(text, "Connection 2\n"));
  ck_assert_ptr_null(strstr(text, "Connection 1\n"));
}
END_TEST

/* A clause is printed with its section and level. */
START_TEST(a_clause) {
  ck_assert_str_eq(
      printed("clause MUST-66"),
      "MUST-66  RFC 9293 section 3.4  MUST\n  Process the RST and URG fields of every incoming "
      "segment even while the advertised receive window is zero.\n");
}
END_TEST

/* Runs the command in this process, its output swallowed. */
static int run(const char *word, const char *second) {
  char first[64] = "", rest[64] = "";
  (void)snprintf(first, sizeof first, "%s", word);
  (void)snprintf(rest, sizeof rest, "%s", second == NULL ? "" : second);
  char program[] = "plumb";
  char *argv[] = {program, first, rest[0] == '\0' ? NULL : rest, NULL};
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  return run_command(rest[0] == '\0' ? 2 : 3, argv);
}

/* The library that tests link answers as the program does. */
START_TEST(in_this_process) {
  ck_assert_int_eq(run("--help", NULL), EXIT_CONFORMS);
  ck_assert_int_eq(run("help", "explain"), EXIT_CONFORMS);
  ck_assert_int_eq(run("nonsense", NULL), EXIT_USAGE);
  ck_assert_int_eq(run("help", "report"), EXIT_CONFORMS);
  ck_assert_int_eq(run("clause", "--help"), EXIT_CONFORMS);
  ck_assert_int_eq(run("clause", "nonsense"), EXIT_USAGE);
  ck_assert_int_eq(run("check", "/nonexistent"), EXIT_TROUBLE);
  ck_assert_int_eq(run("report", "/nonexistent"), EXIT_TROUBLE);
  ck_assert_int_eq(run("explain", "/nonexistent"), EXIT_TROUBLE);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      errors,   explain_a_connection, explain_what_was_allowed, explain_one_of_several,
      a_clause, in_this_process};
  return run_tests("cli/command", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
