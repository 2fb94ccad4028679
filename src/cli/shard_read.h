/* A shard that plumb check --shard wrote, read back: nothing in it is believed unseen. */
#ifndef PLUMB_CLI_SHARD_READ_H
#define PLUMB_CLI_SHARD_READ_H

#include "harvest.h"
#include "shard.h"

#include <jansson.h>
#include <stdio.h>

struct shard_document {
  const char *path;
  FILE *in;
  uint64_t line; /* the number of the latest, from 1 on */
  char *text;    /* and the line itself */
  size_t room;
  struct shard shard;
  json_t *head;  /* the first line */
  json_t *files; /* array: the line of each file */
  size_t given;  /* files whose connections were read */
};

/* Opens the shard PATH and looks it through but for its connections.  False, after a complaint,
   when it is none, of another version, or not whole.  shard_close() frees it in any case. */
bool shard_open(struct shard_document *document, const char *path);

/* Adds the connections of the next file to HARVEST.  False, after a complaint, when something is
   wrong with them. */
bool shard_read_file(struct shard_document *document, struct harvest *harvest);

void shard_close(struct shard_document *document);

#endif
