/* The TCP header (RFC 9293 section 3.1), as in spec/Header.v. */
#include "octets.h"
#include "options.h"
#include "tcb.h"

/* For the provers, which would otherwise compare field by field what is one and the same. */
/*@ predicate SameHeader(struct plumb_header h, struct plumb_header g) = h == g;
    predicate SameSeg(struct plumb_seg s, struct plumb_seg r) = s == r;
    lemma a_header_is_itself: \forall struct plumb_header h; SameHeader(h, h);
    lemma a_seg_is_itself: \forall struct plumb_seg s; SameSeg(s, s); */

/* ---- Parse ----------------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result == ctl_of(v); */
static struct plumb_ctl ctl_of(uint8_t v) {
  return (struct plumb_ctl){.cwr = v / 128u == 1u,
                            .ece = v / 64u % 2u == 1u,
                            .urg = v / 32u % 2u == 1u,
                            .ack = v / 16u % 2u == 1u,
                            .psh = v / 8u % 2u == 1u,
                            .rst = v / 4u % 2u == 1u,
                            .syn = v / 2u % 2u == 1u,
                            .fin = v % 2u == 1u};
}

/* The data offset, in octets. */
/*@ requires \valid_read(b + (0 .. 19));
    assigns \nothing;
    ensures \result == data_offset(b);
    ensures \result <= 60; */
static uint32_t data_offset(const uint8_t *b) { return 4u * (b[12] / 16u); }

/*@ assigns \nothing; ensures \result == no_header(f); */
static struct plumb_header no_header(enum plumb_header_fault f) {
  return (struct plumb_header){.error = f};
}

/* The segment with text octets of text and the options o. */
/*@ requires \valid_read(b + (0 .. 19)) && o.sack.n <= 4;
    assigns \nothing;
    ensures \result == seg_at(b, text, o);
    ensures text <= 65535 ==> WfSeg(\result); */
static struct plumb_seg seg_at(const uint8_t *b, uint32_t text, struct plumb_options o) {
  return (struct plumb_seg){.seq = be32(b, 4),
                            .ack = be32(b, 8),
                            .wnd = be16(b, 14),
                            .up = be16(b, 18),
                            .text = text,
                            .ctl = ctl_of(b[13]),
                            .options = o};
}

/* A header that is there in full. */
/*@ requires 20 <= data_offset(b) <= length && \valid_read(b + (0 .. data_offset(b) - 1));
    assigns \nothing;
    ensures \result == header_at(b, length);
    ensures \result.length == data_offset(b);
    ensures length <= 65535 ==> WfSeg(\result.seg); */
static struct plumb_header header_at(const uint8_t *b, uint32_t length) {
  const uint32_t offset = data_offset(b);
  const struct plumb_options o = plumb_options_parse(b, 20, offset);
  return (struct plumb_header){.error = PLUMB_HEADER_OK,
                               .source = be16(b, 0),
                               .destination = be16(b, 2),
                               .length = offset,
                               .seg = seg_at(b, length - offset, o)};
}

/* What is wrong with the header of a segment of length octets, n of which are at hand? */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == header_check(b, n, length);
    ensures \result == PLUMB_HEADER_OK ==> 20 <= data_offset(b) <= n && data_offset(b) <= length; */
static enum plumb_header_fault header_check(const uint8_t *b, uint32_t n, uint32_t length) {
  if (n < 20u) return PLUMB_HEADER_SHORT;
  const uint32_t offset = data_offset(b);
  if (offset < 20u || length < offset) return PLUMB_HEADER_OFFSET;
  return n < offset ? PLUMB_HEADER_SHORT : PLUMB_HEADER_OK;
}

struct plumb_header plumb_header_parse(const uint8_t *b, uint32_t n, uint32_t length) {
  const enum plumb_header_fault fault = header_check(b, n, length);
  return fault == PLUMB_HEADER_OK ? header_at(b, length) : no_header(fault);
}

/* ---- Build ----------------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result == ctl_octet(c); ensures \result <= 255; */
static uint32_t ctl_octet(struct plumb_ctl c) {
  return 128u * bit(c.cwr) + 64u * bit(c.ece) + 32u * bit(c.urg) + 16u * bit(c.ack) +
         8u * bit(c.psh) + 4u * bit(c.rst) + 2u * bit(c.syn) + bit(c.fin);
}

/*@ requires Buildable(s.options);
    assigns \nothing;
    ensures \result == header_words(s);
    ensures 5 <= \result <= 15; */
static uint32_t header_words(struct plumb_seg s) { return 5u + plumb_options_words(s.options); }

/* Word k of the header; the checksum is 0, to be filled in. */
/*@ requires WfSeg(s) && Buildable(s.options) && k < header_words(s);
    assigns \nothing;
    ensures \result == header_word(source, destination, s, k); */
static uint32_t header_word(uint16_t source, uint16_t destination, struct plumb_seg s, uint32_t k) {
  if (k == 0u) return 65536u * source + destination;
  if (k == 1u) return s.seq;
  if (k == 2u) return s.ack;
  if (k == 3u) return 268435456u * header_words(s) + 65536u * ctl_octet(s.ctl) + s.wnd;
  if (k == 4u) return s.up;
  return plumb_option_word(s.options, k - 5u);
}

uint32_t plumb_header_build(uint8_t *b, uint16_t source, uint16_t destination, struct plumb_seg s) {
  const uint32_t words = header_words(s);
  /*@ loop invariant 0 <= k <= words;
      loop invariant \forall integer i; 0 <= i < 4 * k ==>
        b[i] == header_octet(source, destination, s, i);
      loop assigns k, b[0 .. 4 * words - 1];
      loop variant words - k; */
  for (uint32_t k = 0; k < words; k++)
    put32(b, 4u * k, header_word(source, destination, s, k));
  return 4u * words;
}

void plumb_checksum_fill(uint8_t *b, uint16_t c) {
  b[16] = (uint8_t)(c / 256u);
  b[17] = (uint8_t)(c % 256u);
}
