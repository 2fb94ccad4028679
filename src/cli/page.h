/* The page of plumb report: one HTML document that needs nothing else.

   Everything it says is in its markup, so that it can be read without scripts, printed and
   searched. Its script (page/report.js) draws the plots from the points that page_plots() writes.
 */
#ifndef PLUMB_CLI_PAGE_H
#define PLUMB_CLI_PAGE_H

#include "judge.h"
#include "points.h"
#include "profile.h"
#include "summary.h"
#include "telling.h"
#include "trace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What bounds the size of a page: about 1 kB for each segment told, 50 octets for each plotted. */
enum {
  PAGE_LISTED = 500,          /* connections in the table */
  PAGE_ROWS = 2400,           /* segments told of all connections, */
  PAGE_CONNECTION_ROWS = 400, /* of one that is not the only one; */
  PAGE_POINTS = 8000,         /* segments plotted of one, beside those told */
  PAGE_FINDINGS = 40          /* findings of one clause at one end */
};

/* A finding that the page shows: of each clause at each end the first PAGE_FINDINGS. */
struct page_finding {
  unsigned end;
  const struct finding *finding;
  const char *weight; /* "must", "should", "known"; "later" or "open" if it decides nothing */
};

/* A connection of the file, judged. */
struct page_connection {
  const struct connection *connection;
  size_t number;                  /* from 1 on, as in the other commands */
  int at;                         /* the end it was captured at, or -1 */
  struct judgement judgements[2]; /* of its ends */
  struct page_finding *shown;     /* its place here is its number on the page */
  size_t shown_count, shown_capacity;
  size_t rows; /* how many of its segments are told: 0 if only listed */
  bool is_listed;
};

/* The ids of clauses that the page refers to, each once; they live for ever. */
struct cited {
  const char **ids;
  size_t count, capacity;
};

struct page {
  const char *path;
  const struct trace *trace;
  const struct profile *profile;
  struct summary *summary;
  struct page_connection *connections; /* room for all of the trace */
  size_t count;
  struct cited cited;
};

/* Judges connection NUMBER of the trace by the page's profile, counts the verdicts, picks the
 * findings that are shown, and adds it to the page.  HOSTS is as judge_connection() takes it. */
void page_judge(struct page *page, size_t number, const struct vantage *vantage,
                struct hosts *hosts);

/* Prints the whole page, of which page_share() has decided what it shows. */
void page_print(FILE *out, struct page *page);

/* Frees what the page holds; trace, profile and summary are its caller's. */
void page_free(struct page *page);

/* Decides which connections are listed, and how many segments of each are told: those with findings
   that count come first. */
void page_share(struct page *page);

/* Which RECORDS of C are told, at most C->rows: what was found, how it begins and ends, what was
   sent again.  The caller frees the array. */
bool *page_choice(const struct page_connection *c, const struct point *points);

/* Picks the findings of C that are shown. */
void page_pick(struct page_connection *c);

/* The parts of a connection's section. */
void page_findings(FILE *out, const struct page_connection *c);
void page_plots(FILE *out, const struct page_connection *c, const struct point *points,
                const bool *told);
void page_diagram(FILE *out, struct page *page, const struct page_connection *c,
                  struct telling *telling, const struct point *points, const bool *told);

/* "RFC 9293 section 3.4", as a link, and the text of clause ID. */
void page_clause(FILE *out, const char *id);

#endif
