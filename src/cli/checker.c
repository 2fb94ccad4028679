#include "checker.h"
#include "message.h"

#include <stdio.h>

void checker_judge(struct checker *checker, const struct finished *finished, uint64_t number,
                   const struct vantage *vantage) {
  struct judged judged;
  judge_connection(finished, number, vantage, checker->hosts, &judged);
  profile_apply(&checker->options.profile, &judged);
  checker->has_judged = true;
  if (selection_apply(&checker->options.selection, &judged)) {
    summary_count(&checker->summary, &judged);
    outputs_connection(&checker->outputs, &judged);
  }
  judged_free(&judged);
}

/* Judges the connections of a file one after the other. */
static void judge_all(struct checker *checker, struct harvest *harvest,
                      const struct unread *unread) {
  const struct finished *finished = NULL;
  checker->hosts = hosts_start();
  for (uint64_t number = 1; (finished = spool_next(&harvest->spool)) != NULL; number++) {
    struct vantage vantage = harvest->vantage;
    vantage.is_partial = finished->is_partial || unread_concerns(unread, finished->ends);
    checker_judge(checker, finished, number, &vantage);
  }
  hosts_free(checker->hosts);
}

void checker_file(struct checker *checker, const struct file_facts *facts, struct harvest *harvest,
                  const struct unread *unread) {
  struct file_row *row = summary_begin_file(&checker->summary, facts->path);
  row->whole = facts->error == NULL;
  outputs_begin_file(&checker->outputs, facts);
  judge_all(checker, harvest, unread);
  checker->is_complete = outputs_end_file(&checker->outputs, facts) && checker->is_complete;
  if (facts->error == NULL) return;
  (void)fflush(stdout); /* keeps the order on a terminal */
  complain(facts->path, "%s", facts->error);
}

int checker_finish(struct checker *checker) {
  bool is_written = outputs_finish(&checker->outputs, &checker->summary);
  /* An address with a slip of the pen must not look like a clean bill. */
  if (checker->has_judged && summary_total(&checker->summary).connections == 0)
    complain(NULL, "none of the connections is as asked for");
  return is_written && checker->is_complete ? summary_exit_code(&checker->summary) : EXIT_TROUBLE;
}
