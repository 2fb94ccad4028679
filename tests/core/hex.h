/* Octets written in hexadecimal. */
#ifndef PLUMB_TESTS_CORE_HEX_H
#define PLUMB_TESTS_CORE_HEX_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct octets {
  uint8_t *at; /* in a block of exactly n octets: a sanitizer sees any read beyond; to be freed */
  uint32_t n;
};

static inline uint8_t hex_digit(char c) {
  return (uint8_t)(strchr("0123456789abcdef", c) - "0123456789abcdef");
}

/* The octets that text names, two digits each; spaces are for the reader. */
static inline struct octets hex(const char *text) {
  struct octets o = {malloc(strlen(text) / 2 + 1), 0};
  for (; *text != '\0'; text++) {
    if (*text == ' ') continue;
    o.at[o.n++] = (uint8_t)(16 * hex_digit(text[0]) + hex_digit(text[1]));
    text++;
  }
  if (o.n > 0) o.at = realloc(o.at, o.n);
  return o;
}

#endif
