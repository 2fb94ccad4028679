#include "html.h"

#include <stdbool.h>
#include <string.h>

/* How many of the COUNT octets at TEXT are one character beyond ASCII, by RFC 3629; 0 if none is.
 */
static size_t utf8_length(const unsigned char *text, size_t count) {
  static const struct {
    unsigned char first, last, low, high; /* the first octet; the second */
    size_t length;
  } forms[] = {{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
               {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
               {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
               {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (text[0] < forms[i].first || text[0] > forms[i].last) continue;
    bool fits = count >= forms[i].length && text[1] >= forms[i].low && text[1] <= forms[i].high;
    for (size_t at = 2; fits && at < forms[i].length; at++)
      fits = (text[at] & 0xc0) == 0x80;
    return fits ? forms[i].length : 0;
  }
  return 0;
}

static const char *escape_of(unsigned char octet) {
  switch (octet) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return octet < ' ' || octet >= 0x7f ? "&#xfffd;" : NULL;
  }
}

void html_piece(FILE *out, struct piece piece) {
  const unsigned char *text = (const unsigned char *)piece.at;
  for (size_t at = 0; at < piece.length;) {
    size_t length = utf8_length(&text[at], piece.length - at);
    const char *escape = length == 0 ? escape_of(text[at]) : NULL;
    if (length == 0) length = 1;
    if (escape != NULL)
      (void)fputs(escape, out);
    else
      (void)fwrite(&text[at], 1, length, out);
    at += length;
  }
}

void html_text(FILE *out, const char *text) {
  html_piece(out, (struct piece){.at = text, .length = strlen(text)});
}

void html_count(FILE *out, unsigned long long count, const char *noun) {
  (void)fprintf(out, "%llu %s%s", count, noun, count == 1 ? "" : "s");
}
