#include "report_junit.h"
#include "json.h"
#include "message.h"

#include <inttypes.h>

/* Characters of XML that mean something, and those that XML 1.0 does not know. */
static void put_character(FILE *out, char character) {
  switch (character) {
  case '&':
    (void)fputs("&amp;", out);
    break;
  case '<':
    (void)fputs("&lt;", out);
    break;
  case '>':
    (void)fputs("&gt;", out);
    break;
  case '"':
    (void)fputs("&quot;", out);
    break;
  case '\n':
    (void)fputc('\n', out);
    break;
  default:
    (void)fputc((unsigned char)character < ' ' || character == 0x7f ? '?' : character, out);
  }
}

static void put_text(FILE *out, const char *text) {
  json_t *utf8 = json_text(text);
  for (const char *at = json_string_value(utf8); *at != '\0'; at++)
    put_character(out, *at);
  json_decref(utf8);
}

static void put_attribute(FILE *out, const char *name, const char *value) {
  (void)fprintf(out, " %s=\"", name);
  put_text(out, value);
  (void)fputc('"', out);
}

bool junit_begin(struct junit_report *report, FILE *out) {
  *report = (struct junit_report){.out = out, .cases = tmpfile()};
  if (report->cases == NULL) return false;
  (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"plumb check\">\n",
              out);
  return true;
}

static void begin_case(struct junit_report *report, const char *name) {
  report->tests++;
  (void)fputs("  <testcase", report->cases);
  put_attribute(report->cases, "classname", report->path);
  put_attribute(report->cases, "name", name);
  (void)fputc('>', report->cases);
}

void junit_begin_file(struct junit_report *report, const struct file_facts *facts) {
  report->path = facts->path;
  report->tests = report->failures = report->errors = report->skipped = 0;
  rewind(report->cases);
  if (facts->error == NULL) return;
  report->errors++;
  begin_case(report, "reading the file");
  (void)fputs("<error", report->cases);
  put_attribute(report->cases, "message", facts->error);
  (void)fputs("/></testcase>\n", report->cases);
}

static void put_findings(FILE *out, const struct judgement *judgement) {
  char remark[REMARK_SIZE];
  for (size_t i = 0; i < judgement->count; i++) {
    const struct finding *finding = &judgement->findings[i];
    (void)fprintf(out, "packet %" PRIu64 ", %.6f s, %s, %s %s", finding->packet,
                  (double)finding->time / 1e6, finding->state, finding->clause,
                  finding->is_must ? "MUST" : "SHOULD");
    put_text(out, finding_remark(finding, remark));
    (void)fputs(finding->is_later ? ", after an earlier finding: " : ": ", out);
    put_text(out, finding->sentence);
    (void)fputs("; allowed: ", out);
    put_text(out, finding->allowed);
    (void)fputs("; seen: ", out);
    put_text(out, finding->seen);
    (void)fputs(".\n", out);
  }
}

/* The finding that decided that the end violates. */
static const struct finding *decisive(const struct judgement *judgement) {
  for (size_t i = 0; i < judgement->count; i++)
    if (judgement->findings[i].treatment == TREATED_AS_VIOLATION &&
        !judgement->findings[i].is_later)
      return &judgement->findings[i];
  return &judgement->findings[0];
}

static void put_outcome(struct junit_report *report, const struct judgement *judgement) {
  FILE *out = report->cases;
  switch (judgement->verdict) {
  case VIOLATES:
    report->failures++;
    (void)fputs("\n    <failure", out);
    put_attribute(out, "type", decisive(judgement)->clause);
    put_attribute(out, "message", decisive(judgement)->sentence);
    (void)fputc('>', out);
    put_findings(out, judgement);
    (void)fputs("</failure>\n  ", out);
    break;
  case DEVIATES: /* from advice: the case passes */
    (void)fputs("\n    <system-out>", out);
    put_findings(out, judgement);
    (void)fputs("</system-out>\n  ", out);
    break;
  case INCONCLUSIVE:
    report->skipped++;
    (void)fputs("<skipped", out);
    put_attribute(out, "message", judgement->reason);
    (void)fputs("/>", out);
    break;
  default:
    break;
  }
}

void junit_connection(struct junit_report *report, const struct judged *judged) {
  char name[SOCKET_TEXT_SIZE + 40], text[SOCKET_TEXT_SIZE];
  for (int end = 0; end < 2; end++) {
    if (!judged->shown[end]) continue;
    (void)snprintf(name, sizeof name, "connection %" PRIu64 ", %s", judged->number,
                   socket_text(&judged->ends[end], text));
    begin_case(report, name);
    put_outcome(report, &judged->judgements[end]);
    (void)fputs("</testcase>\n", report->cases);
  }
}

/* Copies the cases of the file behind the head of their suite. */
static void copy_cases(struct junit_report *report) {
  char octets[4096];
  long left = ftell(report->cases);
  rewind(report->cases);
  while (left > 0) {
    size_t want = left < (long)sizeof octets ? (size_t)left : sizeof octets;
    size_t got = fread(octets, 1, want, report->cases);
    if (got == 0) break; /* junit_finish() tells */
    (void)fwrite(octets, 1, got, report->out);
    left -= (long)got;
  }
}

void junit_end_file(struct junit_report *report) {
  (void)fputs(" <testsuite", report->out);
  put_attribute(report->out, "name", report->path);
  (void)fprintf(report->out,
                " tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64
                "\" skipped=\"%" PRIu64 "\">\n",
                report->tests, report->failures, report->errors, report->skipped);
  copy_cases(report);
  (void)fputs(" </testsuite>\n", report->out);
}

bool junit_finish(struct junit_report *report) {
  (void)fputs("</testsuites>\n", report->out);
  bool is_whole = ferror(report->cases) == 0;
  return fclose(report->cases) == 0 && is_whole;
}
