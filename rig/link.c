/* A link between two network interfaces, in user space: carries Ethernet frames from one to the
   other, and lets TCP segments suffer what the scenario says. Everything else (ARP, neighbour
   discovery, ICMP) passes at once. Linux only: packet sockets. */
#include "agenda.h"
#include "icmp.h"
#include "stopping.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static const char help[] =
    "usage: link IFACE_A IFACE_B [--ab PATH] [--ba PATH] [--seed N] [--log FILE] [--tap FILE]\n"
    "\n"
    "Carries frames between two interfaces until SIGTERM. PATH is a list of NAME=VALUE with "
    "commas:\n"
    "  delay=MS jitter=MS         to every segment, plus or minus the jitter\n"
    "  rate=KBIT queue=KB         bits per second, and what may wait for them\n"
    "  loss=% dup=% corrupt=%     of the segments; gap=MS between duplicates (0.1)\n"
    "  reorder=% hold=MS          of the segments are held back for so long (30)\n"
    "  burst=ENTER%:LEAVE%        all segments within a burst are lost\n"
    "  ce=%                       marked 'congestion experienced' if their sender knows ECN\n"
    "  outage=FROM:FOR            seconds since the first segment, in which all are lost\n"
    "  stall=FROM:FOR             seconds in which all wait for the end of it\n"
    "  mtu=OCTETS                 larger datagrams that must stay whole are lost, and ICMP tells "
    "it\n"
    "  ACTION.KIND=N/N/...        to the Nth segments of a kind: drop, dup, hold, corrupt, ce, "
    "unreach\n"
    "                             (lost, and ICMP tells the sender: code=N, 1); the kinds are\n"
    "                             any, syn, fin, rst, text, ack (an ACK that carries nothing "
    "else)\n"
    "--log writes what became of each segment, --tap a capture in the middle of the path.\n";

enum { SIDES = 2, TO_TAP = SIDES, FRAME_MAX = 65536, FRAMES_AT_ONCE = 64 };

struct link {
  int sockets[SIDES];
  struct direction directions[SIDES];
  struct agenda agenda;
  nanoseconds began; /* the first segment entered, since 1970; 0: none yet */
  FILE *log;
  pcap_dumper_t *tap;
};

_Noreturn static void give_up(const char *what) {
  (void)fprintf(stderr, "link: %s: %s\n", what, strerror(errno));
  exit(1);
}

static nanoseconds now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_REALTIME, &time);
  return (nanoseconds)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int open_interface(const char *name) {
  int handle = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
  if (handle < 0) give_up("packet socket");
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_ALL),
                                .sll_ifindex = (int)if_nametoindex(name)};
  const int on = 1, room = 16 << 20;
  struct packet_mreq all = {.mr_ifindex = address.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
  if (address.sll_ifindex == 0 || bind(handle, (struct sockaddr *)&address, sizeof address) != 0 ||
      setsockopt(handle, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0 ||
      setsockopt(handle, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) != 0)
    give_up(name);
  /* A larger buffer only helps; whether any frame was missed is counted and reported. */
  if (setsockopt(handle, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
    (void)setsockopt(handle, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  return handle;
}

static void log_fate(const struct link *link, unsigned side, const struct segment *segment,
                     const struct fate *fate, nanoseconds entered) {
  static const char *const names[] = {
      [FATE_FORWARD] = "fwd",     [FATE_OUTAGE] = "outage",  [FATE_DROP] = "drop",
      [FATE_UNREACH] = "unreach", [FATE_TOO_BIG] = "toobig", [FATE_LOSS] = "loss",
      [FATE_BURST] = "burst",     [FATE_TAIL] = "tail"};
  FILE *log = link->log;
  if (log == NULL) return;
  (void)fprintf(log, "%.9f\t%s\t%" PRIu32 "\t%02x\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%s",
                (double)entered / 1e9, side == 0 ? "ab" : "ba",
                link->directions[side].seen[KIND_ANY], segment->flags, segment->seq, segment->ack,
                segment->text, names[fate->kind]);
  if (fate->held) (void)fputs(",reorder", log);
  if (fate->copies == 2) (void)fputs(",dup", log);
  if (fate->marked) (void)fputs(",ce", log);
  if (fate->corrupt) (void)fprintf(log, ",corrupt@%zu", segment->tcp_at + fate->corrupt_at);
  (void)fputs(fate->copies == 0 ? "\t-" : "\t", log);
  for (unsigned i = 0; i < fate->copies; i++)
    (void)fprintf(log, "%s%.9f", i == 0 ? "" : ",", (double)fate->leaves[i] / 1e9);
  (void)fputc('\n', log);
}

/* Puts the copies of the segment on the agenda, and what the middle of the path sees of it. */
static void schedule(struct link *link, unsigned side, const uint8_t *frame, size_t length,
                     const struct fate *fate, nanoseconds entered) {
  struct direction *direction = &link->directions[side];
  for (unsigned i = 0; i < fate->copies; i++) {
    nanoseconds leaves = fate->leaves[i];
    if (link->tap != NULL)
      agenda_add(&link->agenda, entered + (leaves - entered) / 2, TO_TAP, frame, length);
    agenda_add(&link->agenda, leaves, 1 - side, frame, length);
  }
  if (fate->copies == 0 && link->tap != NULL && direction_lost_late(direction))
    agenda_add(&link->agenda, entered + direction->path.delay / 2, TO_TAP, frame, length);
}

static bool send_frame(const struct link *link, unsigned to, const uint8_t *frame, size_t length) {
  return send(link->sockets[to], frame, length, 0) >= 0;
}

/* The rows count from the first segment; captures from 1970. */
static void begin(struct link *link) {
  link->began = now();
  if (link->log != NULL) (void)fprintf(link->log, "# began %.9f\n", (double)link->began / 1e9);
}

/* What a router would send back. */
static void tell_sender(const struct link *link, unsigned side, const uint8_t *frame,
                        const struct segment *segment, const struct fate *fate) {
  const struct path *path = &link->directions[side].path;
  uint8_t answer[ICMP_FRAME_MAX];
  unsigned mtu = fate->kind == FATE_TOO_BIG ? path->mtu : 0;
  (void)send_frame(link, side, answer, icmp_error(frame, segment, path->code, mtu, answer));
}

static void carry(struct link *link, unsigned side, uint8_t *frame, size_t length) {
  struct segment segment;
  if (!frame_segment(frame, length, &segment)) {
    (void)send_frame(link, 1 - side, frame, length); /* a tap may have nobody behind it yet */
    return;
  }
  if (link->began == 0) begin(link);
  nanoseconds entered = now() - link->began;
  struct fate fate = direction_decide(&link->directions[side], &segment, length, entered);
  fate.marked = fate.marked && frame_mark_congestion(frame);
  if (fate.corrupt) frame[segment.tcp_at + fate.corrupt_at] ^= (uint8_t)(1u << fate.corrupt_bit);
  log_fate(link, side, &segment, &fate, entered);
  if (fate.kind == FATE_UNREACH || fate.kind == FATE_TOO_BIG)
    tell_sender(link, side, frame, &segment, &fate);
  schedule(link, side, frame, length, &fate, entered);
}

static void tap_frame(const struct link *link, const struct entry *entry) {
  nanoseconds at = link->began + entry->at;
  /* The file has nanoseconds, whatever the field is called. */
  struct pcap_pkthdr header = {.ts = {at / 1000000000, at % 1000000000},
                               .caplen = (bpf_u_int32)entry->length,
                               .len = (bpf_u_int32)entry->length};
  pcap_dump((u_char *)link->tap, &header, entry->frame);
}

static void do_what_is_due(struct link *link) {
  while (link->agenda.count > 0 && agenda_next(&link->agenda) <= now() - link->began) {
    struct entry entry = agenda_take(&link->agenda);
    if (entry.to == TO_TAP)
      tap_frame(link, &entry);
    else if (!send_frame(link, entry.to, entry.frame, entry.length) && link->log != NULL)
      (void)fprintf(link->log, "# not sent: %s\n", strerror(errno));
    free(entry.frame);
  }
}

static void receive(struct link *link, unsigned side) {
  static uint8_t frame[FRAME_MAX];
  for (unsigned i = 0; i < FRAMES_AT_ONCE; i++) {
    ssize_t length = recv(link->sockets[side], frame, sizeof frame, 0);
    if (length <= 0) return;
    carry(link, side, frame, (size_t)length);
  }
}

/* Until the next frame is due; a second if none waits. */
static struct timespec patience(const struct link *link) {
  nanoseconds next = agenda_next(&link->agenda);
  nanoseconds wait = next < 0 ? 1000000000 : next - (now() - link->began);
  if (wait < 0) wait = 0;
  return (struct timespec){wait / 1000000000, wait % 1000000000};
}

static void run(struct link *link, const sigset_t *while_waiting) {
  while (!stopping) {
    struct pollfd wanted[SIDES] = {{link->sockets[0], POLLIN, 0}, {link->sockets[1], POLLIN, 0}};
    struct timespec timeout = patience(link);
    if (ppoll(wanted, SIDES, &timeout, while_waiting) < 0 && errno != EINTR) give_up("poll");
    for (unsigned side = 0; side < SIDES; side++)
      receive(link, side);
    do_what_is_due(link);
  }
}

/* Frames that the kernel could not hand over make the log no longer the truth. */
static void log_missed(const struct link *link) {
  if (link->log == NULL) return;
  for (unsigned side = 0; side < SIDES; side++) {
    struct tpacket_stats statistics = {0};
    socklen_t size = sizeof statistics;
    if (getsockopt(link->sockets[side], SOL_PACKET, PACKET_STATISTICS, &statistics, &size) != 0)
      give_up("statistics");
    (void)fprintf(link->log, "# missed from %c: %u\n", "ab"[side], statistics.tp_drops);
  }
}

static FILE *open_log(const char *name, const char *seed) {
  FILE *log = fopen(name, "w");
  if (log == NULL) give_up(name);
  (void)fprintf(log, "# seed %s\n# entered\tdirection\tn\tflags\tseq\tack\ttext\tfate\tleft\n",
                seed);
  return log;
}

static pcap_dumper_t *open_tap(const char *name) {
  pcap_t *kind =
      pcap_open_dead_with_tstamp_precision(DLT_EN10MB, FRAME_MAX, PCAP_TSTAMP_PRECISION_NANO);
  pcap_dumper_t *tap = kind == NULL ? NULL : pcap_dump_open(kind, name);
  if (tap == NULL) give_up(name);
  pcap_close(kind);
  return tap;
}

static int usage(const char *what) {
  (void)fprintf(stderr, "link: %s\n%s", what, help);
  return 2;
}

struct arguments {
  const char *paths[SIDES];
  const char *seed, *log, *tap;
};

static bool read_arguments(int argc, char **argv, struct arguments *arguments) {
  *arguments = (struct arguments){.paths = {"", ""}, .seed = "1"};
  struct {
    const char *name, **value;
  } options[] = {{"--ab", &arguments->paths[0]},
                 {"--ba", &arguments->paths[1]},
                 {"--seed", &arguments->seed},
                 {"--log", &arguments->log},
                 {"--tap", &arguments->tap}};
  for (int i = 3; i < argc; i += 2) {
    size_t o = 0;
    while (o < sizeof options / sizeof options[0] && strcmp(options[o].name, argv[i]) != 0)
      o++;
    if (o == sizeof options / sizeof options[0] || i + 1 == argc) return false;
    *options[o].value = argv[i + 1];
  }
  return argc >= 3;
}

int main(int argc, char **argv) {
  struct arguments arguments;
  if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(help, stdout) < 0;
  if (!read_arguments(argc, argv, &arguments)) return usage("wrong arguments");
  struct link link = {0};
  char *end = NULL;
  uint64_t seed = strtoull(arguments.seed, &end, 10);
  if (end == arguments.seed || *end != '\0') return usage("--seed wants a number");
  for (unsigned side = 0; side < SIDES; side++) {
    struct path path;
    const char *wrong = path_parse(&path, arguments.paths[side]);
    if (wrong != NULL) return usage(wrong);
    direction_start(&link.directions[side], &path, seed, side);
  }
  for (unsigned side = 0; side < SIDES; side++)
    link.sockets[side] = open_interface(argv[1 + side]);
  if (arguments.log != NULL) link.log = open_log(arguments.log, arguments.seed);
  if (arguments.tap != NULL) link.tap = open_tap(arguments.tap);
  sigset_t while_waiting = catch_signals();
  (void)puts("ready");
  (void)fflush(stdout);
  run(&link, &while_waiting);
  log_missed(&link);
  if (link.tap != NULL) pcap_dump_close(link.tap);
  if (link.log != NULL && fclose(link.log) != 0) give_up(arguments.log);
  agenda_free(&link.agenda);
  return 0;
}
