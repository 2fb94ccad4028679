/* What plumb check does with each connection that is over, wherever it comes from. */
#ifndef PLUMB_CLI_CHECKER_H
#define PLUMB_CLI_CHECKER_H

#include "check_options.h"
#include "harvest.h"
#include "outputs.h"
#include "unread.h"

struct checker {
  struct check_options options;
  struct outputs outputs;
  struct summary summary;
  struct hosts *hosts; /* of the capture at hand */
  bool has_judged;     /* a connection, whether asked for or not */
  bool is_complete;    /* everything could be read and written */
};

/* Judges the connection NUMBER of a capture taken as VANTAGE says, and reports what is asked for of
   it. */
void checker_judge(struct checker *checker, const struct finished *finished, uint64_t number,
                   const struct vantage *vantage);

/* Judges all connections of a file, which are in HARVEST, ready to be read, and lack what is in
   UNREAD; reports on the file. */
void checker_file(struct checker *checker, const struct file_facts *facts, struct harvest *harvest,
                  const struct unread *unread);

/* All is judged: the summary.  Returns an exit code. */
int checker_finish(struct checker *checker);

#endif
