/* What comes from a capture cannot become markup. */
#include "html.h"

#include "craft.h"

static char *written;
static size_t size;

static const char *escaped(const char *text) {
  free(written);
  FILE *out = open_memstream(&written, &size);
  html_text(out, text);
  ck_assert_int_eq(fclose(out), 0);
  return written;
}

static void end(void) {
  free(written);
  written = NULL;
}

/* Neither an element nor an attribute can be left. */
START_TEST(markup) {
  ck_assert_str_eq(escaped("<script>\"'&lt;"), "&lt;script&gt;&quot;&#39;&amp;lt;");
  ck_assert_str_eq(escaped("plain, (text) + 1"), "plain, (text) + 1");
}
END_TEST

/* Letters of any language pass. */
START_TEST(utf8) { ck_assert_str_eq(escaped("ü € 𝄞"), "ü € 𝄞"); }
END_TEST

/* Control characters, broken and overlong UTF-8, and halves of surrogates do not. */
START_TEST(no_text) {
#define BAD "&#xfffd;"
  ck_assert_str_eq(escaped("a\nb\x1b\x7f"), "a" BAD "b" BAD BAD);
  ck_assert_str_eq(escaped("\xff\x80"), BAD BAD);
  ck_assert_str_eq(escaped("\xc0\xbc"), BAD BAD);
  ck_assert_str_eq(escaped("\xe0\x80\xbc"), BAD BAD BAD);
  ck_assert_str_eq(escaped("\xed\xa0\x80"), BAD BAD BAD);
  ck_assert_str_eq(escaped("\xf4\x90\x80\x80"), BAD BAD BAD BAD);
  ck_assert_str_eq(escaped("\xe2\x82"), BAD BAD);
  ck_assert_str_eq(escaped("\xc3<"), BAD "&lt;");
}
END_TEST

/* A piece ends where it ends, in the middle of a character, too. */
START_TEST(a_piece) {
  FILE *out = open_memstream(&written, &size);
  html_piece(out, (struct piece){.at = "ab€", .length = 3});
  ck_assert_int_eq(fclose(out), 0);
  ck_assert_str_eq(written, "ab" BAD);
}
END_TEST

START_TEST(counts) {
  FILE *out = open_memstream(&written, &size);
  html_count(out, 1, "packet");
  html_count(out, 2, " packet");
  ck_assert_int_eq(fclose(out), 0);
  ck_assert_str_eq(written, "1 packet2  packets");
}
END_TEST

int main(void) {
  const TTest *tests[] = {markup, utf8, no_text, a_piece, counts};
  return run_tests("cli/html", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
