/* plumb explain: a connection told segment by segment. */
#include "command.h"
#include "message.h"
#include "mirror.h"
#include "seq.h"
#include "trace.h"
#include "vantage.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char explain_help[] =
    "plumb explain [--connection N] [--vantage ADDRESS] FILE\n"
    "\n"
    "Tells each TCP connection of a capture segment by segment: the segment in the RFC's notation\n"
    "with sequence numbers relative to each ISS, what it does at both ends - state before and "
    "after,\n"
    "variables changed - and the clause that accounts for it.\n"
    "\n"
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
    "Exit codes: 0 told, 2 the command line was not understood, 3 the file could not be read "
    "whole.\n"
    "\n"
    "Example: plumb explain traces/linux-6.18/basic.c.A.pcap.gz\n";

struct teller {
  const struct connection *connection;
  struct mirror mirrors[2];
  uint32_t base[2]; /* the sequence number called 0, of each end */
  bool colour;
};

/* The ISS if its SYN is captured, else the first number seen. */
static uint32_t base_of(const struct connection *c, unsigned end) {
  if (c->progress[end].syn) return c->progress[end].iss;
  for (size_t i = 0; i < c->count; i++)
    if (c->records[i].from == end) return c->records[i].seg.seq;
  return 0;
}

static void print_segment(const struct teller *teller, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  const struct plumb_ctl *k = &s->ctl;
  unsigned from = record->from;
  printf("  <SEQ=%lu>", (unsigned long)seq_sub(s->seq, teller->base[from]));
  if (k->ack) printf("<ACK=%lu>", (unsigned long)seq_sub(s->ack, teller->base[1 - from]));
  const char *const names[] = {"SYN", "FIN", "RST", "PSH", "URG", "ACK"};
  const bool set[] = {k->syn, k->fin, k->rst, k->psh, k->urg, k->ack};
  const char *separator = "<CTL=";
  for (int i = 0; i < 6; i++) {
    if (!set[i]) continue;
    printf("%s%s", separator, names[i]);
    separator = ",";
  }
  printf("%s", separator[0] == ',' ? ">" : "");
  printf("  %lu octets, WND %lu\n", (unsigned long)s->text, (unsigned long)s->wnd);
}

static void print_number(const char *name, uint32_t before, uint32_t after) {
  if (before != after) printf("  %s %lu -> %lu", name, (unsigned long)before, (unsigned long)after);
}

/* Variables mean something only while there is a connection. */
static void print_changes(const struct plumb_tcb *before, const struct plumb_tcb *after,
                          uint32_t own, uint32_t others) {
  if (after->state <= PLUMB_LISTEN) return;
  bool sent = before->state >= PLUMB_SYN_SENT, received = before->state >= PLUMB_SYN_RECEIVED;
  print_number("SND.UNA", sent ? seq_sub(before->snd.una, own) : 0, seq_sub(after->snd.una, own));
  print_number("SND.NXT", sent ? seq_sub(before->snd.nxt, own) : 0, seq_sub(after->snd.nxt, own));
  print_number("SND.WND", sent ? before->snd.wnd : 0, after->snd.wnd);
  if (after->state == PLUMB_SYN_SENT) return;
  print_number("RCV.NXT", received ? seq_sub(before->rcv.nxt, others) : 0,
               seq_sub(after->rcv.nxt, others));
  print_number("RCV.WND", received ? before->rcv.wnd : 0, after->rcv.wnd);
}

static void print_story(const struct teller *teller, const struct story *story) {
  const char *end = paint(teller->colour, PLAIN);
  for (unsigned i = 0; i < story->count; i++)
    printf("       %s%-18s%s %s\n", paint(teller->colour, DIM), story->rows[i].clause, end,
           story->rows[i].sentence);
  if (story->remark != NULL)
    printf("       %sbut %s%s\n", paint(teller->colour, YELLOW), story->remark, end);
}

static void print_end(const struct teller *teller, unsigned end, const char *does,
                      const struct plumb_tcb *before, const struct story *story) {
  const struct plumb_tcb *after = &teller->mirrors[end].tcb;
  const char *bold = paint(teller->colour, BOLD), *plain = paint(teller->colour, PLAIN);
  printf("     %c %-8s %s%s", (char)('A' + (int)end), does, bold, state_name(before->state));
  if (before->state != after->state) printf(" -> %s", state_name(after->state));
  printf("%s", plain);
  print_changes(before, after, teller->base[end], teller->base[1 - end]);
  printf("\n");
  print_story(teller, story);
}

static void tell_record(struct teller *teller, const struct record *record, bool with_states) {
  unsigned from = record->from, to = 1 - from;
  printf("%s#%llu%s  %.6f s  %c > %c", paint(teller->colour, BOLD),
         (unsigned long long)record->number, paint(teller->colour, PLAIN),
         (double)record->time / 1e6, (char)('A' + (int)from), (char)('A' + (int)to));
  print_segment(teller, record);
  if (record->damaged) {
    printf("     its checksum or data offset is wrong: a receiver drops it\n");
    return;
  }
  if (!with_states) return;
  struct plumb_tcb before = teller->mirrors[from].tcb;
  struct story story = mirror_sends(&teller->mirrors[from], &record->seg, record->time);
  print_end(teller, from, "sends", &before, &story);
  before = teller->mirrors[to].tcb;
  story = mirror_receives(&teller->mirrors[to], &record->seg, record->time);
  print_end(teller, to, "receives", &before, &story);
}

static void tell_connection(const struct connection *c, size_t number,
                            const struct vantage *vantage) {
  char text[SOCKET_TEXT_SIZE];
  int at = captured_at(c->ends, vantage);
  struct teller teller = {.connection = c, .colour = wants_colour(stdout)};
  bool with_states = begins_with_syn(c);
  printf("%sConnection %zu%s\n", paint(teller.colour, BOLD), number, paint(teller.colour, PLAIN));
  for (unsigned end = 0; end < 2; end++) {
    teller.mirrors[end] = mirror_of(c, end, at != (int)end);
    teller.base[end] = base_of(c, end);
    printf("  %c = %s%s\n", (char)('A' + (int)end), socket_text(&c->ends[end], text),
           at == (int)end ? ", where the capture was taken" : "");
  }
  if (!with_states) printf("  The capture begins in the middle of it: the states are not known.\n");
  for (size_t i = 0; i < c->count; i++)
    tell_record(&teller, &c->records[i], with_states);
}

struct explain_options {
  size_t connection; /* 0: all */
  struct vantage vantage;
  const char *file;
};

static bool parse_count(const char *text, size_t *count) {
  char *end = NULL;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  *count = value;
  return errno == 0 && end != text && *end == '\0' && text[0] != '-' && value > 0;
}

/* Returns false when the command has been answered or was not understood, with CODE set. */
static bool parse(int argc, char **argv, struct explain_options *options, int *code) {
  static const struct option longs[] = {{"connection", required_argument, NULL, 'c'},
                                        {"vantage", required_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  int option = 0;
  *code = EXIT_USAGE;
  optind = 0; /* glibc: start afresh */
  opterr = 0;
  while ((option = getopt_long(argc, argv, "c:h", longs, NULL)) != -1) {
    if (option == 'h') {
      (void)fputs(explain_help, stdout);
      *code = finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
      return false;
    }
    if (option == '?') {
      complain(NULL, "explain does not understand '%s'; 'plumb help explain' tells more",
               argv[optind - 1]);
      return false;
    }
    if (option == 'c' && !parse_count(optarg, &options->connection)) {
      complain(NULL, "--connection takes a number from 1 on, not '%s'", optarg);
      return false;
    }
    if (option == 'v' && !vantage_parse(optarg, &options->vantage)) {
      complain(NULL, "--vantage takes an IPv4 or IPv6 address, not '%s'", optarg);
      return false;
    }
  }
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
      tell_connection(trace->flows.list[i], i + 1, &vantage);
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
