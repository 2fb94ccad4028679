#include "check_options.h"
#include "command.h"
#include "crew.h"
#include "grammar.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

const char check_help[] =
    "plumb check [OPTION]... FILE...\n"
    "plumb check [OPTION]... -i INTERFACE\n"
    "\n"
    "Judges both ends of each TCP connection in capture files by RFC 9293 and what extends it:\n"
    "\n"
    "  conforms      the RFCs explain every segment it sent by what had reached it\n"
    "  deviates      it does what a SHOULD or SHOULD NOT advises against, or a known variation\n"
    "  violates      it breaks a MUST or MUST NOT\n"
    "  inconclusive  the capture does not tell; the reason is given\n"
    "\n"
    "FILE is a pcap or pcapng capture, plain or compressed by gzip, xz or zstd; - is standard "
    "input;\n"
    "a folder stands for every capture in it and in its folders.\n"
    "\n"
    "  -i, --interface NAME  capture this interface as tcpdump would, and judge connections as "
    "they "
    "end,\n"
    "                        until interrupted\n"
    "\n"
    "By what it is judged\n"
    "  --profile PROFILE     strict: each finding counts as the level of its clause says;\n"
    "                        internet, the default: what is widely deployed is a known variation;\n"
    "                        gvisor, libslirp, linux, lwip, lwipv6, ns3, passt: so is what was\n"
    "                        found of that stack; or a file such as profiles/linux.tsv\n"
    "\n"
    "Where it was captured\n"
    "  --vantage ADDRESS     at the host with this address; else the delays of the answers tell\n"
    "\n"
    "What is reported (every connection is judged by all of its packets, whatever is asked for)\n"
    "  --connection N        only the Nth connection of each file\n"
    "  --endpoint ADDRESS[:PORT]\n"
    "                        only the ends with this address and port, as in [2001:db8::1]:80\n"
    "  --filter EXPRESSION   only connections of which a packet passes, as in 'tcp port 80' (see\n"
    "                        pcap-filter(7))\n"
    "  --since SECONDS       only connections that last until then, counted from the first packet\n"
    "  --clause ID           judge by this clause alone, as in SHLD-14\n"
    "\n"
    "What is printed\n"
    "  -q, --quiet           the summary only: a table by file and a table by clause\n"
    "  --json                everything, as one JSON object (docs/check.schema.json)\n"
    "\n"
    "What is written besides\n"
    "  --annotate OUT.pcapng the captures, with verdicts and findings as packet comments; "
    "Wireshark\n"
    "                        finds them with the filter frame.comment contains \"plumb\"\n"
    "  --junit PATH          JUnit XML for build servers: a case for each end (- prints it)\n"
    "  --sarif PATH          SARIF for code hosts: a result for each finding (- prints it)\n"
    "\n"
    "  -j, --jobs N          work in N threads, else in as many as there are processors; the "
    "report\n"
    "                        is the same\n"
    "  --shard I/N           follow only the Ith of N shares of the connections, judge none, and "
    "print\n"
    "                        what 'plumb merge' needs to judge all; N is 64 at the most\n"
    "  --help                this text\n"
    "\n"
    "A finding names the packet as Wireshark numbers it, the time since the first packet, the "
    "state\n"
    "of the end, the clause (spec/requirements has its text), what was allowed and what was seen.\n"
    "Sequence numbers are relative to the ISS of their direction. What may follow from an earlier\n"
    "finding of the same end is marked; it decides nothing and is not counted.\n"
    "\n"
    "An end is accused only on a capture that shows what really reached it, that is, one taken at\n"
    "that end; of the other end a capture can show that it conforms, hardly that it does not. So\n"
    "capture at the end that you suspect, from the first SYN on:\n"
    "\n"
    "  tcpdump -i eth0 -w web.pcap tcp port 80\n"
    "  plumb check web.pcap\n"
    "  plumb check --endpoint 192.0.2.1 --annotate web.pcapng web.pcap && wireshark web.pcapng\n"
    "  plumb check --quiet --junit plumb.xml captures/\n"
    "  plumb explain --connection 3 web.pcap\n"
    "\n"
    "Exit codes:\n"
    "  0  no end violates a MUST clause; of a share: it was made\n"
    "  1  some end does\n"
    "  2  the command line was not understood\n"
    "  3  some file could not be read to its end (the others are judged all the same), or the\n"
    "     report could not be written\n";

enum { THREADS_MAX = 1024 };

/* Beyond all characters, so that only their long names are understood. */
enum {
  JSON = 256,
  JUNIT,
  SARIF,
  ANNOTATE,
  CLAUSE,
  ENDPOINT,
  CONNECTION,
  SINCE,
  FILTER,
  VANTAGE,
  PROFILE,
  SHARD
};

/* What is asked of the judgement and of the report; then what only plumb check takes, which
   captures. */
static const struct option long_options[] = {{"quiet", no_argument, NULL, 'q'},
                                             {"json", no_argument, NULL, JSON},
                                             {"junit", required_argument, NULL, JUNIT},
                                             {"sarif", required_argument, NULL, SARIF},
                                             {"annotate", required_argument, NULL, ANNOTATE},
                                             {"clause", required_argument, NULL, CLAUSE},
                                             {"endpoint", required_argument, NULL, ENDPOINT},
                                             {"connection", required_argument, NULL, CONNECTION},
                                             {"since", required_argument, NULL, SINCE},
                                             {"vantage", required_argument, NULL, VANTAGE},
                                             {"profile", required_argument, NULL, PROFILE},
                                             {"help", no_argument, NULL, 'h'},
                                             {"filter", required_argument, NULL, FILTER},
                                             {"shard", required_argument, NULL, SHARD},
                                             {"jobs", required_argument, NULL, 'j'},
                                             {"interface", required_argument, NULL, 'i'},
                                             {NULL, 0, NULL, 0}};

/* Only one thing can be printed. */
static bool print(struct output_options *outputs, enum printed printed) {
  if (outputs->printed != PRINTED_TEXT && outputs->printed != printed) {
    complain(NULL, "only one of --quiet, --json, --junit - and --sarif - can be printed");
    return false;
  }
  outputs->printed = printed;
  return true;
}

static bool print_or_write(struct output_options *outputs, const char **path,
                           enum printed printed) {
  if (strcmp(optarg, "-") == 0) return print(outputs, printed);
  *path = optarg;
  return true;
}

static bool set_filter(struct selection *selection) {
  char reason[FILTER_REASON_SIZE] = "";
  filter_free(selection->filter);
  selection->filter = filter_new(optarg, reason);
  selection->filter_text = optarg;
  if (selection->filter == NULL) complain(NULL, "--filter '%s': %s", optarg, reason);
  return selection->filter != NULL;
}

static bool set_threads(struct check_options *options) {
  char *end = NULL;
  long value = strtol(optarg, &end, 10);
  if (end == optarg || *end != '\0' || value < 1 || value > THREADS_MAX) return false;
  options->threads = (unsigned)value;
  return true;
}

static bool take(void *given, int option) {
  struct check_options *options = given;
  struct selection *selection = &options->selection;
  struct output_options *outputs = &options->outputs;
  switch (option) {
  case 'q':
    return print(outputs, PRINTED_SUMMARY);
  case JSON:
    return print(outputs, PRINTED_JSON);
  case JUNIT:
    return print_or_write(outputs, &outputs->junit, PRINTED_JUNIT);
  case SARIF:
    return print_or_write(outputs, &outputs->sarif, PRINTED_SARIF);
  case ANNOTATE:
    outputs->annotated = optarg;
    return true;
  case CLAUSE:
    return grammar_expect(selection_clause(selection, optarg), "clause",
                          "the id of a clause that is judged");
  case ENDPOINT:
    return grammar_expect(selection_endpoint(selection, optarg), "endpoint",
                          "an address, or an address and a port");
  case CONNECTION:
    return grammar_expect(selection_connection(selection, optarg), "connection",
                          "a number from 1 on");
  case SINCE:
    return grammar_expect(selection_since(selection, optarg), "since", "a number of seconds");
  case FILTER:
    return set_filter(selection);
  case 'j':
    return grammar_expect(set_threads(options), "jobs", "a number from 1 to 1024");
  case PROFILE:
    profile_free(&options->profile);
    return profile_load(&options->profile, optarg);
  case SHARD:
    return grammar_expect(shard_parse(optarg, &options->shard), "shard",
                          "a share like 2/3, of 64 at the most");
  case 'i':
    options->interface = optarg;
    return true;
  default:
    return grammar_expect(vantage_parse(optarg, &options->vantage), "vantage",
                          "an IPv4 or IPv6 address");
  }
}

static bool parse_options(int argc, char **argv, const struct grammar *grammar,
                          struct check_options *options, int *code) {
  *options = (struct check_options){.threads = processors(), .is_complete = true};
  return grammar_read(grammar, argc, argv, options, code);
}

/* Who follows a share of the connections judges none: that is asked of plumb merge. */
static bool asks_for_report(const struct check_options *options) {
  const struct output_options *outputs = &options->outputs;
  const struct selection *selection = &options->selection;
  return (outputs->printed != PRINTED_TEXT && outputs->printed != PRINTED_JSON) ||
         outputs->junit != NULL || outputs->sarif != NULL || outputs->annotated != NULL ||
         selection->clause != NULL || selection->has_endpoint || selection->connection != 0 ||
         selection->since != 0 || options->vantage.source == VANTAGE_GIVEN ||
         options->profile.name != NULL;
}

/* An interface is judged for people: who wants a file, records one. */
static bool is_consistent(const struct check_options *options, int files) {
  const struct output_options *outputs = &options->outputs;
  if (options->interface == NULL && files == 0)
    complain(NULL, "check takes one capture file or more; 'plumb help check' tells more");
  else if (options->interface != NULL && files > 0)
    complain(NULL, "check takes files or an interface, not both");
  else if (options->interface != NULL &&
           (outputs->printed == PRINTED_JSON || outputs->annotated != NULL))
    complain(NULL, "--json and --annotate want a file: record the interface with tcpdump -w");
  else if (options->interface != NULL && options->shard.count > 0)
    complain(NULL, "--shard wants a file: record the interface with tcpdump -w");
  else if (options->shard.count > 0 && asks_for_report(options))
    complain(NULL, "with --shard only --filter and --jobs; the others are for plumb merge");
  else
    return true;
  return false;
}

/* The command line is understood. */
static void complete(int argc, char **argv, struct check_options *options) {
  if (options->profile.name == NULL) (void)profile_load(&options->profile, default_profile);
  for (int i = optind; i < argc; i++)
    options->is_complete = inputs_add(&options->inputs, argv[i]) && options->is_complete;
}

bool check_options_parse(int argc, char **argv, struct check_options *options, int *code) {
  static const struct grammar grammar = {"check", check_help, "qj:i:h", long_options, take};
  bool is_good =
      parse_options(argc, argv, &grammar, options, code) && is_consistent(options, argc - optind);
  if (is_good)
    complete(argc, argv, options);
  else
    check_options_free(options);
  return is_good;
}

bool merge_options_parse(int argc, char **argv, struct check_options *options, int *code) {
  struct option longs[sizeof long_options / sizeof long_options[0]];
  const struct grammar grammar = {"merge", merge_help, "qh", longs, take};
  memcpy(longs, long_options, sizeof longs);
  for (size_t i = 0; longs[i].name != NULL; i++)
    if (longs[i].val == FILTER) longs[i] = (struct option){.name = NULL};
  bool is_good = parse_options(argc, argv, &grammar, options, code);
  if (is_good && argc == optind) {
    complain(NULL, "merge takes the shards that plumb check --shard wrote");
    is_good = false;
  }
  if (is_good)
    complete(argc, argv, options);
  else
    check_options_free(options);
  return is_good;
}

void check_options_free(struct check_options *options) {
  filter_free(options->selection.filter);
  inputs_free(&options->inputs);
  profile_free(&options->profile);
  *options = (struct check_options){.is_complete = true};
}
