/* The findings of a connection, each beside the clause that it is about. */
#include "html.h"
#include "page.h"

#include <inttypes.h>
#include <string.h>

void page_clause(FILE *out, const char *id) {
  struct clause_text clause;
  if (!clause_find(id, &clause)) return;
  struct piece anchor = clause_anchor(&clause);
  (void)fputs("<p class=\"source\"><a rel=\"noreferrer\" href=\"https://www.rfc-editor.org/rfc/rfc",
              out);
  html_piece(out, clause.rfc);
  (void)fputs("#section-", out);
  html_piece(out, anchor);
  (void)fputs("\">RFC ", out);
  html_piece(out, clause.rfc);
  (void)fputs(", section ", out);
  html_piece(out, clause.section);
  (void)fputs("</a>, ", out);
  html_piece(out, clause.level);
  (void)fputs("</p>\n<p>", out);
  html_piece(out, clause.text);
  (void)fputs("</p>\n", out);
}

static const char *words_of(const struct page_finding *shown) {
  if (strcmp(shown->weight, "later") == 0) return "after an earlier finding: decides nothing";
  if (strcmp(shown->weight, "open") == 0) return "not counted";
  return shown->finding->is_must ? "breaks a MUST" : "deviates from a SHOULD";
}

static void print_finding(FILE *out, const struct page_connection *c, size_t index) {
  const struct page_finding *shown = &c->shown[index];
  const struct finding *finding = shown->finding;
  char remark[REMARK_SIZE];
  (void)fprintf(out,
                "<li id=\"c%zu-f%zu\" class=\"%s\"><a href=\"#c%zu-p%" PRIu64 "\">Packet %" PRIu64
                "</a> at %.6f s in ",
                c->number, index, shown->weight, c->number, finding->packet, finding->packet,
                (double)finding->time / 1e6);
  html_text(out, finding->state);
  (void)fprintf(out, ", <span class=\"weight\">%s", words_of(shown));
  html_text(out, finding_remark(finding, remark));
  (void)fputs("</span>.<br>Allowed: <b>", out);
  html_text(out, finding->allowed);
  (void)fputs("</b>. Seen: <b>", out);
  html_text(out, finding->seen);
  (void)fprintf(out,
                "</b>. <a class=\"to-plot\" href=\"#c%zu-plot\" data-packet=\"%" PRIu64
                "\">Show in the plot</a></li>\n",
                c->number, finding->packet);
}

static bool is_same_clause(const struct page_finding *a, const struct page_finding *b) {
  return a->end == b->end && strcmp(a->finding->clause, b->finding->clause) == 0;
}

static size_t count_of_clause(const struct judgement *judgement, const char *clause) {
  size_t count = 0;
  for (size_t i = 0; i < judgement->count; i++)
    if (strcmp(judgement->findings[i].clause, clause) == 0) count++;
  return count;
}

/* All findings at one end that are about the clause of finding FIRST. */
static void print_clause(FILE *out, const struct page_connection *c, size_t first) {
  const struct page_finding *shown = &c->shown[first];
  size_t count = count_of_clause(&c->judgements[shown->end], shown->finding->clause), printed = 0;
  (void)fprintf(out, "<div class=\"finding %s\">\n<div>\n<h4>", shown->weight);
  html_text(out, shown->finding->sentence);
  (void)fputs("</h4>\n<ul>\n", out);
  for (size_t i = first; i < c->shown_count; i++) {
    if (!is_same_clause(shown, &c->shown[i])) continue;
    print_finding(out, c, i);
    printed++;
  }
  (void)fputs("</ul>\n", out);
  if (printed < count)
    (void)fprintf(out,
                  "<p class=\"note\">%zu more of this clause are not shown here; <code>plumb check "
                  "--json</code> lists all.</p>\n",
                  count - printed);
  (void)fputs("</div>\n<div class=\"clause\">\n<h5>", out);
  html_text(out, shown->finding->clause);
  (void)fputs("</h5>\n", out);
  page_clause(out, shown->finding->clause);
  (void)fputs("</div>\n</div>\n", out);
}

static bool is_first_of_clause(const struct page_connection *c, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (is_same_clause(&c->shown[i], &c->shown[index])) return false;
  return true;
}

static void print_end(FILE *out, const struct page_connection *c, unsigned end) {
  const struct judgement *judgement = &c->judgements[end];
  const bool is_open = judgement->verdict == INCONCLUSIVE;
  if (judgement->count == 0) return;
  if (is_open)
    (void)fprintf(out,
                  "<details class=\"open\"><summary>End %c: what would be found if the capture had "
                  "been taken there (%zu, not counted)</summary>\n",
                  (char)('A' + (int)end), judgement->count);
  else
    (void)fprintf(out, "<p>End %c:</p>\n", (char)('A' + (int)end));
  for (size_t i = 0; i < c->shown_count; i++)
    if (c->shown[i].end == end && is_first_of_clause(c, i)) print_clause(out, c, i);
  if (is_open) (void)fputs("</details>\n", out);
}

void page_findings(FILE *out, const struct page_connection *c) {
  if (c->shown_count == 0) return;
  (void)fprintf(out, "<h3 id=\"c%zu-findings\">Findings</h3>\n", c->number);
  for (unsigned end = 0; end < 2; end++)
    print_end(out, c, end);
}
