/* Capture files with many packets, of raw IPv4, made by hand. */
#ifndef PLUMB_TESTS_CLI_WRITTEN_H
#define PLUMB_TESTS_CLI_WRITTEN_H

#include <stdio.h>

#include "blocks.h"
#include "datagram.h"

enum { RAW_LINK = 101 };

/* The source port of packet I, from 0 on, of a written capture: connections take turns. */
static inline uint16_t port_of(size_t i, size_t connections) {
  return (uint16_t)(2000 + i % connections);
}

/* Packet I of those: a SYN at first, then segments of text that differ in length. */
static inline struct datagram turn_of(size_t i, size_t connections) {
  const uint32_t round = (uint32_t)(i / connections);
  struct datagram d = ipv4_with(round == 0 ? segment(ISS_A, 0, SYN, 0)
                                           : segment(ISS_A + round, ISS_B, ACK, (uint32_t)i % 900),
                                false);
  uint8_t *ip = start_of(&d), *tcp = ip + IPV4;
  const uint32_t length = (uint32_t)d.length - IPV4;
  put16(tcp, port_of(i, connections));
  put16(tcp + 16, 0);
  put16(tcp + 16,
        plumb_checksum(plumb_pseudo_sum((struct plumb_address){0xc0000201, 0, 0, 0},
                                        (struct plumb_address){0xc0000202, 0, 0, 0}, length) +
                       plumb_octet_sum(tcp, length)));
  return d;
}

/* COUNT packets, a millisecond apart, in a pcapng file; now and then something comes between them:
   blocks that are no packets, and sections. */
static inline void write_turns(const char *path, size_t count, size_t connections) {
  struct draft draft = {.swapped = false};
  FILE *file = create(path);
  for (size_t i = 0; i < count; i++) {
    if (i % 3000 == 0) {
      put_section(&draft, file);
      put_interface(&draft, RAW_LINK, 6, file);
    }
    if (i % 7 == 0) {
      draft_begin(&draft, 0x0bad);
      draft_number(&draft, (uint32_t)i);
      draft_write(&draft, file);
    }
    struct datagram d = turn_of(i, connections);
    put_packet(&draft, 0, i * 1000, start_of(&d), (uint32_t)d.length, file);
  }
  draft_free(&draft);
  ck_assert_int_eq(fclose(file), 0);
}

#endif
