/* Connections and captures made by hand.
 *
 * A, 192.0.2.1:1000, opens a connection to B, 192.0.2.2:80.  A's ISS is 100, B's is 500. */
#ifndef PLUMB_TESTS_CLI_CRAFT_H
#define PLUMB_TESTS_CLI_CRAFT_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "plumb.h"

enum { A = 0, B = 1, ISS_A = 100, ISS_B = 500 };
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };

static inline struct socket_id socket_a(void) {
  return (struct socket_id){.address = {192, 0, 2, 1}, .port = 1000};
}

static inline struct socket_id socket_b(void) {
  return (struct socket_id){.address = {192, 0, 2, 2}, .port = 80};
}

/* <SEQ=seq><ACK=ack><CTL=bits> with octets of text and a window of 4000 octets. */
static inline struct plumb_seg segment(uint32_t seq, uint32_t ack, unsigned bits, uint32_t text) {
  return (struct plumb_seg){.seq = seq,
                            .ack = ack,
                            .wnd = 4000,
                            .text = text,
                            .ctl = {.fin = bits & FIN,
                                    .syn = bits & SYN,
                                    .rst = bits & RST,
                                    .psh = bits & PSH,
                                    .ack = bits & ACK,
                                    .urg = bits & URG}};
}

/* A file being read: packet numbers and times are given out in order, a millisecond apart. */
struct craft {
  struct flows flows;
  uint64_t number, time;
};

/* The end FROM sends S, MICROSECONDS after the packet before. */
static inline void sends_after(struct craft *craft, int from, uint64_t microseconds,
                               struct plumb_seg s) {
  struct socket_id ends[2] = {socket_a(), socket_b()};
  craft->time += microseconds;
  struct record record = {.number = ++craft->number, .time = craft->time, .seg = s};
  flows_add(&craft->flows, &ends[from], &ends[1 - from], &record);
}

static inline void sends(struct craft *craft, int from, struct plumb_seg s) {
  sends_after(craft, from, 1000, s);
}

/* An ICMP error of KIND, MICROSECONDS after the packet before, about the segment SEQ of the end
 * FROM. */
static inline void warned_after(struct craft *craft, int from, uint64_t microseconds,
                                enum icmp_kind kind, uint32_t seq) {
  struct socket_id ends[2] = {socket_a(), socket_b()};
  craft->time += microseconds;
  struct record record = {.number = ++craft->number,
                          .time = craft->time,
                          .is_icmp = true,
                          .icmp = {.seq = seq, .kind = (uint8_t)kind, .type = 3, .code = 1}};
  flows_add(&craft->flows, &ends[from], &ends[1 - from], &record);
}

/* The three-way handshake: packets 1 to 3. */
static inline void handshake(struct craft *craft) {
  sends(craft, A, segment(ISS_A, 0, SYN, 0));
  sends(craft, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends(craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
}

/* Both ends close, A first. */
static inline void farewell(struct craft *craft, uint32_t seq_a, uint32_t seq_b) {
  sends(craft, A, segment(seq_a, seq_b, FIN | ACK, 0));
  sends(craft, B, segment(seq_b, seq_a + 1, FIN | ACK, 0));
  sends(craft, A, segment(seq_a + 1, seq_b + 1, ACK, 0));
}

/* The test program: one suite of one test case.  SETUP and TEARDOWN, unless NULL, surround each
   test, which is run for each _i from 0 to TIMES - 1. */
static inline int run_loop_tests(const char *name, SFun setup, SFun teardown,
                                 const TTest *const *tests, size_t count, int times) {
  Suite *suite = suite_create(name);
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 60); /* seconds; a busy machine is slow to start a command */
  tcase_add_checked_fixture(tcase, setup, teardown);
  for (size_t i = 0; i < count; i++)
    tcase_add_loop_test(tcase, tests[i], 0, times);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static inline int run_tests(const char *name, SFun setup, SFun teardown, const TTest *const *tests,
                            size_t count) {
  return run_loop_tests(name, setup, teardown, tests, count, 1);
}

#endif
