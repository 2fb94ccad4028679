#include "checker.h"

void checker_judge(struct checker *checker, const struct finished *finished, uint64_t number,
                   const struct vantage *vantage) {
  struct judged judged = judge_connection(finished, number, vantage);
  if (selection_apply(&checker->options.selection, &judged)) {
    summary_count(&checker->summary, &judged);
    outputs_connection(&checker->outputs, &judged);
  }
  judged_free(&judged);
}
