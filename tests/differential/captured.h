/* The packets of captures, as they were on the wire. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_CAPTURED_H
#define PLUMB_TESTS_DIFFERENTIAL_CAPTURED_H

/* Reads the capture PATH twice: packet by packet, and as connections, whose ends each are given
 * what arrived at them.  The program ends if the file cannot be read. */
void captured_run(const char *path);

#endif
