/* The files of a command line, examined several at a time, each in threads of its own, and handed
   over in their order. */
#ifndef PLUMB_CLI_CREW_H
#define PLUMB_CLI_CREW_H

#include "examine.h"
#include "inputs.h"

struct crew; /* at work */

/* As many threads as there are processors for this process. */
unsigned processors(void);

/* Begins to examine the files of INPUTS as OPTIONS say; options->threads is how many threads may be
   at work at a time, for all files together.  INPUTS must outlive the crew. */
struct crew *crew_start(const struct inputs *inputs, const struct examine_options *options);

/* The next file, examined.  It is to be asked for once for each file, and freed by
   crew_forget(). */
struct examined *crew_next(struct crew *crew);
void crew_forget(struct examined *examined);

/* All files were asked for. */
void crew_end(struct crew *crew);

#endif
