/* pcapng files made by hand. */
#ifndef PLUMB_TESTS_CLI_BLOCKS_H
#define PLUMB_TESTS_CLI_BLOCKS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "pcapng.h"
#include "pcapng_write.h"

/* A raw IPv4 header and nothing else: 20 octets. */
static const uint8_t ipv4_frame[20] = {0x45};

static inline void put_section(struct draft *draft, FILE *file) {
  draft_begin(draft, PCAPNG_SECTION);
  draft_number(draft, PCAPNG_BYTE_ORDER);
  draft_pair(draft, 1, 0);
  draft_number(draft, UINT32_MAX);
  draft_number(draft, UINT32_MAX);
  draft_write(draft, file);
}

/* An interface of link type LINK whose clock has the resolution RESOLUTION. */
static inline void put_interface(struct draft *draft, uint16_t link, uint8_t resolution,
                                 FILE *file) {
  draft_begin(draft, PCAPNG_INTERFACE);
  draft_pair(draft, link, 0);
  draft_number(draft, 65535);
  draft_option(draft, OPTION_RESOLUTION, &resolution, 1);
  draft_option(draft, OPTION_END, NULL, 0);
  draft_write(draft, file);
}

/* A packet of LENGTH octets on INTERFACE at TICKS. */
static inline void put_packet(struct draft *draft, uint32_t interface, uint64_t ticks,
                              const void *frame, uint32_t length, FILE *file) {
  draft_begin(draft, PCAPNG_PACKET);
  draft_number(draft, interface);
  draft_number(draft, (uint32_t)(ticks >> 32));
  draft_number(draft, (uint32_t)ticks);
  draft_number(draft, length);
  draft_number(draft, length);
  draft_octets(draft, frame, length);
  draft_write(draft, file);
}

static inline FILE *create(const char *path) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  return file;
}

#endif
