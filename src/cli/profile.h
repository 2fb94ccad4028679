/* How findings are treated: as their clause's level says, unless a profile lists the clause.

   A profile is a table of three columns between tabs, below a line with their names: clause,
   treatment (violation, deviation or known) and reason. */
#ifndef PLUMB_CLI_PROFILE_H
#define PLUMB_CLI_PROFILE_H

#include "judge.h"

struct profile_row {
  const char *clause;
  enum treatment treatment;
  char *reason;
};

struct profile {
  char *name; /* as it was given */
  struct profile_row *rows;
  size_t count, capacity;
};

/* The profile that is used when none is asked for. */
extern const char default_profile[];

/* Reads the profile of this NAME in profiles/, which are part of the command, or else the file
   NAME. False, after a complaint, when there is none or it cannot be understood.  profile_free()
   frees it in any case. */
bool profile_load(struct profile *profile, const char *name);

/* Treats the findings of JUDGED as PROFILE says, and judges by that. */
void profile_apply(const struct profile *profile, struct judged *judged);

void profile_free(struct profile *profile);

#endif
