/* The plumb command.  All of it but this line is a library, so that tests can link it. */
#include "command.h"

int main(int argc, char **argv) { return run_command(argc, argv); }
