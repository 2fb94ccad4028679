/* plumb check: judges every connection of capture files. */
#include "command.h"
#include "examine.h"
#include "message.h"
#include "report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

const char check_help[] =
    "plumb check [--quiet | --json] [--vantage ADDRESS] FILE...\n"
    "\n"
    "Judges both ends of each TCP connection in capture files by RFC 9293, RFC 5961 and RFC 7323:\n"
    "\n"
    "  conforms      the RFCs explain every segment it sent by what had reached it\n"
    "  deviates      it does what a SHOULD or SHOULD NOT advises against\n"
    "  violates      it breaks a MUST or MUST NOT\n"
    "  inconclusive  the capture does not tell; the reason is given\n"
    "\n"
    "A finding names the packet as Wireshark numbers it, the time since the first packet, the "
    "state\n"
    "of the end, the clause (spec/requirements has its text), what was allowed and what was seen.\n"
    "Sequence numbers are relative to the ISS of their direction. What may follow from an earlier\n"
    "finding of the same end is marked; it decides nothing and is not counted.\n"
    "\n"
    "  -q, --quiet         the summary only\n"
    "  --json              the whole report as one JSON object\n"
    "  --vantage ADDRESS   the captures were taken at the host with this address\n"
    "  --help              this text\n"
    "\n"
    "An end is accused only on a capture that shows what really reached it, that is, one taken at\n"
    "that end. Which end that is, the delays of the answers tell; --vantage says it where they\n"
    "do not, or mislead. Of the other end a capture can show that it conforms, hardly that it\n"
    "does not. A challenge ACK is missed after one second.\n"
    "\n"
    "FILE is a pcap or pcapng capture, plain or gzip-compressed; - is standard input. For a "
    "folder\n"
    "name its files: plumb check folder/*.pcap.gz\n"
    "\n"
    "Exit codes:\n"
    "  0  no end violates a MUST clause\n"
    "  1  some end does\n"
    "  2  the command line was not understood\n"
    "  3  some file could not be read to its end (the others are judged all the same), or the\n"
    "     report could not be written\n"
    "\n"
    "Example: plumb check traces/linux-6.18/basic.c.A.pcap.gz\n";

struct check_options {
  bool quiet, json;
  unsigned threads;
  struct vantage vantage;
};

struct checker {
  struct check_options options;
  struct summary summary;
  json_t *files; /* with --json only */
  bool colour;
};

static bool is_text(const struct checker *checker) {
  return !checker->options.json && !checker->options.quiet;
}

/* Judges the connections of a file one after the other; CONNECTIONS collects them when JSON is
   wanted. */
static void check_connections(struct checker *checker, struct examined *examined,
                              json_t *connections) {
  const struct finished *finished = NULL;
  for (size_t number = 1; (finished = spool_next(&examined->harvest.spool)) != NULL; number++) {
    struct judged judged = judge_connection(finished, number, &examined->harvest.vantage);
    summary_count(&checker->summary, &judged.judgements[0]);
    summary_count(&checker->summary, &judged.judgements[1]);
    if (connections != NULL && json_array_append_new(connections, json_connection(&judged)) != 0)
      out_of_memory();
    if (is_text(checker)) report_connection(stdout, &judged, checker->colour);
    judged_free(&judged);
  }
}

static void print_heading(const struct checker *checker, const char *path,
                          const struct examined *examined) {
  char remarks[256];
  reading_remarks(&examined->reading, remarks, sizeof remarks);
  printf("%s%s%s\n", paint(checker->colour, BOLD), path, paint(checker->colour, PLAIN));
  if (remarks[0] != '\0') printf("  packets not judged: %s\n", remarks);
  if (examined->harvest.connections == 0)
    printf("  no TCP connection in %llu packets\n", (unsigned long long)examined->reading.packets);
}

static void check_examined(struct checker *checker, const char *path, struct examined *examined) {
  struct file_row *row = summary_begin_file(&checker->summary, path);
  json_t *connections = checker->files != NULL ? json_array() : NULL;
  row->whole = examined->reading.opened && !examined->reading.broken;
  row->connections = examined->harvest.connections;
  if (is_text(checker) && examined->reading.opened) print_heading(checker, path, examined);
  check_connections(checker, examined, connections);
  if (checker->files != NULL &&
      json_array_append_new(checker->files, json_file(path, &examined->reading, connections)) != 0)
    out_of_memory();
  if (!row->whole) {
    (void)fflush(stdout); /* keeps the order on a terminal */
    complain(path, "%s", examined->reading.reason);
  }
}

static void check_file(struct checker *checker, const char *path) {
  struct examined examined;
  examine(&examined, path, &checker->options.vantage, checker->options.threads);
  check_examined(checker, path, &examined);
  examined_free(&examined);
}

/* Returns false when the command has been answered or was not understood, with CODE set. */
static bool parse(int argc, char **argv, struct check_options *options, int *code) {
  static const struct option longs[] = {{"quiet", no_argument, NULL, 'q'},
                                        {"json", no_argument, NULL, 'j'},
                                        {"vantage", required_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  int option = 0;
  *code = EXIT_USAGE;
  optind = 0; /* glibc: start afresh */
  opterr = 0;
  while ((option = getopt_long(argc, argv, "qh", longs, NULL)) != -1) {
    if (option == 'h') {
      (void)fputs(check_help, stdout);
      *code = finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
      return false;
    }
    if (option == '?') {
      complain(NULL, "check does not understand '%s'; 'plumb help check' tells more",
               argv[optind - 1]);
      return false;
    }
    if (option == 'v' && !vantage_parse(optarg, &options->vantage)) {
      complain(NULL, "--vantage takes an IPv4 or IPv6 address, not '%s'", optarg);
      return false;
    }
    options->quiet = options->quiet || option == 'q';
    options->json = options->json || option == 'j';
  }
  if (options->quiet && options->json)
    complain(NULL, "--quiet and --json exclude each other");
  else if (optind < argc)
    return true;
  else
    complain(NULL, "check takes one capture file or more; 'plumb help check' tells more");
  return false;
}

static void conclude(struct checker *checker) {
  if (checker->files != NULL) {
    json_t *report = json_report(&checker->summary, checker->files);
    if (json_dumpf(report, stdout, JSON_INDENT(1)) != 0) complain(NULL, "cannot write the report");
    (void)fputc('\n', stdout);
    json_decref(report);
    return;
  }
  if (!checker->options.quiet) (void)fputc('\n', stdout);
  summary_print(&checker->summary, stdout, checker->colour);
}

int cmd_check(int argc, char **argv) {
  struct checker checker = {.options = {.threads = 1}, .colour = wants_colour(stdout)};
  int code = EXIT_USAGE;
  if (!parse(argc, argv, &checker.options, &code)) return code;
  if (checker.options.json) checker.files = json_array();
  for (int i = optind; i < argc; i++)
    check_file(&checker, argv[i]);
  conclude(&checker);
  code = summary_exit_code(&checker.summary);
  summary_free(&checker.summary);
  return finish_output(stdout) ? code : EXIT_TROUBLE;
}
