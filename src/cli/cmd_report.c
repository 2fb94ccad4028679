/* plumb report: a capture as a page for a browser. */
#include "command.h"
#include "grammar.h"
#include "message.h"
#include "outputs.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

const char report_help[] =
    "plumb report [--connection N] [--vantage ADDRESS] [--profile PROFILE] [-o PAGE] FILE\n"
    "\n"
    "Writes one HTML page about the TCP connections of a capture: the verdict on each end, what "
    "was\n"
    "found beside the text of the clause, plots of sequence numbers, windows and octets in flight\n"
    "over time, and a sequence diagram with the states of both ends. The page needs nothing else:\n"
    "no network, no other file. It works by keyboard, with a screen reader and on paper.\n"
    "\n"
    "  -o, --output PAGE      write there, not to standard output\n"
    "  -c, --connection N     only the Nth connection, as 'plumb check' numbers them\n"
    "  --vantage ADDRESS      the capture was taken at the host with this address\n"
    "  --profile PROFILE      what findings count as; those of 'plumb check'\n"
    "  --help                 this text\n"
    "\n"
    "The page stays small enough for a browser: of many connections those with findings come "
    "first,\n"
    "of a long one what was found, sent again, and how it begins and ends. What is left out is "
    "said.\n"
    "\n"
    "Exit codes: those of 'plumb check'.\n"
    "\n"
    "Example: plumb report -o page.html traces/linux-6.18/noopts-loss2.c.A.pcap.gz\n";

struct report_options {
  size_t connection; /* 0: all */
  struct vantage vantage;
  struct profile profile;
  const char *output; /* NULL: standard output */
  char *file;
};

static bool take(void *given, int option) {
  struct report_options *options = given;
  switch (option) {
  case 'o':
    options->output = optarg;
    return true;
  case 'c':
    return grammar_expect(parse_count(optarg, &options->connection), "connection",
                          "a number from 1 on");
  case 'v':
    return grammar_expect(vantage_parse(optarg, &options->vantage), "vantage",
                          "an IPv4 or IPv6 address");
  default:
    profile_free(&options->profile);
    return profile_load(&options->profile, optarg);
  }
}

/* Returns false when the command has been answered or was not understood, with CODE set. */
static bool parse(int argc, char **argv, struct report_options *options, int *code) {
  static const struct option longs[] = {
      {"output", required_argument, NULL, 'o'},  {"connection", required_argument, NULL, 'c'},
      {"vantage", required_argument, NULL, 'v'}, {"profile", required_argument, NULL, 'p'},
      {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
  static const struct grammar grammar = {"report", report_help, "o:c:h", longs, take};
  if (!grammar_read(&grammar, argc, argv, options, code)) return false;
  if (argc - optind != 1) {
    complain(NULL, "report takes one capture file; 'plumb help report' tells more");
    return false;
  }
  options->file = argv[optind];
  return options->profile.name != NULL || profile_load(&options->profile, default_profile);
}

static int report_trace(const struct trace *trace, const struct report_options *options,
                        FILE *out) {
  struct vantage vantage = trace_vantage(trace, &options->vantage);
  struct summary summary = {.file_count = 0};
  const bool is_piped = strcmp(options->file, "-") == 0;
  struct page page = {.path = is_piped ? "standard input" : options->file,
                      .trace = trace,
                      .profile = &options->profile,
                      .summary = &summary};
  struct file_row *row = summary_begin_file(&summary, options->file);
  row->whole = trace->reading.opened && !trace->reading.broken;
  page.connections = grow(NULL, trace->flows.count + 1, sizeof *page.connections);
  struct hosts *hosts = hosts_start();
  for (size_t i = 1; i <= trace->flows.count; i++)
    if (options->connection == 0 || options->connection == i) page_judge(&page, i, &vantage, hosts);
  hosts_free(hosts);
  page_share(&page);
  page_print(out, &page);
  int code = summary_exit_code(&summary);
  page_free(&page);
  summary_free(&summary);
  return code;
}

/* Opens the page before anything is judged: it may take long. */
static int report_to(const struct trace *trace, const struct report_options *options) {
  FILE *out = options->output == NULL ? stdout : open_output(options->output, &options->file, 1);
  if (out == NULL) return EXIT_TROUBLE;
  int code = report_trace(trace, options, out);
  if (!finish_output(out)) code = EXIT_TROUBLE;
  if (out != stdout && fclose(out) != 0) code = EXIT_TROUBLE;
  return code;
}

static int report_file(const struct report_options *options) {
  int code = EXIT_TROUBLE;
  struct trace trace = trace_read(options->file);
  if (!trace.reading.opened || trace.reading.broken)
    complain(options->file, "%s", trace.reading.reason);
  if (trace.reading.opened && options->connection > trace.flows.count) {
    complain(options->file, "has no connection %zu, the last is %zu", options->connection,
             trace.flows.count);
    code = EXIT_USAGE;
  } else if (trace.reading.opened) {
    code = report_to(&trace, options);
  }
  trace_free(&trace);
  return code;
}

int cmd_report(int argc, char **argv) {
  struct report_options options = {.connection = 0};
  int code = EXIT_USAGE;
  if (parse(argc, argv, &options, &code)) code = report_file(&options);
  profile_free(&options.profile);
  return code;
}
