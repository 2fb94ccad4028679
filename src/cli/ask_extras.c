#include "ask.h"
#include "packet.h"

/* ---- Asked ----------------------------------------------------------------------------------- */

struct plumb_extras_watch ask_extras_start(void) {
  return plumb_start_extras_watch();
}

/* Of others there is neither a fault, nor does the watch change (ordinary_passes, in
   proofs/coq/WatchExtras.v). */
static bool is_of_interest(const struct record *record) {
  return record->has_extras || record->seg.ctl.syn;
}

void ask_extras_arrived(struct watches *w, const struct record *record) {
  if (!is_of_interest(record)) return;
  w->extras = plumb_extras_watch_arrived(w->extras, record->seg, record->extras);
}

/* What is seen of a fault; for most it is said in words alone. */
static uint32_t seen_of(enum plumb_extras_fault fault, const struct plumb_extras *x) {
  if (fault == PLUMB_RESERVED_BITS_SET) return x->reserved;
  return x->fast;
}

/* Without its checksum nobody knows whether the header is as it was sent. */
bool ask_extras_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (!is_of_interest(record)) return false;
  const struct plumb_extras x = record->extras;
  enum plumb_extras_fault fault = plumb_extras_watch_sent(w->extras, record->seg, x);
  w->extras = plumb_extras_watch_after_sent(w->extras, record->seg, x);
  if (fault == PLUMB_NO_EXTRAS_FAULT || record->checksum == CHECKSUM_UNKNOWN) return false;
  *charge = (struct charge){.kind = (uint8_t)fault, .seen = seen_of(fault, &x)};
  return true;
}

void ask_extras_warned(struct watches *w) {
  w->extras.fast_out = w->extras.cookie_out = w->extras.fast_answer_out = false;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_extras_clause((enum plumb_extras_fault)fault);
}

/* What a segment shows by itself. */
static bool in_any_order(unsigned fault) {
  return fault == PLUMB_RESERVED_BITS_SET || fault == PLUMB_AE_ALONE ||
         (PLUMB_OPTION_CUT <= fault && fault <= PLUMB_AO_TWICE) ||
         (PLUMB_UTO_LENGTH <= fault && fault <= PLUMB_FAST_ODD);
}

static const struct {
  const char *allowed, *seen;
} texts[] = {
    [PLUMB_RESERVED_BITS_SET] = {"reserved bits of zero", "all bits of ECN on a SYN,ACK"},
    [PLUMB_AE_WITHOUT_ECN] = {"no AE, no SYN had shown ECN", "AE"},
    [PLUMB_OPTION_CUT] = {"options that end within the header, with a length from 2 on",
                          "another one"},
    [PLUMB_PADDING_NOT_ZERO] = {"zeros after End of Option List", "other octets"},
    [PLUMB_AO_SHORT] = {"a TCP-AO option of at least 4 octets", "a shorter one"},
    [PLUMB_AO_TWICE] = {"one TCP-AO option", "more"},
    [PLUMB_AO_AND_MD5] = {"either TCP-AO or TCP MD5", "both"},
    [PLUMB_UTO_LENGTH] = {"a user timeout option of 4 octets", "another length"},
    [PLUMB_UTO_ZERO] = {"a user timeout above zero", "zero"},
    [PLUMB_FAST_LENGTH] = {"a Fast Open option of 2 or 6 to 18 octets", "octets: "},
    [PLUMB_FAST_ODD] = {"a Fast Open option of even length", "octets: "},
    [PLUMB_FAST_SYN_AGAIN] = {"the SYN again without text and Fast Open option", "one of them"},
    [PLUMB_FAST_ANSWER_AGAIN] = {"the SYN,ACK again without Fast Open option", "the option"},
    [PLUMB_AE_ALONE] = {"AE on a SYN together with CWR and ECE", "AE, but not both of them"},
    [PLUMB_ACCURATE_UNASKED] = {"no AE on the SYN,ACK, no SYN had asked for Accurate ECN", "AE"},
    [PLUMB_TWO_KINDS_OF_SYN] = {"SYNs that ask for one kind of ECN", "the other one"},
    [PLUMB_TWO_KINDS_OF_ANSWER] = {"SYN,ACKs that agree to one kind of ECN", "the other one"},
};

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  say(allowed, texts[fault].allowed);
  if (fault == PLUMB_RESERVED_BITS_SET && charge->seen != 0)
    say_number(seen, "the bits as a number:", charge->seen);
  else if (fault == PLUMB_FAST_LENGTH || fault == PLUMB_FAST_ODD)
    say_number(seen, "octets:", charge->seen);
  else
    say(seen, texts[fault].seen);
}

const struct words ask_extras_words = {PLUMB_TWO_KINDS_OF_ANSWER, clause, in_any_order, describe};
