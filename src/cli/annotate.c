#include "annotate.h"
#include "linklayer.h"
#include "message.h"
#include "pcapfile.h"
#include "pcapng.h"
#include "pcapng_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
  BLOCK_END = 4, /* octets of a block after its body: its length again */
  SECTION_LENGTH_AT = 16,
  CAPTURED_AT = PCAPNG_HEADER + 12 /* in blocks of a packet: how long its frame is */
};

struct note {
  uint64_t packet;
  char *text;
};

/* ---- What to say ----------------------------------------------------------------------------- */

static void add_note(struct annotation *annotation, struct note note) {
  annotation->notes = grow_for_one_more(annotation->notes, annotation->count, &annotation->capacity,
                                        sizeof *annotation->notes);
  annotation->notes[annotation->count++] = note;
}

static void note_verdict(struct annotation *annotation, const struct judged *judged, int end) {
  const struct judgement *judgement = &judged->judgements[end];
  char socket[SOCKET_TEXT_SIZE], *text = NULL;
  bool is_open = judgement->verdict == INCONCLUSIVE;
  if (asprintf(&text, "plumb: connection %" PRIu64 ", %s: %s%s%s", judged->number,
               socket_text(&judged->ends[end], socket), verdict_name(judgement->verdict),
               is_open ? ", " : "", is_open ? judgement->reason : "") < 0)
    out_of_memory();
  add_note(annotation, (struct note){judged->first, text});
}

static void note_finding(struct annotation *annotation, const struct socket_id *end,
                         const struct finding *finding) {
  char socket[SOCKET_TEXT_SIZE], remark[REMARK_SIZE], *text = NULL;
  if (asprintf(&text, "plumb: %s %s%s, %s in %s: %s. Allowed: %s; seen: %s.%s",
               finding->is_must ? "MUST" : "SHOULD", finding->clause,
               finding_remark(finding, remark), socket_text(end, socket), finding->state,
               finding->sentence, finding->allowed, finding->seen,
               finding->is_later ? " It may follow from an earlier finding." : "") < 0)
    out_of_memory();
  add_note(annotation, (struct note){finding->packet, text});
}

static void note_error(struct annotation *annotation, const struct judged *judged, int end,
                       const struct notice *notice) {
  char socket[SOCKET_TEXT_SIZE], words[ICMP_TEXT_SIZE], *text = NULL;
  if (asprintf(&text, "plumb: connection %" PRIu64 ", ICMP for %s: %s", judged->number,
               socket_text(&judged->ends[end], socket), icmp_text(&notice->error, words)) < 0)
    out_of_memory();
  add_note(annotation, (struct note){notice->packet, text});
}

void annotate_connection(struct annotation *annotation, const struct judged *judged) {
  for (int end = 0; end < 2; end++) {
    const struct judgement *judgement = &judged->judgements[end];
    if (!judged->shown[end]) continue;
    note_verdict(annotation, judged, end);
    for (size_t i = 0; i < judgement->count && judgement->verdict != INCONCLUSIVE; i++)
      note_finding(annotation, &judged->ends[end], &judgement->findings[i]);
    for (uint32_t i = 0; i < judged->notice_count[end]; i++)
      note_error(annotation, judged, end, &judged->notices[end][i]);
  }
}

/* By packet; notes on one packet by what they say, so that the order is always the same. */
static int compare_notes(const void *left, const void *right) {
  const struct note *a = left, *b = right;
  if (a->packet != b->packet) return a->packet < b->packet ? -1 : 1;
  return strcmp(a->text, b->text);
}

static void forget_notes(struct annotation *annotation) {
  for (size_t i = 0; i < annotation->count; i++)
    free(annotation->notes[i].text);
  annotation->count = 0;
}

void annotate_free(struct annotation *annotation) {
  forget_notes(annotation);
  free(annotation->notes);
  *annotation = (struct annotation){0};
}

/* The notes on the packets still to come, in their order. */
struct queue {
  const struct note *notes;
  size_t left;
};

/* Takes the next note, if it is on PACKET. */
static const char *next_note(struct queue *queue, uint64_t packet) {
  if (queue->left == 0 || queue->notes[0].packet != packet) return NULL;
  queue->left--;
  return queue->notes++->text;
}

/* ---- Writing blocks -------------------------------------------------------------------------- */

static void put_comments(struct draft *draft, struct queue *queue, uint64_t packet) {
  const char *text;
  while ((text = next_note(queue, packet)) != NULL)
    draft_option(draft, OPTION_COMMENT, text, strlen(text));
}

static bool has_note(const struct queue *queue, uint64_t packet) {
  return queue->left > 0 && queue->notes[0].packet == packet;
}

/* ---- From pcapng ----------------------------------------------------------------------------- */

/* Its length changes: let the reader find its end. */
static void copy_section(struct annotation *annotation, const struct pcapng_block *block) {
  static const uint8_t unknown[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  (void)fwrite(block->octets, 1, SECTION_LENGTH_AT, annotation->out);
  (void)fwrite(unknown, 1, sizeof unknown, annotation->out);
  (void)fwrite(block->octets + SECTION_LENGTH_AT + sizeof unknown, 1,
               block->length - SECTION_LENGTH_AT - sizeof unknown, annotation->out);
}

/* The comments come before the options that are there, if any. */
static void copy_packet(struct annotation *annotation, const struct pcapng *file,
                        const struct pcapng_block *block, struct queue *queue, uint64_t packet) {
  const uint32_t captured = pcapng_get(file, block->octets + CAPTURED_AT);
  const uint32_t options = PCAPNG_HEADER + PCAPNG_PACKET_FIXED + (captured + 3U) / 4U * 4U;
  const uint32_t end = block->length - BLOCK_END;
  struct draft draft = {.swapped = pcapng_is_swapped(file)};
  draft_begin(&draft, block->type);
  draft_octets(&draft, block->octets + PCAPNG_HEADER, options - PCAPNG_HEADER);
  put_comments(&draft, queue, packet);
  if (end > options)
    draft_octets(&draft, block->octets + options, end - options);
  else
    draft_option(&draft, OPTION_END, NULL, 0);
  draft_write(&draft, annotation->out);
  draft_free(&draft);
}

static void copy_block(struct annotation *annotation, const struct pcapng *file,
                       const struct pcapng_block *block, struct queue *queue, uint64_t packet) {
  if (block->type == PCAPNG_SECTION) {
    copy_section(annotation, block);
  } else if (pcapng_is_packet(block) && block->type != PCAPNG_SIMPLE_PACKET &&
             has_note(queue, packet)) {
    copy_packet(annotation, file, block, queue, packet);
  } else {
    (void)fwrite(block->octets, 1, block->length, annotation->out);
    for (; block->type == PCAPNG_SIMPLE_PACKET && has_note(queue, packet); next_note(queue, packet))
      annotation->homeless++;
  }
}

static void copy_pcapng(struct annotation *annotation, struct stream *stream, struct queue *queue) {
  struct pcapng *file = pcapng_open(stream);
  struct pcapng_block block;
  struct pcapng_frame frame;
  uint64_t packet = 0;
  while (pcapng_next(file, &block) == PCAPNG_BLOCK) {
    if (pcapng_is_packet(&block)) {
      if (!pcapng_frame(file, &block, &frame)) break;
      packet++;
    }
    copy_block(annotation, file, &block, queue, packet);
  }
  pcapng_close(file);
}

/* ---- From pcap ------------------------------------------------------------------------------- */

static void write_section(struct draft *draft, FILE *out) {
  draft_begin(draft, PCAPNG_SECTION);
  draft_number(draft, PCAPNG_BYTE_ORDER);
  draft_pair(draft, 1, 0); /* the version */
  draft_number(draft, UINT32_MAX);
  draft_number(draft, UINT32_MAX); /* its length is not told */
  draft_write(draft, out);
}

static void write_interface(struct draft *draft, const struct pcapfile *file, FILE *out) {
  const uint8_t digits = (uint8_t)pcapfile_digits(file);
  draft_begin(draft, PCAPNG_INTERFACE);
  draft_pair(draft, (uint16_t)link_in_file(pcapfile_link(file)), 0);
  draft_number(draft, pcapfile_snaplen(file));
  draft_option(draft, OPTION_RESOLUTION, &digits, sizeof digits);
  draft_option(draft, OPTION_END, NULL, 0);
  draft_write(draft, out);
}

/* TICKS: in a second. */
static void draft_packet(struct draft *draft, const struct pcapfile_frame *frame, uint64_t ticks) {
  uint64_t time = frame->seconds * ticks + frame->fraction;
  draft_begin(draft, PCAPNG_PACKET);
  draft_number(draft, 0); /* the interface */
  draft_number(draft, (uint32_t)(time >> 32));
  draft_number(draft, (uint32_t)time);
  draft_number(draft, frame->captured);
  draft_number(draft, frame->length);
  draft_octets(draft, frame->octets, frame->captured);
}

static void copy_packets(struct annotation *annotation, struct pcapfile *file,
                         struct queue *queue) {
  const uint64_t ticks = pcapfile_digits(file) == 6 ? 1000000U : 1000000000U;
  struct draft draft = {.swapped = false};
  struct pcapfile_frame frame;
  write_section(&draft, annotation->out);
  write_interface(&draft, file, annotation->out);
  for (uint64_t packet = 1; pcapfile_next(file, &frame); packet++) {
    draft_packet(&draft, &frame, ticks);
    if (has_note(queue, packet)) {
      put_comments(&draft, queue, packet);
      draft_option(&draft, OPTION_END, NULL, 0);
    }
    draft_write(&draft, annotation->out);
  }
  draft_free(&draft);
}

static void copy_pcap(struct annotation *annotation, struct stream *stream, struct queue *queue) {
  const char *reason = NULL;
  struct pcapfile *file = pcapfile_open(stream, &reason);
  if (file == NULL) return;
  copy_packets(annotation, file, queue);
  pcapfile_close(file);
}

/* ---- Either ---------------------------------------------------------------------------------- */

bool annotate_file(struct annotation *annotation, const char *path, char *reason, size_t size) {
  uint8_t head[STREAM_HEAD] = {0};
  struct stream *stream = stream_open(path, reason, size);
  if (stream != NULL) {
    struct queue queue = {annotation->notes, annotation->count};
    if (annotation->count > 0)
      qsort(annotation->notes, annotation->count, sizeof *annotation->notes, compare_notes);
    (void)stream_head(stream, head, sizeof head);
    if (pcapng_begins(head))
      copy_pcapng(annotation, stream, &queue);
    else
      copy_pcap(annotation, stream, &queue);
    stream_close(stream);
  }
  forget_notes(annotation);
  return stream != NULL;
}
