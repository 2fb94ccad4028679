/* A connection made by hand, and the verdict on an end of it. */
#ifndef PLUMB_TESTS_CLI_JUDGING_H
#define PLUMB_TESTS_CLI_JUDGING_H

#include <stdlib.h>

#include "craft.h"
#include "judge.h"

static const struct evidence FULL = {.worth = WORTH_FULL, .until = UINT64_MAX};
static const struct evidence FROM_AFAR = {.worth = WORTH_UNORDERED, .until = UINT64_MAX};

/* The connection, open before each test, and what was found of it last. */
static struct craft craft;
static struct judgement judgement;

static inline void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}

static inline void end(void) {
  judgement_free(&judgement);
  flows_free(&craft.flows);
}

/* What is found of the end OF of the first connection in CAPTURED. */
static inline struct judgement judge_end(const struct craft *captured, unsigned of,
                                         const struct evidence *evidence) {
  struct finished *finished = finished_of(captured->flows.list[0], captured->time);
  struct judgement found = {.count = 0};
  judge(finished, of, evidence, NULL, &found);
  free(finished);
  return found;
}

/* Of the end OF the verdict is VERDICT, and so many things are found. */
static inline void assert_verdict(unsigned of, const struct evidence *evidence,
                                  enum verdict verdict, size_t findings) {
  judgement_free(&judgement);
  judgement = judge_end(&craft, of, evidence);
  ck_assert_str_eq(verdict_name(judgement.verdict), verdict_name(verdict));
  ck_assert_uint_eq(judgement.count, findings);
}

#endif
