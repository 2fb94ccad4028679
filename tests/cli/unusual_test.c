/* What is kept only while it is needed: the block comes with the first part and goes with the last.
 */
#include "unusual.h"

#include "craft.h"

static struct unusual *unusual;

static void none(void) { unusual = NULL; }

START_TEST(comes_and_goes) {
  ck_assert(!unusual_keeps(unusual, UNUSUAL_SPANS));
  unusual_keep(&unusual, UNUSUAL_SPANS)->spans[0].to = 7;
  ck_assert(unusual_keeps(unusual, UNUSUAL_SPANS));
  ck_assert(!unusual_keeps(unusual, UNUSUAL_ASKED));
  unusual_drop(&unusual, UNUSUAL_SPANS);
  ck_assert_ptr_null(unusual);
}
END_TEST

/* One part does not take the other's with it, and is found as it was left. */
START_TEST(two_parts) {
  unusual_keep(&unusual, UNUSUAL_SPANS)->spans[0].to = 7;
  unusual_keep(&unusual, UNUSUAL_ASKED)->asked[2].number = 9;
  unusual_drop(&unusual, UNUSUAL_SPANS);
  unusual_drop(&unusual, UNUSUAL_SPANS);
  ck_assert_uint_eq(unusual_keep(&unusual, UNUSUAL_ASKED)->asked[2].number, 9);
  unusual_drop(&unusual, UNUSUAL_ASKED);
  ck_assert_ptr_null(unusual);
}
END_TEST

/* What is not there can be dropped. */
START_TEST(nothing_to_drop) {
  unusual_drop(&unusual, UNUSUAL_ASKED);
  ck_assert_ptr_null(unusual);
}
END_TEST

int main(void) {
  const TTest *tests[] = {comes_and_goes, two_parts, nothing_to_drop};
  return run_tests("cli/unusual", none, NULL, tests, sizeof tests / sizeof tests[0]);
}
