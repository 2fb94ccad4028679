/* The stack that this project proves is innocent in the eyes of the observer that it proves: two
 * ends of it talk over a path that loses, doubles and reorders, while somebody else throws forged
 * segments at them, and whatever they send explains itself.
 *
 * A run is its seed: nothing else is random, and time is virtual. */
#include "challenge.h"
#include "observe.h"

#include "core/connection.h"

enum { RUNS = 200, STEPS = 400, PATH = 32 };

static uint64_t random_state;

/* xorshift64*: 0 to n - 1. */
static uint32_t any(uint32_t n) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (uint32_t)((random_state * 2685821657736338717u) >> 33) % n;
}

static bool one_in(uint32_t n) { return any(n) == 0; }

/* An end, and what is observed of it. */
struct end {
  struct plumb_config config;
  struct plumb_tcb tcb;
  struct plumb_observer observer;
  struct plumb_vigil vigil;
};

static struct end ends[2];
static struct plumb_seg path[2][PATH]; /* on the way to each end */
static unsigned on_path[2];
static bool in_order; /* the path is good: what leaves first arrives first */
static uint64_t seed, now;
static unsigned judged; /* segments sent while the observer was not lost */

static void put_on_path(unsigned to, struct plumb_seg s) {
  if (on_path[to] < PATH) path[to][on_path[to]++] = s;
}

/* A challenge ACK is never late: every segment is answered when it arrives. */
static void look_for_answers(const struct end *e) {
  ck_assert(e->observer.lost != PLUMB_NOT_LOST || !plumb_ChallengeOverdue(e->vigil, now, 0));
}

static void sends(unsigned from, struct plumb_answer answer) {
  struct end *e = &ends[from];
  if (answer.kind == PLUMB_NO_ANSWER) return;
  struct plumb_seg s = plumb_segment_to_send(e->config, e->tcb, answer, now);
  look_for_answers(e);
  struct plumb_judgement judgement = plumb_observe_sent(e->observer, s);
  ck_assert_msg(judgement.finding == PLUMB_NO_FINDING,
                "seed %llu, %lu us: finding %d, allowed %u to %u, seen %u",
                (unsigned long long)seed, (unsigned long)(now - NOW), judgement.finding,
                judgement.low, judgement.high, judgement.seen);
  e->observer = judgement.observer;
  e->vigil = plumb_vigil_sent(e->observer, e->vigil, s);
  judged += e->observer.lost == PLUMB_NOT_LOST;
  put_on_path(1 - from, s);
}

/* What an event led to, and what can be sent after it. */
static void follow(unsigned end, struct plumb_outcome o) {
  ends[end].tcb = o.tcb;
  sends(end, o.answer);
  for (unsigned i = 0; i < 8; i++) {
    o = plumb_transmit(ends[end].config, ends[end].tcb, now);
    ends[end].tcb = o.tcb;
    if (o.answer.kind == PLUMB_NO_ANSWER) return;
    sends(end, o.answer);
  }
}

static void arrives_at(unsigned to, struct plumb_seg s) {
  struct end *e = &ends[to];
  look_for_answers(e);
  e->vigil = plumb_vigil_arrived(e->observer, e->vigil, s, now);
  e->observer = plumb_observe_arrived(e->observer, s);
  follow(to, plumb_segment_arrives(e->config, e->tcb, s, any(UINT32_MAX), now));
}

/* Any segment of those on a bad path: they overtake each other; some come twice, some never. */
static void deliver(unsigned to) {
  if (on_path[to] == 0) return;
  unsigned chosen = !in_order && one_in(4) ? any(on_path[to]) : 0;
  struct plumb_seg s = path[to][chosen];
  if (in_order || !one_in(16)) {
    on_path[to]--;
    memmove(&path[to][chosen], &path[to][chosen + 1], (on_path[to] - chosen) * sizeof s);
    if (!in_order && one_in(12)) return;
  }
  arrives_at(to, s);
}

/* A segment that the peer did not send, with numbers that matter. */
static void forge(unsigned to) {
  const struct plumb_tcb *t = &ends[to].tcb;
  if (in_order && one_in(2)) { /* a bare reset inside the window: to be challenged */
    arrives_at(to, segment(t->rcv.nxt + 1 + any(t->rcv.wnd + 1), 0, RST, 0));
    return;
  }
  struct plumb_seg s = segment(t->rcv.nxt + any(6) - 2, t->snd.una + any(6) - 2, 0, 0);
  s.ctl.ack = !one_in(8);
  s.ctl.rst = one_in(3);
  s.ctl.syn = one_in(6);
  if (one_in(4)) s.seq += any(t->rcv.wnd + 2);
  if (one_in(4)) s.ack = t->snd.nxt + any(3) - 1;
  if (one_in(8)) s.seq = any(UINT32_MAX);
  if (one_in(3)) s.text = any(40);
  s.ctl.fin = one_in(8);
  s.wnd = one_in(3) ? 0 : any(65536);
  s.options.has_ts = t->stamps.ok && !one_in(4);
  s.options.ts_val = t->stamps.recent + any(4) - 1;
  arrives_at(to, s);
}

static void user_acts(unsigned end) {
  struct end *e = &ends[end];
  struct plumb_send_args args = {.access = true, .remote_specified = true};
  switch (any(20)) {
  case 0:
    follow(end, plumb_close(e->tcb, true));
    break;
  case 1:
    if (one_in(6)) follow(end, plumb_abort(e->tcb, true));
    break;
  case 2:
  case 3:
  case 4:
  case 5:
  case 6:
    follow(end, plumb_receive(e->config, e->tcb, any(8000), true));
    break;
  default:
    args.octets = any(4000);
    args.room = 65535 > e->tcb.snd.queued ? 65535 - e->tcb.snd.queued : 0;
    args.urgent = one_in(8);
    follow(end, plumb_send(e->config, e->tcb, args, now));
  }
}

static struct plumb_config any_config(void) {
  struct plumb_config c = plumb_default_config();
  c.buffer = 1 + any(one_in(2) ? 200000 : 3000);
  c.mss = 1 + any(1460);
  c.use_shift = !one_in(3);
  c.shift = (uint8_t)any(15);
  c.use_stamps = !one_in(3);
  return c;
}

static void opens(unsigned end, bool active) {
  struct end *e = &ends[end];
  struct plumb_open_args args = {.active = active,
                                 .access = true,
                                 .room = true,
                                 .diffserv_ok = true,
                                 .remote_specified = active,
                                 .iss = any(UINT32_MAX)};
  *e = (struct end){
      .config = any_config(), .observer = plumb_start_observer(), .vigil = plumb_start_vigil()};
  follow(end, plumb_open(e->config, e->tcb, args, now));
}

static void step(bool forged) {
  unsigned end = any(2);
  now += any(one_in(10) ? 3000000 : 20000);
  switch (any(8)) {
  case 0:
    user_acts(end);
    break;
  case 1:
    follow(end, plumb_timeout(ends[end].config, ends[end].tcb, now));
    break;
  case 2:
    if (forged && one_in(6)) forge(end);
    break;
  default:
    deliver(end);
  }
}

static void run(bool forged) {
  random_state = seed * 0x9E3779B97F4A7C15u + 1;
  now = NOW;
  on_path[0] = on_path[1] = 0;
  in_order = one_in(3);
  opens(0, true);
  opens(1, one_in(5));
  for (unsigned i = 0; i < STEPS; i++)
    step(forged);
}

/* Only the path is bad, and not always. */
START_TEST(over_a_bad_path) {
  for (seed = 1; seed <= RUNS; seed++)
    run(false);
  ck_assert_uint_gt(judged, RUNS * 100);
}
END_TEST

/* Forged segments on top. */
START_TEST(among_forged_segments) {
  for (seed = 1; seed <= RUNS; seed++)
    run(true);
  ck_assert_uint_gt(judged, RUNS * 100);
}
END_TEST

int main(void) {
  const TTest *tests[] = {over_a_bad_path, among_forged_segments};
  return run_tests("check/innocent", tests, sizeof tests / sizeof tests[0]);
}
