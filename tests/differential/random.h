/* Random and adversarial runs. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_RANDOM_H
#define PLUMB_TESTS_DIFFERENTIAL_RANDOM_H

#include <stdint.h>

/* At least so many events of section 3.10, and beside them observers and octets. */
void random_runs(uint64_t seed, uint64_t events);

#endif
