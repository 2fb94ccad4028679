#include "offload.h"

/* The MSS of a peer whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
enum { UNSAID_MSS = 1220 };

static void take_mss(struct offload *offload, const struct plumb_seg *s) {
  if (s->ctl.syn && s->options.mss > offload->mss) offload->mss = s->options.mss;
}

void offload_follow(struct offload *offload, const struct offload *peer, const struct plumb_seg *s,
                    enum checksum checksum) {
  static const uint8_t signs[] = {
      [CHECKSUM_RIGHT] = 0, [CHECKSUM_LEFT] = CHECKSUM_IS_LEFT, [CHECKSUM_UNKNOWN] = 0};
  static const uint8_t bare_signs[] = {[CHECKSUM_RIGHT] = BARE_CHECKSUM_IS_RIGHT,
                                       [CHECKSUM_LEFT] = CHECKSUM_IS_LEFT | BARE_CHECKSUM_IS_LEFT,
                                       [CHECKSUM_UNKNOWN] = 0};
  if (s->options.has_mss) take_mss(offload, s);
  offload->signs |= s->text == 0 ? bare_signs[checksum] : signs[checksum];
  if (s->text > (peer->mss != 0 ? peer->mss : UNSAID_MSS))
    offload->signs |= checksum == CHECKSUM_RIGHT ? LARGE_AND_RIGHT : LARGE_AND_LEFT;
}

bool offload_leaves(const struct offload *offload) {
  return (offload->signs & CHECKSUM_IS_LEFT) != 0;
}

bool offload_may_join(const struct offload *offload, bool is_here) {
  /* A card that joins two small segments leaves their sum, too. */
  const unsigned left = offload->signs & (CHECKSUM_IS_LEFT | BARE_CHECKSUM_IS_LEFT);
  return (offload->signs & LARGE_AND_LEFT) != 0 || left == CHECKSUM_IS_LEFT ||
         ((offload->signs & LARGE_AND_RIGHT) != 0 && !is_here);
}

bool offload_is_here(const struct offload *offload, const struct offload *peer) {
  const unsigned bare = BARE_CHECKSUM_IS_LEFT | BARE_CHECKSUM_IS_RIGHT;
  return (offload->signs & bare) == BARE_CHECKSUM_IS_LEFT &&
         (peer->signs & bare) == BARE_CHECKSUM_IS_RIGHT;
}
