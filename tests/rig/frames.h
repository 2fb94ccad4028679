/* Frames built by hand. */
#ifndef PLUMB_TESTS_RIG_FRAMES_H
#define PLUMB_TESTS_RIG_FRAMES_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From here to the text, whose octets are whatever the array had. */
enum { IPV4_FRAME = 14 + 20 + 20, IPV6_FRAME = 14 + 40 + 20 };

/* The header of a TCP segment with SEQ=0x01020304, ACK=0x05060708. */
static inline void put_tcp(uint8_t *tcp, uint8_t flags) {
  static const uint8_t header[20] = {0x13, 0x88, 0x9c, 0x40, 1, 2, 3, 4, 5, 6, 7, 8, 0x50, 0, 1, 0};
  memcpy(tcp, header, sizeof header);
  tcp[13] = flags;
}

/* Writes the headers of a frame with TEXT octets; returns its length. */
static inline size_t put_ipv4(uint8_t *frame, uint8_t flags, uint16_t text) {
  size_t length = 40u + text;
  memset(frame, 0, IPV4_FRAME);
  frame[12] = 0x08, frame[14] = 0x45, frame[23] = 6;
  frame[16] = (uint8_t)(length >> 8), frame[17] = (uint8_t)length;
  put_tcp(frame + 34, flags);
  return 14 + length;
}

static inline size_t put_ipv6(uint8_t *frame, uint8_t flags, uint16_t text) {
  size_t length = 20u + text;
  memset(frame, 0, IPV6_FRAME);
  frame[12] = 0x86, frame[13] = 0xdd, frame[14] = 0x60, frame[20] = 6;
  frame[18] = (uint8_t)(length >> 8), frame[19] = (uint8_t)length;
  put_tcp(frame + 54, flags);
  return 54 + length;
}

/* Runs TESTS; what main() returns. */
static inline int run_tests(const char *name, const TTest *const *tests, size_t count) {
  Suite *suite = suite_create(name);
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 60); /* seconds; for a busy machine */
  for (size_t i = 0; i < count; i++)
    tcase_add_test(tcase, tests[i]);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
