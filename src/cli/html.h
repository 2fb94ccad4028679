/* Text for an HTML page.  Whatever comes from a capture, a file name included, goes through here.
 */
#ifndef PLUMB_CLI_HTML_H
#define PLUMB_CLI_HTML_H

#include "clause_text.h"

#include <stdio.h>

/* Prints TEXT, in an element or in an attribute between quotes: what is markup is escaped, and what
   is no UTF-8, or a control character, becomes U+FFFD. */
void html_text(FILE *out, const char *text);

/* The same for a piece of a table. */
void html_piece(FILE *out, struct piece piece);

/* "1 packet", "2 packets". */
void html_count(FILE *out, unsigned long long count, const char *noun);

#endif
