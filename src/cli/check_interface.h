/* plumb check -i: judges connections of an interface of this machine as they end. */
#ifndef PLUMB_CLI_CHECK_INTERFACE_H
#define PLUMB_CLI_CHECK_INTERFACE_H

#include "checker.h"

/* Until the process is interrupted (SIGINT) or terminated (SIGTERM). */
void check_interface(struct checker *checker);

#endif
