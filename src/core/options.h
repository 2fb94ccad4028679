/* Header options (spec/Options.v). */
#ifndef PLUMB_OPTIONS_H
#define PLUMB_OPTIONS_H

#include "plumb.h"

/* The options in octets i to stop - 1 of a header (MUST-5, MUST-6, MUST-7, MUST-64, MUST-68). */
/*@ requires i <= stop <= i + 40 && stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result == options_parse(b, i, stop);
    ensures \result.sack.n <= 4; */
struct plumb_options plumb_options_parse(const uint8_t *b, uint32_t i, uint32_t stop);

/* How many 32-bit words the options fill. */
/*@ assigns \nothing;
    ensures \result == options_words(o);
    ensures \result <= 517; */
uint32_t plumb_options_words(struct plumb_options o);

/* Word k of them. */
/*@ requires Buildable(o) && k < options_words(o);
    assigns \nothing;
    ensures \result == option_word(o, k); */
uint32_t plumb_option_word(struct plumb_options o, uint32_t k);

#endif
