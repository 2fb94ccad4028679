/* Files and folders of captures. */
#include "inputs.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "craft.h"

static char folder[] = "/tmp/plumb-inputs-XXXXXX";
static struct inputs inputs;

static const char *in_folder(const char *name) {
  static char path[128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void write_file(const char *name, const void *octets, size_t length) {
  FILE *file = fopen(in_folder(name), "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(octets, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
}

static void begin(void) {
  ck_assert_ptr_nonnull(mkdtemp(folder));
  ck_assert_int_eq(mkdir(in_folder("sub"), 0700), 0);
  ck_assert_int_eq(mkdir(in_folder("none"), 0700), 0);
}

static void end(void) {
  const char *const names[] = {"b",          "a.pcap",   "text.pcap", "sub/c",
                               "sub/around", "dangling", "sub",       "none"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    (void)remove(in_folder(names[i]));
  (void)rmdir(folder);
  inputs_free(&inputs);
}

static void assert_input(size_t number, const char *name) {
  ck_assert_uint_lt(number, inputs.count);
  ck_assert_str_eq(inputs.paths[number], in_folder(name));
}

/* A folder is searched through and through; what counts is what is in a file, not its name. Links
   that lead around or nowhere are no trouble. */
START_TEST(a_folder) {
  const uint32_t magic = 0xa1b2c3d4;
  write_file("b", &magic, sizeof magic);
  write_file("a.pcap", &magic, sizeof magic);
  write_file("sub/c", &magic, sizeof magic);
  write_file("text.pcap", "text", 4);
  ck_assert_int_eq(symlink("nowhere", in_folder("dangling")), 0);
  ck_assert_int_eq(symlink("..", in_folder("sub/around")), 0);
  ck_assert(inputs_add(&inputs, folder));
  ck_assert_uint_eq(inputs.count, 3);
  assert_input(0, "a.pcap");
  assert_input(1, "b");
  assert_input(2, "sub/c");
}
END_TEST

/* Who names a file wants it read, whatever it is. */
START_TEST(files) {
  write_file("text.pcap", "text", 4);
  ck_assert(inputs_add(&inputs, in_folder("text.pcap")));
  ck_assert(inputs_add(&inputs, "-"));
  ck_assert(inputs_add(&inputs, in_folder("missing")));
  ck_assert_uint_eq(inputs.count, 3);
  assert_input(0, "text.pcap");
  ck_assert_str_eq(inputs.paths[1], "-");
}
END_TEST

/* A folder without captures is told, lest it pass for one where all is well. */
START_TEST(a_folder_without_captures) {
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  ck_assert(!inputs_add(&inputs, in_folder("none")));
  ck_assert_uint_eq(inputs.count, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_folder, files, a_folder_without_captures};
  return run_tests("cli/inputs", begin, end, tests, sizeof tests / sizeof tests[0]);
}
