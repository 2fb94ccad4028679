/* plumb explain: a connection told segment by segment. */
#include "command.h"
#include "grammar.h"
#include "message.h"
#include "telling.h"
#include "trace.h"
#include "vantage.h"

#include <stdio.h>

const char explain_help[] =
    "plumb explain [--allowed] [--connection N] [--vantage ADDRESS] FILE\n"
    "\n"
    "Tells each TCP connection of a capture segment by segment: the segment in the RFC's notation\n"
    "with sequence numbers relative to each ISS, what it does at both ends - state before and "
    "after,\n"
    "variables changed - and the clause that accounts for it.\n"
    "\n"
    "  -a, --allowed          also what else the end at the capture point might have sent\n"
    "  -c, --connection N     only the Nth connection, as 'plumb check' numbers them\n"
    "  --vantage ADDRESS      the capture was taken at the host with this address\n"
    "  --help                 this text\n"
    "\n"
    "The states are those of a TCB that Plumb's own event functions keep for each end, fed with "
    "what\n"
    "is captured. A segment is told as if it arrived when it was captured; at the end where the\n"
    "capture was taken that is so, at the other it arrives later or never. Where an end does not "
    "do\n"
    "what its TCB here would, a line beginning with 'but' says so.\n"
    "\n"
    "With --allowed it also says what the RFCs left to the end at the capture point at most:\n"
    "which acknowledgments, how much text, which windows it might have sent instead. Beyond\n"
    "these bounds 'plumb check' accuses; the congestion window, which is not among them, and\n"
    "options may allow less.\n"
    "\n"
    "Exit codes: 0 told, 2 the command line was not understood, 3 the file could not be read "
    "whole.\n"
    "\n"
    "Example: plumb explain traces/linux-6.18/basic.c.A.pcap.gz\n";

static void print_changes(const struct change *changes, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    printf("  %s %lu -> %lu", changes[i].name, (unsigned long)changes[i].before,
           (unsigned long)changes[i].after);
}

static void print_story(const struct story *story, bool colour) {
  const char *end = paint(colour, PLAIN);
  for (unsigned i = 0; i < story->count; i++)
    printf("       %s%-18s%s %s\n", paint(colour, DIM), story->rows[i].clause, end,
           story->rows[i].sentence);
  if (story->remark != NULL)
    printf("       %sbut %s%s\n", paint(colour, YELLOW), story->remark, end);
}

struct printer {
  struct telling telling;
  bool with_allowed;
  bool colour;
};

static void print_end(const struct printer *printer, unsigned end, const char *does,
                      const struct told *told) {
  const char *bold = paint(printer->colour, BOLD), *plain = paint(printer->colour, PLAIN);
  printf("     %c %-8s %s%s", (char)('A' + (int)end), does, bold, state_name(told->before));
  if (told->before != told->after) printf(" -> %s", state_name(told->after));
  printf("%s", plain);
  print_changes(told->changes, told->change_count);
  printf("\n");
  print_story(&told->story, printer->colour);
  if (printer->with_allowed && told->allowed[0] != '\0')
    printf("       %sallowed at most%s    %s\n", paint(printer->colour, DIM), plain, told->allowed);
}

static void print_record(struct printer *printer, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  unsigned from = record->from, to = 1 - from;
  char text[SEGMENT_TEXT_SIZE];
  struct told told[2];
  const unsigned long factor = window_factor(&printer->telling, record);
  printf("%s#%llu%s  %.6f s  %c > %c  %s  %lu octets, WND %lu", paint(printer->colour, BOLD),
         (unsigned long long)record->number, paint(printer->colour, PLAIN),
         (double)record->time / 1e6, (char)('A' + (int)from), (char)('A' + (int)to),
         segment_text(&printer->telling, record, text), (unsigned long)s->text,
         (unsigned long)s->wnd);
  if (factor > 1 && s->wnd > 0) printf(" x %lu", factor);
  printf("\n");
  if (record->damaged) {
    printf("     its checksum or data offset is wrong: a receiver drops it\n");
    return;
  }
  if (record->is_copy) {
    printf("     a copy: captured twice, or doubled on the way\n");
    return;
  }
  if (!tell_record(&printer->telling, record, told)) return;
  print_end(printer, from, "sends", &told[from]);
  print_end(printer, to, "receives", &told[to]);
}

/* An ICMP error: what TCP does of it does not show in a TCB. */
static void print_error(const struct printer *printer, const struct record *record) {
  char text[ICMP_TEXT_SIZE];
  printf("%s#%llu%s  %.6f s  ICMP > %c  %s, about <SEQ=%lu>\n", paint(printer->colour, BOLD),
         (unsigned long long)record->number, paint(printer->colour, PLAIN),
         (double)record->time / 1e6, (char)('A' + (int)record->from),
         icmp_text(&record->icmp, text),
         (unsigned long)(uint32_t)(record->icmp.seq - printer->telling.base[record->from]));
}

/* Prints those of the errors from NEXT on that came before packet NUMBER; returns the next. */
static size_t print_errors(const struct printer *printer, const struct connection *c, size_t next,
                           uint64_t number) {
  for (; next < c->error_count && c->errors[next].number < number; next++)
    print_error(printer, &c->errors[next]);
  return next;
}

/* The rest of the line: in which tunnel a connection is. */
static void print_tunnel(const struct trace *trace, unsigned number) {
  char text[TUNNEL_TEXT_SIZE];
  if (number != 0)
    printf(", in tunnel %u: %s", number,
           tunnel_text(&trace->reading.tunnels.list[number - 1], text));
  printf("\n");
}

static void print_connection(const struct trace *trace, const struct connection *c, size_t number,
                             const struct vantage *vantage, bool with_allowed) {
  char text[SOCKET_TEXT_SIZE];
  int at = captured_at(c->ends, vantage);
  struct printer printer = {
      .telling = telling_of(c, at), .with_allowed = with_allowed, .colour = wants_colour(stdout)};
  printf("%sConnection %zu%s", paint(printer.colour, BOLD), number, paint(printer.colour, PLAIN));
  print_tunnel(trace, c->ends[0].tunnel);
  for (unsigned end = 0; end < 2; end++)
    printf("  %c = %s%s\n", (char)('A' + (int)end), socket_text(&c->ends[end], text),
           at == (int)end ? ", where the capture was taken" : "");
  if (!printer.telling.with_states)
    printf("  The capture begins in the middle of it: the states are not known.\n");
  size_t error = 0;
  for (size_t i = 0; i < c->count; i++) {
    error = print_errors(&printer, c, error, c->records[i].number);
    print_record(&printer, &c->records[i]);
  }
  (void)print_errors(&printer, c, error, UINT64_MAX);
}

struct explain_options {
  bool allowed;
  size_t connection; /* 0: all */
  struct vantage vantage;
  const char *file;
};

static bool take(void *given, int option) {
  struct explain_options *options = given;
  switch (option) {
  case 'a':
    options->allowed = true;
    return true;
  case 'c':
    return grammar_expect(parse_count(optarg, &options->connection), "connection",
                          "a number from 1 on");
  default:
    return grammar_expect(vantage_parse(optarg, &options->vantage), "vantage",
                          "an IPv4 or IPv6 address");
  }
}

/* Returns false when the command has been answered or was not understood, with CODE set. */
static bool parse(int argc, char **argv, struct explain_options *options, int *code) {
  static const struct option longs[] = {{"allowed", no_argument, NULL, 'a'},
                                        {"connection", required_argument, NULL, 'c'},
                                        {"vantage", required_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  static const struct grammar grammar = {"explain", explain_help, "ac:h", longs, take};
  if (!grammar_read(&grammar, argc, argv, options, code)) return false;
  if (argc - optind != 1) {
    complain(NULL, "explain takes one capture file; 'plumb help explain' tells more");
    return false;
  }
  options->file = argv[optind];
  return true;
}

static bool tell_trace(const struct trace *trace, const struct explain_options *options) {
  struct vantage vantage = trace_vantage(trace, &options->vantage);
  if (options->connection > trace->flows.count) {
    complain(options->file, "has no connection %zu, the last is %zu", options->connection,
             trace->flows.count);
    return false;
  }
  for (size_t i = 0; i < trace->flows.count; i++)
    if (options->connection == 0 || options->connection == i + 1)
      print_connection(trace, trace->flows.list[i], i + 1, &vantage, options->allowed);
  return true;
}

int cmd_explain(int argc, char **argv) {
  struct explain_options options = {.connection = 0};
  int code = EXIT_USAGE;
  if (!parse(argc, argv, &options, &code)) return code;
  struct trace trace = trace_read(options.file);
  code = EXIT_CONFORMS;
  if (trace.reading.opened && !tell_trace(&trace, &options)) code = EXIT_USAGE;
  if (!trace.reading.opened || trace.reading.broken) {
    complain(options.file, "%s", trace.reading.reason);
    code = EXIT_TROUBLE;
  }
  trace_free(&trace);
  return finish_output(stdout) ? code : EXIT_TROUBLE;
}
