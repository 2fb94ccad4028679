/* What the oracle reads: on a line the name of a function, its arguments, and what the C function
 * returned, field after field in the order of the structs, as decimal numbers between blanks. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_LINE_H
#define PLUMB_TESTS_DIFFERENTIAL_LINE_H

#include <stddef.h>

#include "challenge.h"

void line_begin(const char *function);
void line_end(void);

/* Writes what is buffered; the program ends if that fails. */
void line_flush(void);

void put(uint64_t number);
void put_octets(const uint8_t *b, size_t n); /* in hexadecimal, "-" for none */

void put_config(struct plumb_config c);
void put_tcb(struct plumb_tcb t);
void put_seg(struct plumb_seg s);
void put_open_args(struct plumb_open_args a);
void put_send_args(struct plumb_send_args a);
void put_answer(struct plumb_answer a);
void put_outcome(struct plumb_outcome o);
void put_address(struct plumb_address a);
void put_ip(struct plumb_ip p);
void put_header(struct plumb_header h);
void put_observer(struct plumb_observer o);
void put_judgement(struct plumb_judgement j);
void put_vigil(struct plumb_vigil v);

#endif
