/* plumb merge: judges the connections of a capture that shards have followed. */
#include "checker.h"
#include "command.h"
#include "json.h"
#include "message.h"
#include "shard_fit.h"
#include "shard_tunnels.h"

#include <stdlib.h>

const char merge_help[] =
    "plumb merge [OPTION]... SHARD...\n"
    "\n"
    "Judges the connections of captures that were followed in shares, on as many machines as there "
    "are:\n"
    "the report is that of one plumb check of all, octet for octet. SHARD is what plumb check "
    "--shard\n"
    "printed; all shares are needed, of the same captures by the same version of plumb.\n"
    "\n"
    "Options are those of plumb check, except --filter, which is for each share:\n"
    "\n"
    "  --vantage ADDRESS     the captures were taken at the host with this address\n"
    "  --profile PROFILE     strict, internet, a stack or a file\n"
    "  --connection N        only the Nth connection of each file\n"
    "  --endpoint ADDRESS[:PORT]\n"
    "                        only the ends with this address and port\n"
    "  --since SECONDS       only connections that last until then\n"
    "  --clause ID           judge by this clause alone\n"
    "  -q, --quiet           the summary only\n"
    "  --json                everything, as one JSON object (docs/check.schema.json)\n"
    "  --annotate OUT.pcapng the captures, which must still be there, with findings as comments\n"
    "  --junit PATH          JUnit XML (- prints it)\n"
    "  --sarif PATH          SARIF (- prints it)\n"
    "  --help                this text\n"
    "\n"
    "  plumb check --shard 1/2 big.pcap >1.json     on one machine\n"
    "  plumb check --shard 2/2 big.pcap >2.json     on another\n"
    "  plumb merge 1.json 2.json\n"
    "\n"
    "Exit codes are those of plumb check. 3, too, when the shards do not make one whole: one is\n"
    "missing, broken off or there twice, or was made of another capture, with another --filter or "
    "by\n"
    "another version of plumb.\n";

static bool open_all(struct shard_document *documents, const struct inputs *shards) {
  bool are_good = true;
  for (size_t i = 0; i < shards->count; i++)
    are_good = shard_open(&documents[i], shards->paths[i]) && are_good;
  return are_good;
}

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* Opens what is to be written, on none of the captures and none of the shards. */
static bool open_outputs(struct checker *checker, const struct shard_document *first) {
  const struct inputs *shards = &checker->options.inputs;
  struct inputs all = {.count = 0};
  for (size_t i = 0; i < json_array_size(first->files); i++)
    (void)inputs_add(&all, text_of(json_array_get(first->files, i), "file"));
  for (size_t i = 0; i < shards->count; i++)
    (void)inputs_add(&all, shards->paths[i]);
  bool are_open = outputs_open(&checker->outputs, &checker->options.outputs, all.paths, all.count);
  inputs_free(&all);
  return are_open;
}

/* What the shards know of a file together is what one run would know of it. */
static bool merge_file(struct checker *checker, struct shard_document *documents,
                       const json_t *file) {
  struct harvest harvest;
  const struct unread none = {.count = 0};
  struct tunnels tunnels;
  bool are_read = shard_tunnels_from(json_object_get(file, "tunnels"), &tunnels);
  harvest_start(&harvest, &checker->options.vantage, SPOOL_MEMORY);
  for (size_t i = 0; i < checker->options.inputs.count && are_read; i++)
    are_read = shard_read_file(&documents[i], &harvest);
  spool_rewind(&harvest.spool);
  const struct file_facts facts = {
      .path = text_of(file, "file"),
      .is_opened = json_is_true(json_object_get(file, "opened")),
      .tunnels = &tunnels,
      .packets = (uint64_t)json_integer_value(json_object_get(file, "packets")),
      .connections = harvest.connections,
      .not_judged = text_of(file, "not_judged"),
      .error = text_of(file, "error")};
  if (are_read) checker_file(checker, &facts, &harvest, &none);
  harvest_free(&harvest);
  return are_read;
}

/* Returns an exit code. */
static int merge(struct checker *checker, struct shard_document *documents) {
  const size_t count = checker->options.inputs.count;
  const json_t *files = documents[0].files;
  bool are_read = true;
  if (!shards_fit(documents, count) || !open_outputs(checker, &documents[0])) return EXIT_TROUBLE;
  for (size_t i = 0; i < count; i++)
    checker->is_complete =
        checker->is_complete && json_is_true(json_object_get(documents[i].head, "complete"));
  for (size_t i = 0; i < json_array_size(files) && are_read; i++)
    are_read = merge_file(checker, documents, json_array_get(files, i));
  int code = checker_finish(checker);
  return are_read ? code : EXIT_TROUBLE;
}

int cmd_merge(int argc, char **argv) {
  struct checker checker = {.is_complete = true};
  int code = EXIT_USAGE;
  if (!merge_options_parse(argc, argv, &checker.options, &code)) return code;
  const size_t count = checker.options.inputs.count;
  struct shard_document *documents = grow(NULL, count, sizeof *documents);
  code = open_all(documents, &checker.options.inputs) ? merge(&checker, documents) : EXIT_TROUBLE;
  for (size_t i = 0; i < count; i++)
    shard_close(&documents[i]);
  free(documents);
  summary_free(&checker.summary);
  check_options_free(&checker.options);
  return code;
}
