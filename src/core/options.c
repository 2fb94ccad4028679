/* Header options (RFC 9293 section 3.1 and 3.2, RFC 7323, RFC 2018), as in spec/Options.v.
 *
 * Options stand in octets i to stop - 1 of a header; one begins where the one before ends. */
#include "options.h"

#include "octets.h"

/* Kinds, from the IANA registry. */
enum {
  KIND_END = 0,
  KIND_NOP = 1,
  KIND_MSS = 2,
  KIND_SHIFT = 3,
  KIND_SACK_PERMITTED = 4,
  KIND_SACK = 5,
  KIND_STAMPS = 8
};

/* ---- Parse ----------------------------------------------------------------------------------- */

/* A length that the option's kind allows. */
/*@ assigns \nothing; ensures \result <==> LengthLegal(kind, length); */
static bool LengthLegal(uint8_t kind, uint8_t length) {
  if (kind == KIND_MSS) return length == 4u;
  if (kind == KIND_SHIFT) return length == 3u;
  if (kind == KIND_SACK_PERMITTED) return length == 2u;
  if (kind == KIND_SACK) return 10u <= length && length <= 34u && length % 8u == 2u;
  if (kind == KIND_STAMPS) return length == 10u;
  return 2u <= length;
}

/* No more options: the header ends, or the rest of it is padding. */
/*@ requires stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result <==> OptionsEnd(b, i, stop); */
static bool OptionsEnd(const uint8_t *b, uint32_t i, uint32_t stop) {
  return stop <= i || b[i] == KIND_END;
}

/* The length octet is there, legal, and does not lead out of the header. */
/*@ requires i < stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result <==> OptionSound(b, i, stop); */
static bool OptionSound(const uint8_t *b, uint32_t i, uint32_t stop) {
  return i + 1u < stop && LengthLegal(b[i], b[i + 1u]) && i + b[i + 1u] <= stop;
}

/* Octets of the option at i; 0 at the end of the options and for an illegal option. */
/*@ requires i <= stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result == option_length(b, i, stop);
    ensures i + \result <= stop; */
static uint32_t option_length(const uint8_t *b, uint32_t i, uint32_t stop) {
  if (OptionsEnd(b, i, stop)) return 0;
  if (b[i] == KIND_NOP) return 1;
  if (OptionSound(b, i, stop)) return b[i + 1u];
  return 0;
}

/* Block k of the SACK option with n blocks at i. */
/*@ requires i <= 60 && n <= 4 && k < 4 && \valid_read(b + (i .. i + 1 + 8 * n));
    assigns \nothing;
    ensures \result == sack_block(b, i, n, k); */
static struct plumb_block sack_block(const uint8_t *b, uint32_t i, uint32_t n, uint32_t k) {
  if (k >= n) return (struct plumb_block){0, 0};
  return (struct plumb_block){be32(b, i + 2u + 8u * k), be32(b, i + 6u + 8u * k)};
}

/*@ requires i <= 60 && n <= 4 && \valid_read(b + (i .. i + 1 + 8 * n));
    assigns \nothing;
    ensures \result == sack_at(b, i, n); */
static struct plumb_sack sack_at(const uint8_t *b, uint32_t i, uint32_t n) {
  return (struct plumb_sack){(uint8_t)n, sack_block(b, i, n, 0), sack_block(b, i, n, 1),
                             sack_block(b, i, n, 2), sack_block(b, i, n, 3)};
}

/* The option at i, of a legal length, added to those before it. */
/*@ requires i < stop <= 60 && \valid_read(b + (0 .. stop - 1));
    requires option_length(b, i, stop) > 0 && o.sack.n <= 4;
    assigns \nothing;
    ensures \result == option_value(b, i, o);
    ensures \result.sack.n <= 4; */
static struct plumb_options option_value(const uint8_t *b, uint32_t i, uint32_t stop,
                                         struct plumb_options o) {
  (void)stop; /* for the contract */
  if (b[i] == KIND_MSS) {
    o.has_mss = true;
    o.mss = be16(b, i + 2u);
  } else if (b[i] == KIND_SHIFT) {
    o.has_shift = true;
    o.shift = b[i + 2u];
  } else if (b[i] == KIND_SACK_PERMITTED) {
    o.sack_permitted = true;
  } else if (b[i] == KIND_SACK) {
    o.sack = sack_at(b, i, b[i + 1u] / 8u);
  } else if (b[i] == KIND_STAMPS) {
    o.has_ts = true;
    o.ts_val = be32(b, i + 2u);
    o.ts_ecr = be32(b, i + 6u);
  }
  return o;
}

struct plumb_options plumb_options_parse(const uint8_t *b, uint32_t i, uint32_t stop) {
  struct plumb_options o = {.has_mss = false};
  uint32_t length = option_length(b, i, stop);
  //@ ghost int fuel = 41;
  /*@ loop invariant \at(i, Pre) <= i <= stop && 41 - fuel <= i - \at(i, Pre) && fuel <= 41;
      loop invariant length == option_length(b, i, stop) <= stop - i;
      loop invariant o.sack.n <= 4;
      loop invariant options_from(fuel, b, i, stop, o) ==
        options_from(41, b, \at(i, Pre), stop, no_options);
      loop assigns i, length, o, fuel;
      loop variant stop - i; */
  while (length > 0u) {
    //@ ghost fuel = fuel - 1;
    o = option_value(b, i, stop, o);
    i += length;
    length = option_length(b, i, stop);
  }
  o.malformed = !OptionsEnd(b, i, stop);
  return o;
}

/* ---- Build ----------------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result == mss_words(o); ensures \result <= 1; */
static uint32_t mss_words(struct plumb_options o) { return o.has_mss ? 1 : 0; }

/*@ assigns \nothing; ensures \result == shift_words(o); ensures \result <= 1; */
static uint32_t shift_words(struct plumb_options o) { return o.has_shift ? 1 : 0; }

/*@ assigns \nothing; ensures \result == permitted_words(o); ensures \result <= 1; */
static uint32_t permitted_words(struct plumb_options o) { return o.sack_permitted ? 1 : 0; }

/*@ assigns \nothing; ensures \result == stamps_words(o); ensures \result <= 3; */
static uint32_t stamps_words(struct plumb_options o) { return o.has_ts ? 3 : 0; }

/*@ assigns \nothing; ensures \result == sack_words(s); ensures \result <= 511; */
static uint32_t sack_words(struct plumb_sack s) { return s.n == 0u ? 0u : 1u + 2u * s.n; }

uint32_t plumb_options_words(struct plumb_options o) {
  return mss_words(o) + shift_words(o) + permitted_words(o) + stamps_words(o) + sack_words(o.sack);
}

/*@ assigns \nothing; ensures \result == stamps_word(o, k); */
static uint32_t stamps_word(struct plumb_options o, uint32_t k) {
  if (k == 0u) return 0x0101080au; /* NOP, NOP, kind, length */
  return k == 1u ? o.ts_val : o.ts_ecr;
}

/*@ assigns \nothing; ensures \result == block_word(x, right_edge != 0); */
static uint32_t block_word(struct plumb_block x, bool right_edge) {
  return right_edge ? x.right : x.left;
}

/*@ requires s.n <= 4;
    assigns \nothing;
    ensures \result == sack_word(s, k); */
static uint32_t sack_word(struct plumb_sack s, uint32_t k) {
  if (k == 0u) return 0x01010502u + 8u * s.n; /* NOP, NOP, kind, length */
  if (k <= 2u) return block_word(s.b0, k == 2u);
  if (k <= 4u) return block_word(s.b1, k == 4u);
  if (k <= 6u) return block_word(s.b2, k == 6u);
  return block_word(s.b3, k == 8u);
}

uint32_t plumb_option_word(struct plumb_options o, uint32_t k) {
  const uint32_t at_shift = mss_words(o);
  const uint32_t at_permitted = at_shift + shift_words(o);
  const uint32_t at_stamps = at_permitted + permitted_words(o);
  const uint32_t at_sack = at_stamps + stamps_words(o);
  if (k < at_shift) return 0x02040000u + o.mss;       /* kind, length, value */
  if (k < at_permitted) return 0x01030300u + o.shift; /* NOP, kind, length, value */
  if (k < at_stamps) return 0x01010402u;              /* NOP, NOP, kind, length */
  if (k < at_sack) return stamps_word(o, k - at_stamps);
  return sack_word(o.sack, k - at_sack);
}
