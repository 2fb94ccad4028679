#include "check_interface.h"
#include "harvest.h"
#include "message.h"
#include "reading.h"
#include "table.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>

/* A connection that is over is judged after so many microseconds without a segment of it: the last
   FIN may be sent again. */
enum { QUIET = 10000000 };

enum { ON_ITS_WAY = 300000 }; /* microseconds from the interface to here, at most */

enum { MEMORY = 256 << 20 }; /* octets of live connections, at most */

static volatile sig_atomic_t is_interrupted;

static void interrupt(int number) {
  (void)number;
  is_interrupted = 1;
}

struct session {
  struct checker *checker;
  struct reading reading;
  struct harvest harvest;
  struct pool pool; /* of the table */
  struct table table;
  struct ifaddrs *addresses; /* of this machine */
  uint64_t number;           /* connections judged */
  uint64_t dropped;          /* packets that the system had no room for, ... */
  uint64_t in_doubt;         /* ... the last of them not after this one */
  uint64_t until;            /* when to stop: microseconds since the epoch; 0: not yet */
};

/* ---- Where it is captured -------------------------------------------------------------------- */

static bool is_address(const struct sockaddr *address, const struct socket_id *end) {
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  if (address == NULL || address->sa_family != (end->is_v6 ? AF_INET6 : AF_INET)) return false;
  memcpy(&v4, address, sizeof v4);
  if (!end->is_v6) return memcmp(&v4.sin_addr, end->address, sizeof v4.sin_addr) == 0;
  memcpy(&v6, address, sizeof v6);
  return memcmp(&v6.sin6_addr, end->address, sizeof v6.sin6_addr) == 0;
}

/* At the end whose address this machine has; else the user or the delays may know. */
static struct vantage vantage_of(const struct session *session, const struct socket_id ends[2]) {
  struct vantage vantage = session->harvest.vantage;
  if (vantage.source == VANTAGE_GIVEN) return vantage;
  for (int end = 0; end < 2; end++)
    for (const struct ifaddrs *at = session->addresses; at != NULL; at = at->ifa_next)
      if (is_address(at->ifa_addr, &ends[end]))
        return (struct vantage){.source = VANTAGE_GIVEN, .host = ends[end]};
  return vantage;
}

/* ---- Connections that are over --------------------------------------------------------------- */

/* Packets that were dropped may have been of any connection that there was. */
static void note_drops(struct session *session) {
  if (session->reading.capture == NULL) return;
  uint64_t dropped = capture_dropped(session->reading.capture);
  if (dropped != session->dropped) session->in_doubt = session->reading.packets;
  session->dropped = dropped;
}

static void judge_finished(struct session *session) {
  struct spool *spool = &session->harvest.spool;
  const struct finished *finished = NULL;
  if (spool->count == 0) return;
  note_drops(session);
  spool_rewind(spool);
  while ((finished = spool_next(spool)) != NULL) {
    struct vantage vantage = vantage_of(session, finished->ends);
    vantage.is_partial =
        reading_lacks(&session->reading, finished->ends) || finished->first <= session->in_doubt;
    checker_judge(session->checker, finished, ++session->number, &vantage);
  }
  spool_free(spool);
  (void)fflush(stdout);
}

/* ---- Packets --------------------------------------------------------------------------------- */

static void follow(struct session *session, const struct capture_packet *raw) {
  struct packet packet;
  enum packet_kind kind = reading_read(&session->reading, raw, &packet);
  if (!packet_is_read(kind)) return;
  uint32_t slot = table_slot(&session->table, &packet.from, &packet.to);
  table_add(&session->table, slot, &packet.from, &packet.to, &packet.record);
}

/* What came before the interruption is still followed; it may be a moment on its way. */
static bool is_over(struct session *session, enum capture_result result, uint64_t time) {
  if (result == CAPTURE_BROKEN) return true;
  if (!is_interrupted) return false;
  if (session->until == 0) session->until = capture_clock();
  return time > session->until + (result == CAPTURE_IDLE ? ON_ITS_WAY : 0);
}

static void run(struct session *session) {
  struct capture_packet raw;
  enum capture_result result = CAPTURE_IDLE;
  do {
    result = reading_step(&session->reading, &raw);
    if (result == CAPTURE_PACKET) follow(session, &raw);
    table_sweep(&session->table, session->reading.ended, QUIET);
    judge_finished(session);
  } while (!is_over(session, result, raw.time));
  table_end(&session->table, session->reading.ended);
  judge_finished(session);
  reading_finish(&session->reading);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void conclude(struct session *session, struct file_row *row, const char *interface) {
  struct checker *checker = session->checker;
  char remarks[READING_REMARKS_SIZE];
  reading_remarks(&session->reading, remarks, sizeof remarks);
  if (remarks[0] != '\0') complain(interface, "packets not judged: %s", remarks);
  if (session->dropped > 0)
    complain(
        interface,
        "the system dropped %llu packets; connections that may lack them are accused of nothing",
        (unsigned long long)session->dropped);
  if (session->reading.broken) {
    complain(interface, "%s", session->reading.reason);
    row->whole = false;
    checker->is_complete = false;
  }
}

/* SA_RESTART is not set: who waits for a packet notices. */
static void catch_signals(void) {
  struct sigaction action = {.sa_handler = interrupt};
  is_interrupted = 0;
  (void)sigaction(SIGINT, &action, NULL);
  (void)sigaction(SIGTERM, &action, NULL);
}

void check_interface(struct checker *checker) {
  const char *interface = checker->options.interface;
  struct session session = {.checker = checker};
  struct file_row *row = summary_begin_file(&checker->summary, interface);
  reading_open_live(&session.reading, interface, checker->options.selection.filter);
  row->whole = session.reading.opened;
  const struct file_facts facts = {.path = interface,
                                   .is_opened = row->whole,
                                   .connections = 1, /* more or less: nobody knows */
                                   .not_judged = "",
                                   .error = row->whole ? NULL : session.reading.reason};
  catch_signals();
  outputs_begin_file(&checker->outputs, &facts);
  (void)fflush(stdout);
  if (row->whole) {
    harvest_start(&session.harvest, &checker->options.vantage, SPOOL_MEMORY);
    session.pool = table_pool();
    table_start(&session.table, &session.pool, &session.harvest, MEMORY);
    if (getifaddrs(&session.addresses) != 0) session.addresses = NULL;
    checker->hosts = hosts_start();
    run(&session);
    hosts_free(checker->hosts);
    freeifaddrs(session.addresses);
    pool_end(&session.pool);
    harvest_free(&session.harvest);
    conclude(&session, row, interface);
  } else {
    complain(interface, "%s", session.reading.reason);
  }
  reading_free(&session.reading);
  checker->is_complete = outputs_end_file(&checker->outputs, &facts) && checker->is_complete;
}
