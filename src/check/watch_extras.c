/* The watch on what a header has besides, in the order of spec/WatchExtras.v. */
#include "watch_extras.h"

#include "octets.h"

/* Kinds, from the IANA registry. */
enum { KIND_END = 0, KIND_NOP = 1, KIND_MD5 = 19, KIND_UTO = 28, KIND_AO = 29, KIND_FAST = 34 };

/* ---- Read ------------------------------------------------------------------------------------ */

/* No more options: the header ends, or the rest of it is padding. */
/*@ requires stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result <==> OptionsEnd(b, i, stop); */
static bool OptionsEnd(const uint8_t *b, uint32_t i, uint32_t stop) {
  return stop <= i || b[i] == KIND_END;
}

/* The length octet is there and does not lead out of the header. */
/*@ requires i < stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result <==> LengthSound(b, i, stop); */
static bool LengthSound(const uint8_t *b, uint32_t i, uint32_t stop) {
  return i + 1u < stop && 2u <= b[i + 1u] && i + b[i + 1u] <= stop;
}

/* Octets of the option at i, of whatever kind; 0 at the end of them, and if it is cut. */
/*@ requires i <= stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result == extra_length(b, i, stop);
    ensures i + \result <= stop; */
static uint32_t extra_length(const uint8_t *b, uint32_t i, uint32_t stop) {
  if (OptionsEnd(b, i, stop)) return 0;
  if (b[i] == KIND_NOP) return 1;
  if (LengthSound(b, i, stop)) return b[i + 1u];
  return 0;
}

/* Is there an octet other than 0 from i on? */
/*@ requires 20 <= i && stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result <==> NotZero(41, b, i, stop); */
static bool NotZero(const uint8_t *b, uint32_t i, uint32_t stop) {
  //@ ghost int fuel = 41;
  /*@ loop invariant \at(i, Pre) <= i && (i <= stop || i == \at(i, Pre));
      loop invariant 41 - fuel == i - \at(i, Pre) && fuel <= 41;
      loop invariant NotZero(fuel, b, i, stop) <==> NotZero(41, b, \at(i, Pre), stop);
      loop assigns i, fuel;
      loop variant stop - i; */
  while (i < stop && b[i] == 0u) {
    //@ ghost fuel = fuel - 1;
    i++;
  }
  return i < stop;
}

/* A user timeout of 0, in seconds or in minutes: the first bit tells which. */
/*@ requires i <= 60 && \valid_read(b + (i .. i + 3));
    assigns \nothing;
    ensures \result <==> UtoZero(b, i); */
static bool UtoZero(const uint8_t *b, uint32_t i) { return be16(b, i + 2u) % 32768u == 0u; }

/* The option at i, of which all octets are there, added to those before it. */
/*@ requires i < stop <= 60 && \valid_read(b + (0 .. stop - 1));
    requires extra_length(b, i, stop) > 0;
    assigns \nothing;
    ensures \result == extra_value(b, i, x); */
static struct plumb_extras extra_value(const uint8_t *b, uint32_t i, uint32_t stop,
                                       struct plumb_extras x) {
  (void)stop; /* for the contract */
  if (b[i] == KIND_MD5) {
    x.md5 = true;
  } else if (b[i] == KIND_AO) {
    x.ao_again = x.ao_again || x.ao;
    x.ao = true;
    x.ao_short = x.ao_short || b[i + 1u] < 4u;
  } else if (b[i] == KIND_UTO) {
    bool is_right = b[i + 1u] == 4u;
    x.uto_length = x.uto_length || !is_right;
    x.uto_zero = x.uto_zero || (is_right && UtoZero(b, i));
  } else if (b[i] == KIND_FAST) {
    x.fast = b[i + 1u];
  }
  return x;
}

/*@ requires \valid_read(b + (0 .. 12));
    assigns \nothing;
    ensures \result == bits_beside_offset(b); */
static struct plumb_extras bits_beside_offset(const uint8_t *b) {
  struct plumb_extras x = {.reserved = (uint8_t)(b[12] % 16u / 2u)};
  x.ae = b[12] % 2u == 1u;
  return x;
}

struct plumb_extras plumb_extras_read(const uint8_t *b, uint32_t stop) {
  struct plumb_extras x = bits_beside_offset(b);
  uint32_t i = 20;
  uint32_t length = extra_length(b, i, stop);
  //@ ghost int fuel = 41;
  /*@ loop invariant 20 <= i <= stop && 41 - fuel <= i - 20 && fuel <= 41;
      loop invariant length == extra_length(b, i, stop) <= stop - i;
      loop invariant extras_from(fuel, b, i, stop, x) ==
        extras_from(41, b, 20, stop, bits_beside_offset(b));
      loop assigns i, length, x, fuel;
      loop variant stop - i; */
  while (length > 0u) {
    //@ ghost fuel = fuel - 1;
    x = extra_value(b, i, stop, x);
    i += length;
    length = extra_length(b, i, stop);
  }
  x.cut = !OptionsEnd(b, i, stop);
  x.padded = !x.cut && NotZero(b, i, stop);
  return x;
}

bool plumb_Ordinary(struct plumb_extras x) {
  return x.reserved == 0u && !x.ae && !x.cut && !x.padded && !x.md5 && !x.ao && !x.ao_again &&
         !x.ao_short && !x.uto_length && !x.uto_zero && x.fast == 0u;
}

/* ---- Segments -------------------------------------------------------------------------------- */

/* A SYN that answers nothing. */
/*@ assigns \nothing; ensures \result <==> IsSyn(s); */
static bool IsSyn(struct plumb_seg s) { return s.ctl.syn && !s.ctl.ack && !s.ctl.rst; }

/* A SYN,ACK. */
/*@ assigns \nothing; ensures \result <==> IsAnswer(s); */
static bool IsAnswer(struct plumb_seg s) { return s.ctl.syn && s.ctl.ack && !s.ctl.rst; }

/*@ assigns \nothing; ensures \result <==> IsLater(s); */
static bool IsLater(struct plumb_seg s) { return !s.ctl.syn && !s.ctl.rst; }

/*@ assigns \nothing; ensures \result <==> ShowsEcn(s, x); */
static bool ShowsEcn(struct plumb_seg s, struct plumb_extras x) {
  return s.ctl.syn && (x.ae || s.ctl.cwr || s.ctl.ece);
}

/*@ assigns \nothing; ensures \result <==> AccurateSyn(s, x); */
static bool AccurateSyn(struct plumb_seg s, struct plumb_extras x) {
  return IsSyn(s) && x.ae && s.ctl.cwr && s.ctl.ece;
}

/*@ assigns \nothing; ensures \result <==> SetupSyn(s, x); */
static bool SetupSyn(struct plumb_seg s, struct plumb_extras x) {
  return IsSyn(s) && !x.ae && s.ctl.cwr && s.ctl.ece;
}

/* (AE,CWR,ECE) is (0,1,0), (0,1,1), (1,0,0) or (1,1,0). */
/*@ assigns \nothing; ensures \result <==> AccurateAnswer(s, x); */
static bool AccurateAnswer(struct plumb_seg s, struct plumb_extras x) {
  return IsAnswer(s) && (x.ae ? !s.ctl.ece : s.ctl.cwr);
}

/*@ assigns \nothing; ensures \result <==> SetupAnswer(s, x); */
static bool SetupAnswer(struct plumb_seg s, struct plumb_extras x) {
  return IsAnswer(s) && !x.ae && !s.ctl.cwr && s.ctl.ece;
}

/* ---- What is remembered ---------------------------------------------------------------------- */

struct plumb_extras_watch plumb_start_extras_watch(void) {
  return (struct plumb_extras_watch){.syn_out = false};
}

/* As functions: a chain of conditions in one would have too many paths to be proved. */
/*@ assigns \nothing; ensures \result <==> (a || b); */
static bool either(bool a, bool b) { return a || b; }

/*@ assigns \nothing; ensures \result <==> (a && b); */
static bool both(bool a, bool b) { return a && b; }

struct plumb_extras_watch plumb_extras_watch_arrived(struct plumb_extras_watch w,
                                                     struct plumb_seg s, struct plumb_extras x) {
  w.ecn_shown = either(w.ecn_shown, ShowsEcn(s, x));
  w.syn_again = either(w.syn_again, both(w.syn_in, IsSyn(s)));
  w.syn_in = either(w.syn_in, IsSyn(s));
  w.accurate_in = either(w.accurate_in, AccurateSyn(s, x));
  return w;
}

struct plumb_extras_watch plumb_extras_watch_after_sent(struct plumb_extras_watch w,
                                                        struct plumb_seg s, struct plumb_extras x) {
  w.syn_out = either(w.syn_out, either(IsSyn(s), IsAnswer(s)));
  w.ecn_shown = either(w.ecn_shown, ShowsEcn(s, x));
  w.md5_out = either(w.md5_out, both(IsLater(s), x.md5));
  w.ao_out = either(w.ao_out, both(IsLater(s), x.ao));
  w.fast_out = either(w.fast_out, both(IsSyn(s), x.fast > 0u));
  w.cookie_out = either(w.cookie_out, both(IsSyn(s), x.fast > 2u));
  w.fast_answer_out = either(w.fast_answer_out, both(IsAnswer(s), x.fast > 0u));
  w.accurate_out = either(w.accurate_out, AccurateSyn(s, x));
  w.setup_out = either(w.setup_out, SetupSyn(s, x));
  w.accurate_answer_out = either(w.accurate_answer_out, AccurateAnswer(s, x));
  w.setup_answer_out = either(w.setup_answer_out, SetupAnswer(s, x));
  return w;
}

/* ---- Judged ---------------------------------------------------------------------------------- */

/* All bits of ECN on a SYN,ACK are no answer of any RFC: AE is reserved, then. */
/*@ assigns \nothing; ensures \result <==> Reflects(s, x); */
static bool Reflects(struct plumb_seg s, struct plumb_extras x) {
  return IsAnswer(s) && x.ae && s.ctl.cwr && s.ctl.ece;
}

/*@ assigns \nothing; ensures \result == reserved_fault(w, s, x); */
static enum plumb_extras_fault reserved_fault(struct plumb_extras_watch w, struct plumb_seg s,
                                              struct plumb_extras x) {
  if (x.reserved != 0u || Reflects(s, x)) return PLUMB_RESERVED_BITS_SET;
  if (x.ae && IsLater(s) && w.syn_out && !w.ecn_shown) return PLUMB_AE_WITHOUT_ECN;
  return PLUMB_NO_EXTRAS_FAULT;
}

/*@ assigns \nothing; ensures \result <==> MixesKeys(w, s, x); */
static bool MixesKeys(struct plumb_extras_watch w, struct plumb_seg s, struct plumb_extras x) {
  return (x.ao && x.md5) || (IsLater(s) && ((x.ao && w.md5_out) || (x.md5 && w.ao_out)));
}

/*@ assigns \nothing; ensures \result == option_fault(w, s, x); */
static enum plumb_extras_fault option_fault(struct plumb_extras_watch w, struct plumb_seg s,
                                            struct plumb_extras x) {
  if (x.cut) return PLUMB_OPTION_CUT;
  if (x.padded) return PLUMB_PADDING_NOT_ZERO;
  if (x.ao_short) return PLUMB_AO_SHORT;
  if (x.ao_again) return PLUMB_AO_TWICE;
  if (MixesKeys(w, s, x)) return PLUMB_AO_AND_MD5;
  if (x.uto_length) return PLUMB_UTO_LENGTH;
  return x.uto_zero ? PLUMB_UTO_ZERO : PLUMB_NO_EXTRAS_FAULT;
}

/*@ assigns \nothing; ensures \result <==> FastLengthLegal(n); */
static bool FastLengthLegal(uint8_t n) { return n == 0u || n == 2u || (6u <= n && n <= 18u); }

/*@ assigns \nothing; ensures \result == fast_fault(w, s, x); */
static enum plumb_extras_fault fast_fault(struct plumb_extras_watch w, struct plumb_seg s,
                                          struct plumb_extras x) {
  if (!FastLengthLegal(x.fast)) return PLUMB_FAST_LENGTH;
  if (x.fast % 2u == 1u) return PLUMB_FAST_ODD;
  if (IsSyn(s) && ((w.fast_out && x.fast > 0u) || (w.cookie_out && s.text > 0u)))
    return PLUMB_FAST_SYN_AGAIN;
  if (IsAnswer(s) && w.fast_answer_out && !w.syn_again && x.fast > 0u)
    return PLUMB_FAST_ANSWER_AGAIN;
  return PLUMB_NO_EXTRAS_FAULT;
}

/*@ assigns \nothing; ensures \result == accurate_fault(w, s, x); */
static enum plumb_extras_fault accurate_fault(struct plumb_extras_watch w, struct plumb_seg s,
                                              struct plumb_extras x) {
  if (IsSyn(s) && x.ae && !AccurateSyn(s, x)) return PLUMB_AE_ALONE;
  if (x.ae && AccurateAnswer(s, x) && !w.accurate_in) return PLUMB_ACCURATE_UNASKED;
  if ((AccurateSyn(s, x) && w.setup_out) || (SetupSyn(s, x) && w.accurate_out))
    return PLUMB_TWO_KINDS_OF_SYN;
  if (w.accurate_in && ((AccurateAnswer(s, x) && w.setup_answer_out) ||
                        (SetupAnswer(s, x) && w.accurate_answer_out)))
    return PLUMB_TWO_KINDS_OF_ANSWER;
  return PLUMB_NO_EXTRAS_FAULT;
}

enum plumb_extras_fault plumb_extras_watch_sent(struct plumb_extras_watch w, struct plumb_seg s,
                                                struct plumb_extras x) {
  enum plumb_extras_fault fault = reserved_fault(w, s, x);
  if (fault == PLUMB_NO_EXTRAS_FAULT) fault = option_fault(w, s, x);
  if (fault == PLUMB_NO_EXTRAS_FAULT) fault = fast_fault(w, s, x);
  return fault == PLUMB_NO_EXTRAS_FAULT ? accurate_fault(w, s, x) : fault;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_RESERVED_BITS_SET] = {"R9293-L01", true, "It set a reserved bit of the header"},
    [PLUMB_AE_WITHOUT_ECN] = {"R9293-L01", true,
                              "It set AE, a reserved bit where no SYN has shown ECN"},
    [PLUMB_OPTION_CUT] = {"MUST-68", true, "It sent an option without a length that can be right"},
    [PLUMB_PADDING_NOT_ZERO] = {"MUST-69", true, "Its padding after the options was not zero"},
    [PLUMB_AO_SHORT] = {"R5925-2.2-e", true, "It sent a TCP-AO option of less than four octets"},
    [PLUMB_AO_TWICE] = {"R5925-2.2-c", true, "It sent two TCP-AO options in one segment"},
    [PLUMB_AO_AND_MD5] = {"R5925-2.2-a", true, "It used both TCP-AO and TCP MD5"},
    [PLUMB_UTO_LENGTH] = {"R5482-3.3-b", true,
                          "It sent a user timeout option of other than four octets"},
    [PLUMB_UTO_ZERO] = {"R5482-3.4-a", true, "It sent a user timeout of zero"},
    [PLUMB_FAST_LENGTH] = {"R7413-4.1.1-a", true,
                           "It sent a Fast Open option of a length that no cookie has"},
    [PLUMB_FAST_ODD] = {"R7413-4.1.1-b", true, "It sent a Fast Open option of an odd length"},
    [PLUMB_FAST_SYN_AGAIN] = {"R7413-4.2.2-c", false,
                              "It sent its SYN again with text or a Fast Open option"},
    [PLUMB_FAST_ANSWER_AGAIN] = {"R7413-4.2.2-i", false,
                                 "It sent its SYN,ACK again with a Fast Open option"},
    [PLUMB_AE_ALONE] = {"R9768-3.1.1-b", true, "It sent a SYN with AE, but without CWR or ECE"},
    [PLUMB_ACCURATE_UNASKED] = {"R9768-3.1.1-e", true,
                                "It agreed to Accurate ECN though no SYN had asked for it"},
    [PLUMB_TWO_KINDS_OF_SYN] = {"R9768-3.1.5-c", true,
                                "Its SYNs asked for ECN, and for Accurate ECN"},
    [PLUMB_TWO_KINDS_OF_ANSWER] = {"R9768-3.1.5-d", true,
                                   "Its SYN,ACKs agreed to ECN, and to Accurate ECN"},
};

const struct plumb_clause *plumb_extras_clause(enum plumb_extras_fault f) { return &clauses[f]; }
