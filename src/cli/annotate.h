/* An annotated copy of captures: pcapng, with verdicts and findings as comments on packets, so that
   Wireshark shows them.  The packets and whatever else stands in the files are copied unchanged. */
#ifndef PLUMB_CLI_ANNOTATE_H
#define PLUMB_CLI_ANNOTATE_H

#include "report.h"

struct note; /* what a packet's comment is to say */

struct annotation {
  FILE *out;
  struct note *notes; /* of the current file */
  size_t count, capacity;
  uint64_t homeless; /* comments on packets whose blocks have no room for them */
};

/* What the comments are to say of a connection: verdicts at its first packet, findings where they
   are. */
void annotate_connection(struct annotation *annotation, const struct judged *judged);

/* Copies the file PATH to the annotation with what was noted on it, as sections of their own;
   begins afresh for the next file.  False, with one line in REASON, when the file cannot be read
   again. Reading stops without a word where it stopped when the file was judged: where it breaks
   off. */
bool annotate_file(struct annotation *annotation, const char *path, char *reason, size_t size);

void annotate_free(struct annotation *annotation);

#endif
