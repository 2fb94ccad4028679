#include "capture.h"
#include "linklayer.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* What libpcap reads from: zlib passes data that are not compressed through unchanged. */
struct stream {
  gzFile gz;
  uint64_t total; /* octets delivered */
  int status;     /* zlib's, Z_OK as long as all is well */
};

struct capture {
  struct stream stream;
  pcap_t *pcap;
  int link;
  uint64_t number; /* of the packet read last */
  char reason[CAPTURE_REASON_SIZE];
};

static ssize_t stream_read(void *cookie, char *buffer, size_t size) {
  struct stream *stream = cookie;
  int got = gzread(stream->gz, buffer, size > INT_MAX ? INT_MAX : (unsigned)size);
  (void)gzerror(stream->gz, &stream->status); /* Z_BUF_ERROR: the compressed data end too early */
  if (got > 0) stream->total += (uint64_t)got;
  return got;
}

static int stream_close(void *cookie) {
  struct stream *stream = cookie;
  return gzclose_r(stream->gz) == Z_OK ? 0 : EOF;
}

/* Opens PATH and refuses what cannot be a capture file before anything is read from it. */
static int open_file(const char *path, char *reason) {
  int file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  struct stat about;
  if (file < 0 || fstat(file, &about) != 0) {
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "%s", strerror(errno));
  } else if (S_ISDIR(about.st_mode)) {
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "is a directory, not a capture file");
  } else {
    return file;
  }
  if (file >= 0) (void)close(file);
  return -1;
}

static FILE *open_stream(struct stream *stream, const char *path, char *reason) {
  int file = open_file(path, reason);
  if (file < 0) return NULL;
  stream->gz = gzdopen(file, "rb");
  FILE *in = NULL;
  if (stream->gz != NULL)
    in = fopencookie(stream, "rb",
                     (cookie_io_functions_t){.read = stream_read, .close = stream_close});
  if (in == NULL) {
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "out of memory");
    (void)(stream->gz != NULL ? gzclose_r(stream->gz) : close(file));
  }
  return in;
}

static void describe_open_failure(const struct stream *stream, const char *why, char *reason) {
  if (stream->status == Z_DATA_ERROR || stream->status == Z_BUF_ERROR)
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "the gzip data are damaged");
  else if (stream->status == Z_ERRNO)
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "%s", strerror(errno));
  else if (stream->total == 0)
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "is empty");
  else
    (void)snprintf(reason, CAPTURE_REASON_SIZE, "is not a pcap or pcapng capture (%s)", why);
}

static void describe_link(int link, char *reason) {
  const char *name = pcap_datalink_val_to_name(link);
  (void)snprintf(
      reason, CAPTURE_REASON_SIZE,
      "link type %s (%d) is not supported; Ethernet, raw IP, Linux cooked and loopback are",
      name != NULL ? name : "unknown", link);
}

struct capture *capture_open(const char *path, char reason[CAPTURE_REASON_SIZE]) {
  struct capture *capture = grow(NULL, 1, sizeof *capture);
  memset(capture, 0, sizeof *capture);
  FILE *in = open_stream(&capture->stream, path, reason);
  if (in == NULL) {
    free(capture);
    return NULL;
  }
  char why[PCAP_ERRBUF_SIZE] = "";
  capture->pcap = pcap_fopen_offline_with_tstamp_precision(in, PCAP_TSTAMP_PRECISION_MICRO, why);
  if (capture->pcap == NULL) {
    describe_open_failure(&capture->stream, why, reason);
    (void)fclose(in);
    free(capture);
    return NULL;
  }
  capture->link = pcap_datalink(capture->pcap);
  if (!link_is_supported(capture->link)) {
    describe_link(capture->link, reason);
    capture_close(capture);
    return NULL;
  }
  return capture;
}

/* libpcap takes an end of file between two packets for the end; the compressed data may know
   better. */
static const char *why_broken(const struct capture *capture, int result) {
  if (capture->stream.status == Z_BUF_ERROR) return "truncated gzip data";
  if (capture->stream.status == Z_DATA_ERROR) return "damaged gzip data";
  return result == PCAP_ERROR ? pcap_geterr(capture->pcap) : NULL;
}

static enum capture_result at_end(struct capture *capture, int result) {
  static const char truncated[] = "truncated"; /* so do libpcap's messages begin */
  const char *why = why_broken(capture, result);
  if (why == NULL) return CAPTURE_END;
  (void)snprintf(capture->reason, sizeof capture->reason, "%s after packet %llu (%s)",
                 strncmp(why, truncated, sizeof truncated - 1) == 0 ? truncated : "damaged",
                 (unsigned long long)capture->number, why);
  return CAPTURE_BROKEN;
}

enum capture_result capture_next(struct capture *capture, struct capture_packet *packet) {
  struct pcap_pkthdr *header = NULL;
  const u_char *frame = NULL;
  int result = pcap_next_ex(capture->pcap, &header, &frame);
  if (result != 1) return at_end(capture, result);
  size_t offset = 0;
  bool carries_ip = ip_offset(capture->link, frame, header->caplen, &offset);
  *packet = (struct capture_packet){.number = ++capture->number,
                                    .time = (uint64_t)header->ts.tv_sec * 1000000U +
                                            (uint64_t)header->ts.tv_usec};
  if (carries_ip) {
    packet->ip = frame + offset;
    packet->captured = header->caplen - offset;
    packet->length = header->len > header->caplen ? header->len - offset : packet->captured;
  }
  return CAPTURE_PACKET;
}

const char *capture_reason(const struct capture *capture) { return capture->reason; }

void capture_close(struct capture *capture) {
  pcap_close(capture->pcap);
  free(capture);
}
