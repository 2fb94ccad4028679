/* A shard read back is what was written; of one that is damaged nothing is believed. */
#include "shard_read.h"

#include <stdio.h>
#include <unistd.h>

#include "craft.h"
#include "examine.h"
#include "shard_write.h"

/* Ends that violate, ends that are inconclusive, many connections; and findings upon silence. */
#define CAPTURE PLUMB_SOURCE_DIR "/traces/probes/passt-20230309.s.A.pcap.gz"

static char path[] = "/tmp/plumb-shard-XXXXXX";
static struct shard_document document;
static struct harvest harvest;
static bool is_harvesting;

static void begin(void) {
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(close(file), 0);
  is_harvesting = false;
}

static void end(void) {
  shard_close(&document);
  if (is_harvesting) harvest_free(&harvest);
  ck_assert_int_eq(unlink(path), 0);
}

static void start_harvest(void) {
  const struct vantage vantage = {.source = VANTAGE_UNKNOWN};
  harvest_start(&harvest, &vantage, SPOOL_MEMORY);
  is_harvesting = true;
}

/* Follows the capture, writes it twice as one shard of one. */
static void write_shard(void) {
  const struct shard shard = {.number = 1, .count = 1};
  FILE *out = fopen(path, "w");
  ck_assert_ptr_nonnull(out);
  shard_write_head(out, &shard, "tcp", true);
  for (int i = 0; i < 2; i++) {
    struct examined examined;
    examine(&examined, CAPTURE, &(struct examine_options){.threads = 1});
    shard_write_file(out, CAPTURE, &examined);
    examined_free(&examined);
  }
  shard_write_end(out, 2);
  ck_assert_int_eq(fclose(out), 0);
}

static void write_text(const char *text) {
  FILE *out = fopen(path, "w");
  ck_assert_ptr_nonnull(out);
  ck_assert_int_ge(fputs(text, out), 0);
  ck_assert_int_eq(fclose(out), 0);
}

static void same_finished(const struct finished *a, const struct finished *b) {
  ck_assert_uint_eq(finished_size(a), finished_size(b));
  ck_assert_uint_eq(a->first, b->first);
  ck_assert_uint_eq(a->last, b->last);
  ck_assert_uint_eq(a->ended, b->ended);
  ck_assert_int_eq(a->begins_with_syn, b->begins_with_syn);
  ck_assert_int_eq(a->passes, b->passes);
  ck_assert_int_eq(a->is_evicted, b->is_evicted);
  ck_assert_int_eq(a->nearer, b->nearer);
  for (int i = 0; i < 2; i++) {
    ck_assert(same_socket(&a->ends[i], &b->ends[i]));
    ck_assert_uint_eq(a->end[i].beginning.packet, b->end[i].beginning.packet);
    ck_assert_uint_eq(a->end[i].beginning.acknowledges, b->end[i].beginning.acknowledges);
    ck_assert_int_eq(a->end[i].opens, b->end[i].opens);
    ck_assert_uint_eq(a->end[i].offload.mss, b->end[i].offload.mss);
    ck_assert_uint_eq(a->end[i].offload.signs, b->end[i].offload.signs);
    ck_assert_uint_eq(a->end[i].until, b->end[i].until);
    ck_assert_uint_eq(a->end[i].gap, b->end[i].gap);
    ck_assert_uint_eq(a->end[i].break_off, b->end[i].break_off);
    ck_assert_uint_eq(a->end[i].lost, b->end[i].lost);
    ck_assert_uint_eq(a->end[i].charge_count, b->end[i].charge_count);
    ck_assert_uint_eq(a->end[i].notice_count, b->end[i].notice_count);
    ck_assert_uint_eq(a->end[i].errors, b->end[i].errors);
  }
}

static void same_charge(const struct charge *a, const struct charge *b) {
  ck_assert_uint_eq(a->packet, b->packet);
  ck_assert_uint_eq(a->time, b->time);
  ck_assert_uint_eq(a->certain, b->certain);
  ck_assert_uint_eq(a->low, b->low);
  ck_assert_uint_eq(a->high, b->high);
  ck_assert_uint_eq(a->seen, b->seen);
  ck_assert_uint_eq(a->kind, b->kind);
  ck_assert_uint_eq(a->state, b->state);
  ck_assert_int_eq(a->after_fin, b->after_fin);
  ck_assert_int_eq(a->after_syn, b->after_syn);
}

/* Every member of every connection comes back, and so does where it was captured. */
START_TEST(what_was_written) {
  struct examined examined;
  const struct finished *wanted = NULL;
  size_t charges = 0;
  write_shard();
  ck_assert(shard_open(&document, path));
  ck_assert_uint_eq(document.shard.number, 1);
  ck_assert_uint_eq(json_array_size(document.files), 2);
  start_harvest();
  ck_assert(shard_read_file(&document, &harvest));
  spool_rewind(&harvest.spool);
  examine(&examined, CAPTURE, &(struct examine_options){.threads = 1});
  ck_assert_int_eq(harvest.vantage.source, examined.harvest.vantage.source);
  while ((wanted = spool_next(&examined.harvest.spool)) != NULL) {
    const struct finished *got = spool_next(&harvest.spool);
    ck_assert_ptr_nonnull(got);
    same_finished(got, wanted);
    uint32_t count = wanted->end[0].charge_count + wanted->end[1].charge_count;
    for (uint32_t i = 0; i < count; i++)
      same_charge(&got->charges[i], &wanted->charges[i]);
    charges += count;
  }
  ck_assert_ptr_null(spool_next(&harvest.spool));
  ck_assert_uint_gt(charges, 10);
  examined_free(&examined);
}
END_TEST

/* Files that are no shards, or not whole. */
START_TEST(no_shards) {
#define HEAD "{\"plumb_shard\": 1, \"plumb\": \"" PLUMB_VERSION "\", "
#define GOOD HEAD "\"shard\": 1, \"of\": 2, \"complete\": true}\n"
#define FILE_OF(n)                                                                                 \
  "{\"file\": \"a\", \"opened\": true, \"packets\": 1, \"digest\": \"0\", \"not_judged\": \"\", "  \
  "\"connections\": " n "}\n"
  const char *const texts[] = {
      "",
      "This is no shard.",
      "{\"plumb\": \"0.1.0\", \"schema\": 1, \"files\": []}",
      "{\"plumb_shard\": 1, \"plumb\": \"0.0.1\", \"shard\": 1, \"of\": 1, \"complete\": true}",
      "{\"plumb_shard\": 99, \"plumb\": \"" PLUMB_VERSION "\"}",
      HEAD "\"shard\": 3, \"of\": 2, \"complete\": true}\n{\"end\": 0}\n",
      HEAD "\"shard\": 1, \"of\": 65, \"complete\": true}\n{\"end\": 0}\n",
      HEAD "\"shard\": 1, \"of\": 2}\n{\"end\": 0}\n",
      GOOD,
      GOOD "{\"end\": 1}\n",
      GOOD "nonsense\n",
      GOOD "{\"end\": ",
      GOOD FILE_OF("0"),
      GOOD FILE_OF("1") "{\"end\": 1}\n",
      GOOD FILE_OF("-1") "{\"end\": 1}\n",
      GOOD "{\"file\": \"a\"}\n{\"end\": 1}\n"};
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    write_text(texts[i]);
    ck_assert_msg(!shard_open(&document, path), "%s", texts[i]);
    shard_close(&document);
  }
  write_text(GOOD FILE_OF("0") "{\"end\": 1}\n");
  ck_assert(shard_open(&document, path));
}
END_TEST

/* A connection with one member changed to what it cannot be. */
START_TEST(no_connections) {
  const char *const changes[][2] = {{"\"first_packet\": ", "\"first_packet\": -"},
                                    {"\"nearer\": ", "\"nearer\": 2"},
                                    {"\"tunnel\": ", "\"tunnel\": 256"},
                                    {"\"socket\": \"", "\"socket\": \"x"},
                                    {"\"break_off\": ", "\"break_off\": 9"},
                                    {"\"lost\": ", "\"lost\": 99"},
                                    {"\"charges\": [", "\"charges\": [3"},
                                    {"\"notices\": [", "\"notices\": [{}"},
                                    {"\"opens\": ", "\"closes\": "},
                                    {"\"ends\": [", "\"ends\": [{},"}};
  const char line[] =
      "{\"first_packet\": 1, \"last_packet\": 2, \"ended\": 5, \"begins_with_syn\": true, "
      "\"passes\": true, \"evicted\": false, \"partial\": false, \"nearer\": 0, \"tunnel\": 0, "
      "\"ends\": ["
      "{\"socket\": \"192.0.2.1:1\", \"begins\": 1, \"begins_at\": 0, \"opens\": true, "
      "\"syn\": true, \"iss\": 100, \"acknowledges\": 0, \"mss\": "
      "0, \"offload\": 0, "
      "\"gap\": 0, \"break_off\": 0, \"lost\": 0, \"charges\": [], \"icmp_errors\": 0, "
      "\"notices\": []}, "
      "{\"socket\": \"192.0.2.2:1\", \"begins\": 2, \"begins_at\": 5, \"opens\": true, \"syn\": "
      "true, \"iss\": 500, \"acknowledges\": 2, \"mss\": "
      "0, \"offload\": 0, "
      "\"gap\": 0, \"break_off\": 0, \"lost\": 0, \"charges\": [], \"icmp_errors\": 0, "
      "\"notices\": []}]}\n";
  char text[4096];
  (void)snprintf(text, sizeof text, "%s%s%s", GOOD FILE_OF("1"), line, "{\"end\": 1}\n");
  write_text(text);
  start_harvest();
  ck_assert(shard_open(&document, path));
  ck_assert(shard_read_file(&document, &harvest));
  ck_assert_uint_eq(harvest.connections, 1);
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    shard_close(&document);
    const char *at = strstr(line, changes[i][0]);
    ck_assert_ptr_nonnull(at);
    (void)snprintf(text, sizeof text, "%s%.*s%s%s%s", GOOD FILE_OF("1"), (int)(at - line), line,
                   changes[i][1], at + strlen(changes[i][0]), "{\"end\": 1}\n");
    write_text(text);
    ck_assert(shard_open(&document, path));
    ck_assert_msg(!shard_read_file(&document, &harvest), "%s", changes[i][1]);
  }
  ck_assert_uint_eq(harvest.connections, 1);
}
END_TEST

/* A charge is believed if its number and its clause are of the same kind, and in range. */
START_TEST(no_charges) {
  const char *const charges[] = {
      "{}", "{\"clause\": \"SHLD-14\", \"kind\": 1}",
      "{\"clause\": \"SHLD-14\", \"kind\": 255, \"packet\": 1, \"time\": 0, \"low\": 0, \"high\": "
      "0, "
      "\"seen\": 0, \"state\": 4, \"after_fin\": false, \"after_syn\": true}",
      "{\"clause\": \"EV-TORTX-ANY-1\", \"kind\": 1, \"packet\": 1, \"time\": 0, \"low\": 0, "
      "\"high\": 0, \"seen\": 0, \"state\": 11, \"after_fin\": false, \"after_syn\": true}",
      "{\"clause\": \"EV-TORTX-ANY-1\", \"kind\": 1, \"packet\": 1, \"time\": 0, "
      "\"low\": 4294967296, \"high\": 0, \"seen\": 0, \"state\": 4, \"after_fin\": false, "
      "\"after_syn\": true}"};
  const char end_b[] = "{\"socket\": \"192.0.2.2:1\", \"begins\": 2, \"begins_at\": 5, \"opens\": "
                       "true, \"syn\": true, \"iss\": 500, "
                       "\"acknowledges\": 2, \"mss\": 0, \"offload\": 0, "
                       "\"gap\": 0, \"break_off\": 0, \"lost\": 0, \"charges\": [], "
                       "\"icmp_errors\": 0, \"notices\": []}";
  char text[4096];
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  start_harvest();
  for (size_t i = 0; i < sizeof charges / sizeof charges[0]; i++) {
    shard_close(&document);
    (void)snprintf(
        text, sizeof text,
        "%s{\"first_packet\": 1, \"last_packet\": 2, \"ended\": 5, \"begins_with_syn\": true, "
        "\"passes\": true, \"evicted\": false, \"partial\": false, \"nearer\": 0, \"tunnel\": 0, "
        "\"ends\": ["
        "{\"socket\": \"192.0.2.1:1\", \"begins\": 1, \"begins_at\": 0, \"opens\": true, "
        "\"syn\": true, \"iss\": 100, \"acknowledges\": 0, "
        "\"mss\": 0, \"offload\": 0, "
        "\"gap\": 0, \"break_off\": 0, \"lost\": 0, \"charges\": [%s], \"icmp_errors\": 0, "
        "\"notices\": []}, %s]}\n%s",
        GOOD FILE_OF("1"), charges[i], end_b, "{\"end\": 1}\n");
    write_text(text);
    ck_assert(shard_open(&document, path));
    ck_assert_msg(!shard_read_file(&document, &harvest), "%s", charges[i]);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {what_was_written, no_shards, no_connections, no_charges};
  return run_tests("cli/shard_read", begin, end, tests, sizeof tests / sizeof tests[0]);
}
