/* What a finding counts as, by the profile that is asked for. */
#include "profile.h"

#include <stdio.h>
#include <unistd.h>

#include "assets.h"
#include "craft.h"
#include "watches.h"

static struct profile profile;
static char path[] = "/tmp/plumb-profile-XXXXXX";

static void begin(void) {
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(close(file), 0);
}

static void end(void) {
  profile_free(&profile);
  ck_assert_int_eq(unlink(path), 0);
}

static void write_profile(const char *rows) {
  FILE *out = fopen(path, "w");
  ck_assert_ptr_nonnull(out);
  ck_assert_int_ge(fprintf(out, "clause\ttreatment\treason\n%s", rows), 0);
  ck_assert_int_eq(fclose(out), 0);
}

/* A MUST, then a SHOULD. */
static struct finding must(void) {
  return (struct finding){.clause = "R9293-L16", .is_must = true};
}
static struct finding should(void) {
  return (struct finding){.clause = "SHLD-14", .treatment = TREATED_AS_DEVIATION};
}

/* Judges an end that VERDICT was passed on by these findings; returns the new verdict. */
static enum verdict judge_by(const char *name, enum verdict verdict, struct finding *findings,
                             size_t count) {
  struct judged judged = {
      .judgements = {{.verdict = verdict, .findings = findings, .count = count}}};
  profile_free(&profile);
  ck_assert(profile_load(&profile, name));
  profile_apply(&profile, &judged);
  return judged.judgements[0].verdict;
}

/* By the letter, a MUST violates and a SHOULD deviates. */
START_TEST(strict) {
  struct finding findings[] = {should(), must()};
  char remark[REMARK_SIZE];
  ck_assert_int_eq(judge_by("strict", VIOLATES, findings, 2), VIOLATES);
  ck_assert_int_eq(judge_by("strict", DEVIATES, findings, 1), DEVIATES);
  ck_assert_str_eq(finding_remark(&findings[0], remark), "");
  ck_assert_str_eq(finding_remark(&findings[1], remark), "");
}
END_TEST

/* What the stack is known to do does not fail it, and is told with its reason. */
START_TEST(known) {
  struct finding findings[] = {must(), should()};
  char remark[REMARK_SIZE];
  ck_assert_int_eq(judge_by("passt", VIOLATES, findings, 2), DEVIATES);
  ck_assert_int_eq(findings[0].treatment, TREATED_AS_KNOWN);
  ck_assert_str_eq(finding_remark(&findings[0], remark),
                   ", known variation: passt/stale-acknowledgment");
  struct finding other[] = {must()};
  ck_assert_int_eq(judge_by("linux", VIOLATES, other, 1), VIOLATES);
}
END_TEST

/* A profile never turns evidence that does not suffice into a verdict, nor makes one of nothing. */
START_TEST(no_verdict_of_nothing) {
  struct finding findings[] = {must()};
  ck_assert_int_eq(judge_by("passt", INCONCLUSIVE, findings, 1), INCONCLUSIVE);
  ck_assert_int_eq(judge_by("passt", CONFORMS, NULL, 0), CONFORMS);
}
END_TEST

/* What may follow from an earlier finding decides nothing, however it is treated. */
START_TEST(later_findings) {
  struct finding findings[] = {must(), {.clause = "MUST-40", .is_must = true, .is_later = true}};
  ck_assert_int_eq(judge_by("passt", VIOLATES, findings, 2), DEVIATES);
}
END_TEST

/* A file may be milder than the letter, and harder. */
START_TEST(a_file) {
  struct finding findings[] = {must(), should()};
  char remark[REMARK_SIZE];
  write_profile("R9293-L16\tdeviation\tnot ours\r\nSHLD-14\tviolation\tno excuse");
  ck_assert_int_eq(judge_by(path, VIOLATES, findings, 1), DEVIATES);
  ck_assert_int_eq(judge_by(path, DEVIATES, findings, 2), VIOLATES);
  ck_assert_str_eq(finding_remark(&findings[0], remark), ", a deviation by the profile: not ours");
  ck_assert_str_eq(finding_remark(&findings[1], remark), ", a violation by the profile: no excuse");
}
END_TEST

START_TEST(not_understood) {
  const char *const rows[] = {"NONE\tknown\tx\n",
                              "SHLD-14\tfine\tx\n",
                              "SHLD-14\tknown\t\n",
                              "SHLD-14\tknown\n",
                              "SHLD-14\tknown\tx\ty\n",
                              "SHLD-14\tknown\tx\nSHLD-14\tknown\tx\n",
                              "\n"};
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    write_profile(rows[i]);
    ck_assert_msg(!profile_load(&profile, path), "%s", rows[i]);
    profile_free(&profile);
  }
  FILE *out = fopen(path, "w");
  ck_assert_ptr_nonnull(out);
  ck_assert_int_eq(fclose(out), 0);
  ck_assert(!profile_load(&profile, path));
  profile_free(&profile);
  ck_assert(!profile_load(&profile, "/nonexistent"));
}
END_TEST

/* Every profile that is part of the command can be read. */
START_TEST(all_of_them) {
  size_t count = 0;
  for (const struct asset_profile *at = asset_profiles; at->name != NULL; at++, count++) {
    ck_assert_msg(profile_load(&profile, at->name), "%s", at->name);
    ck_assert(strcmp(at->name, "strict") == 0 ? profile.count == 0 : profile.count > 0);
    profile_free(&profile);
  }
  ck_assert_uint_ge(count, 8);
  ck_assert(profile_load(&profile, default_profile));
}
END_TEST

int main(void) {
  const TTest *tests[] = {strict,         known,      no_verdict_of_nothing, later_findings, a_file,
                          not_understood, all_of_them};
  return run_tests("cli/profile", begin, end, tests, sizeof tests / sizeof tests[0]);
}
