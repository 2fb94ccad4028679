#include "capture.h"
#include "decompress.h"
#include "filter.h"
#include "linklayer.h"
#include "message.h"
#include "pcapfile.h"
#include "pcapng.h"
#include "tap.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct capture {
  struct stream *stream; /* of a file */
  struct pcapfile *pcap; /* of a pcap file */
  struct pcapng *pcapng; /* of a pcapng file */
  struct tap *tap;       /* of an interface */
  struct pcapng_block block;
  enum pcapng_result ahead; /* what the block is, or PCAPNG_END, when it was read ahead ... */
  bool is_ahead;            /* ... which is so only at the beginning */
  const struct filter *filter;
  uint64_t number; /* of the packet read last */
  char reason[CAPTURE_REASON_SIZE];
};

/* A frame of either format. */
struct frame {
  int link;
  uint64_t time; /* microseconds since the epoch */
  uint32_t captured, length;
  const uint8_t *octets;
};

/* ---- Opening --------------------------------------------------------------------------------- */

/* WHY: of whoever tried to read it as a capture. */
static bool refuse(const struct capture *capture, const char *why, char *reason) {
  const char *fault = stream_fault(capture->stream);
  uint8_t head[STREAM_HEAD];
  if (fault != NULL)
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "%s", fault);
  else if (stream_head(capture->stream, head, 1) == 0)
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "is empty");
  else
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "is not a pcap or pcapng capture (%s)", why);
  return false;
}

static bool link_suits(struct capture *capture, int link, char *reason) {
  const char *name = pcap_datalink_val_to_name(link);
  char why[FILTER_REASON_SIZE] = "";
  if (!link_is_supported(link))
    (void)snprintf(reason, CAPTURE_REASON_SIZE,
                   "link type %s (%d) is not supported; Ethernet, raw IP, Linux cooked, loopback "
                   "and PPP are",
                   name != NULL ? name : "unknown", link);
  else if (capture->filter != NULL && !filter_suits(capture->filter, link, why))
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "the filter cannot be applied to it: %s", why);
  else
    return true;
  return false;
}

static bool open_pcap(struct capture *capture, char *reason) {
  const char *why = NULL;
  capture->pcap = pcapfile_open(capture->stream, &why);
  if (capture->pcap == NULL) return refuse(capture, why, reason);
  return link_suits(capture, pcapfile_link(capture->pcap), reason);
}

/* Reads up to the first packet: until then, the interfaces are told.  One that can be judged will
   do. */
static bool open_pcapng(struct capture *capture, char *reason) {
  struct pcapng *file = capture->pcapng = pcapng_open(capture->stream);
  capture->is_ahead = true;
  capture->ahead = pcapng_next(file, &capture->block);
  if (capture->ahead != PCAPNG_BLOCK) return refuse(capture, pcapng_reason(file), reason);
  while (capture->ahead == PCAPNG_BLOCK && !pcapng_is_packet(&capture->block))
    capture->ahead = pcapng_next(file, &capture->block);
  for (size_t i = 0; pcapng_link(file, i) >= 0; i++)
    if (link_suits(capture, pcapng_link(file, i), reason)) return true;
  return pcapng_link(file, 0) < 0;
}

static bool open_format(struct capture *capture, char *reason) {
  uint8_t head[STREAM_HEAD];
  if (stream_head(capture->stream, head, STREAM_HEAD) == STREAM_HEAD && pcapng_begins(head))
    return open_pcapng(capture, reason);
  return open_pcap(capture, reason);
}

bool capture_is_one(const char *path) {
  char reason[CAPTURE_REASON_SIZE];
  uint8_t head[STREAM_HEAD] = {0};
  struct stream *stream = stream_open(path, reason, sizeof reason);
  if (stream == NULL) return false;
  bool is_one = stream_head(stream, head, STREAM_HEAD) == STREAM_HEAD &&
                (pcapng_begins(head) || pcapfile_begins(head));
  stream_close(stream);
  return is_one;
}

struct capture *capture_open(const char *path, const struct filter *filter,
                             char reason[CAPTURE_REASON_SIZE]) {
  struct stream *stream = stream_open(path, reason, CAPTURE_REASON_SIZE);
  if (stream == NULL) return NULL;
  struct capture *capture = grow(NULL, 1, sizeof *capture);
  *capture = (struct capture){.stream = stream, .filter = filter};
  if (open_format(capture, reason)) return capture;
  capture_close(capture);
  return NULL;
}

struct capture *capture_open_live(const char *interface, const struct filter *filter,
                                  char reason[CAPTURE_REASON_SIZE]) {
  struct tap *tap = tap_open(interface, reason, CAPTURE_REASON_SIZE);
  if (tap == NULL) return NULL;
  struct capture *capture = grow(NULL, 1, sizeof *capture);
  *capture = (struct capture){.tap = tap, .filter = filter};
  if (link_suits(capture, tap_link(tap), reason)) return capture;
  capture_close(capture);
  return NULL;
}

uint64_t capture_clock(void) {
  struct timespec now = {.tv_sec = 0};
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000U + (uint64_t)now.tv_nsec / 1000U;
}

uint64_t capture_dropped(const struct capture *capture) {
  return capture->tap == NULL ? 0 : tap_dropped(capture->tap);
}

void capture_close(struct capture *capture) {
  if (capture->pcap != NULL) pcapfile_close(capture->pcap);
  if (capture->pcapng != NULL) pcapng_close(capture->pcapng);
  if (capture->tap != NULL) tap_close(capture->tap);
  if (capture->stream != NULL) stream_close(capture->stream);
  free(capture);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static enum capture_result broken(struct capture *capture, const char *why) {
  static const char truncated[] = "truncated"; /* so the messages of all readers begin */
  (void)snprintf(capture->reason, sizeof capture->reason, "%s after packet %llu (%s)",
                 strncmp(why, truncated, sizeof truncated - 1) == 0 ? truncated : "damaged",
                 (unsigned long long)capture->number, why);
  return CAPTURE_BROKEN;
}

/* A reader takes an end of file between two packets for the end; the compressed data may know
   better. */
static enum capture_result at_end(struct capture *capture, const char *why) {
  const char *fault = stream_fault(capture->stream);
  if (fault != NULL) why = fault;
  return why == NULL ? CAPTURE_END : broken(capture, why);
}

static enum capture_result next_of_pcap(struct capture *capture, struct frame *frame) {
  struct pcapfile_frame read;
  if (!pcapfile_next(capture->pcap, &read)) return at_end(capture, pcapfile_reason(capture->pcap));
  *frame = (struct frame){.link = pcapfile_link(capture->pcap),
                          .time = read.time,
                          .captured = read.captured,
                          .length = read.length,
                          .octets = read.octets};
  return CAPTURE_PACKET;
}

static enum pcapng_result next_block(struct capture *capture) {
  if (!capture->is_ahead) return pcapng_next(capture->pcapng, &capture->block);
  capture->is_ahead = false;
  return capture->ahead;
}

static enum capture_result next_of_pcapng(struct capture *capture, struct frame *frame) {
  enum pcapng_result result = next_block(capture);
  while (result == PCAPNG_BLOCK && !pcapng_is_packet(&capture->block))
    result = next_block(capture);
  struct pcapng_frame read;
  if (result != PCAPNG_BLOCK || !pcapng_frame(capture->pcapng, &capture->block, &read))
    return at_end(capture, pcapng_reason(capture->pcapng));
  *frame = (struct frame){.link = read.link,
                          .time = read.time,
                          .captured = read.captured,
                          .length = read.length,
                          .octets = read.frame};
  return CAPTURE_PACKET;
}

static enum capture_result next_of_tap(struct capture *capture, struct frame *frame) {
  struct tap_frame read;
  switch (tap_next(capture->tap, &read)) {
  case TAP_FRAME:
    *frame = (struct frame){.link = tap_link(capture->tap),
                            .time = read.time,
                            .captured = read.captured,
                            .length = read.length,
                            .octets = read.octets};
    return CAPTURE_PACKET;
  case TAP_IDLE:
    frame->time = capture_clock();
    return CAPTURE_IDLE;
  default:
    (void)snprintf(capture->reason, sizeof capture->reason, "%s", tap_reason(capture->tap));
    return CAPTURE_BROKEN;
  }
}

static enum capture_result next_frame(struct capture *capture, struct frame *frame) {
  if (capture->tap != NULL) return next_of_tap(capture, frame);
  return capture->pcap != NULL ? next_of_pcap(capture, frame) : next_of_pcapng(capture, frame);
}

static struct capture_packet packet_in(struct capture *capture, const struct frame *frame) {
  struct capture_packet packet = {.number = capture->number,
                                  .time = frame->time,
                                  .is_foreign = !link_is_supported(frame->link),
                                  .passes =
                                      capture->filter == NULL ||
                                      filter_passes(capture->filter, frame->link, frame->octets,
                                                    frame->captured, frame->length)};
  size_t offset = 0;
  if (packet.is_foreign || !ip_offset(frame->link, frame->octets, frame->captured, &offset))
    return packet;
  packet.ip = frame->octets + offset;
  packet.captured = frame->captured - offset;
  packet.length = frame->length > frame->captured ? frame->length - offset : packet.captured;
  return packet;
}

enum capture_result capture_next(struct capture *capture, struct capture_packet *packet) {
  struct frame frame;
  enum capture_result result = next_frame(capture, &frame);
  if (result == CAPTURE_IDLE) *packet = (struct capture_packet){.time = frame.time};
  if (result != CAPTURE_PACKET) return result;
  capture->number++;
  *packet = packet_in(capture, &frame);
  return CAPTURE_PACKET;
}

void capture_move(struct capture *capture, struct buffer *buffer) {
  if (capture->pcap != NULL)
    pcapfile_move(capture->pcap, buffer);
  else
    pcapng_move(capture->pcapng, buffer);
}

bool capture_has_next(const struct capture *capture) {
  return capture->pcap != NULL ? pcapfile_has_next(capture->pcap)
                               : pcapng_has_next(capture->pcapng);
}

const char *capture_reason(const struct capture *capture) { return capture->reason; }
uint64_t capture_position(const struct capture *capture) {
  return stream_position(capture->stream);
}
uint64_t capture_size(const struct capture *capture) { return stream_size(capture->stream); }
