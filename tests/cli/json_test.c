/* JSON values that cannot fail. */
#include "json.h"

#include "craft.h"
#include "judged.h"

/* What is no UTF-8 is shown as far as it is ASCII. */
START_TEST(texts) {
  json_t *good = json_text("\xc3\xbc"), *bad = json_text("b\xff");
  ck_assert_str_eq(json_string_value(good), "\xc3\xbc");
  ck_assert_str_eq(json_string_value(bad), "b?");
  json_decref(good);
  json_decref(bad);
}
END_TEST

START_TEST(a_value_on_a_line) {
  struct page page;
  json_t *object = json_object(), *array = json_array();
  json_add(array, json_number(1));
  json_add(array, json_text("two"));
  json_set(object, "list", array);
  open_page(&page);
  json_write(object, page.out);
  ck_assert_str_eq(close_page(&page), "{\"list\": [1, \"two\"]}");
  free(page.text);
}
END_TEST

int main(void) {
  const TTest *tests[] = {texts, a_value_on_a_line};
  return run_tests("cli/json", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
