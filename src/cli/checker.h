/* What plumb check does with each connection that is over, wherever it comes from. */
#ifndef PLUMB_CLI_CHECKER_H
#define PLUMB_CLI_CHECKER_H

#include "check_options.h"
#include "outputs.h"

struct checker {
  struct check_options options;
  struct outputs outputs;
  struct summary summary;
  bool is_complete; /* everything could be read and written */
};

/* Judges the connection NUMBER of a capture taken as VANTAGE says, and reports what is asked for of
   it. */
void checker_judge(struct checker *checker, const struct finished *finished, uint64_t number,
                   const struct vantage *vantage);

#endif
