(** * The watch on SACK blocks (spec/ClausesSack.v)

    It remembers which octets beyond the last acknowledgment have arrived, as four spans at most.
    If there are more, spans that are near each other count as one: then it takes octets to have
    arrived that have not, and accuses the less.  proofs/coq/WatchSack.v. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive sack_fault :=
  | NO_SACK_FAULT
  | EMPTY_BLOCK      (* R2018-3-a *)
  | NEVER_ARRIVED.   (* R2018-3-c, R2018-8-c *)

(** ** Runs *)

(** Octets, by their distance from a sequence number: [from] to [to - 1]; 2^31 at most. *)
Record span := { span_from : u32; span_to : u32 }.
Record spans := { spans_s0 : span; spans_s1 : span; spans_s2 : span; spans_s3 : span }.

Definition no_span : span := {| span_from := 0; span_to := 0 |}.
Definition no_spans : spans := {| spans_s0 := no_span; spans_s1 := no_span; spans_s2 := no_span; spans_s3 := no_span |}.

Definition EmptySpan (r : span) : bool := span_to r <=? span_from r.
Definition InSpan (r : span) (x : u32) : bool := (span_from r <=? x) && (x <? span_to r).
Definition InSpans (k : spans) (x : u32) : bool :=
  InSpan (spans_s0 k) x || InSpan (spans_s1 k) x || InSpan (spans_s2 k) x || InSpan (spans_s3 k) x.

(** Of the [len] octets from [lo] on, those that are not before [a]. *)
Definition span_beyond (a lo len : u32) : span :=
  let ahead := seq_sub lo a in
  let behind := seq_sub a lo in
  if ahead <? two31 then {| span_from := ahead; span_to := min_u32 (ahead + len) two31 |}
  else if behind <? len then {| span_from := 0; span_to := len - behind |}
  else no_span.

(** The same octets, the distance taken from [d] octets further on. *)
Definition span_past (r : span) (d : u32) : span :=
  {| span_from := span_from r - min_u32 (span_from r) d; span_to := span_to r - min_u32 (span_to r) d |}.
Definition spans_after (k : spans) (d : u32) : spans :=
  {| spans_s0 := span_past (spans_s0 k) d; spans_s1 := span_past (spans_s1 k) d;
     spans_s2 := span_past (spans_s2 k) d; spans_s3 := span_past (spans_s3 k) d |}.

(** How many octets are between [r] and [n]; none if there is no [r]. *)
Definition gap (r n : span) : u32 :=
  if EmptySpan r then 0
  else if span_to r <? span_from n then span_from n - span_to r
  else if span_to n <? span_from r then span_from r - span_to n
  else 0.

(** [n], and [r] with it if it is not further than [reach]; and what is then left of [r]. *)
Definition annexed (r n : span) (reach : u32) : span :=
  if EmptySpan r || (reach <? gap r n) then n
  else {| span_from := min_u32 (span_from r) (span_from n);
          span_to := if span_to r <=? span_to n then span_to n else span_to r |}.
Definition left_over (r n : span) (reach : u32) : span := if reach <? gap r n then r else no_span.

(** [n] where there is no span. *)
Definition with_span (k : spans) (n : span) : spans :=
  if EmptySpan (spans_s0 k) then
    {| spans_s0 := n; spans_s1 := spans_s1 k; spans_s2 := spans_s2 k; spans_s3 := spans_s3 k |}
  else if EmptySpan (spans_s1 k) then
    {| spans_s0 := spans_s0 k; spans_s1 := n; spans_s2 := spans_s2 k; spans_s3 := spans_s3 k |}
  else if EmptySpan (spans_s2 k) then
    {| spans_s0 := spans_s0 k; spans_s1 := spans_s1 k; spans_s2 := n; spans_s3 := spans_s3 k |}
  else {| spans_s0 := spans_s0 k; spans_s1 := spans_s1 k; spans_s2 := spans_s2 k; spans_s3 := n |}.

(** How far [n] reaches to make room for itself: 0 if it touches a span, or there is room. *)
Definition reach_of (k : spans) (n : span) : u32 :=
  min_u32 (min_u32 (gap (spans_s0 k) n) (gap (spans_s1 k) n)) (min_u32 (gap (spans_s2 k) n) (gap (spans_s3 k) n)).

Definition spans_with (k : spans) (n : span) : spans :=
  let reach := reach_of k n in
  let n1 := annexed (spans_s0 k) n reach in
  let n2 := annexed (spans_s1 k) n1 reach in
  let n3 := annexed (spans_s2 k) n2 reach in
  let n4 := annexed (spans_s3 k) n3 reach in
  if EmptySpan n then k
  else with_span {| spans_s0 := left_over (spans_s0 k) n reach; spans_s1 := left_over (spans_s1 k) n1 reach;
                   spans_s2 := left_over (spans_s2 k) n2 reach; spans_s3 := left_over (spans_s3 k) n3 reach |} n4.

(** ** The watch *)

Record sack_watch := {
  sack_watch_begun : bool;    (* a segment has arrived *)
  sack_watch_from_syn : bool; (* that was a SYN, and every SYN has its number; if [begun] *)
  sack_watch_irs : u32;       (* its number; if [begun] *)
  sack_watch_told : u32;      (* the highest acknowledgment sent, or IRS; if [begun] *)
  sack_watch_spans : spans }.   (* what has arrived from [told] on *)

Definition start_sack_watch : sack_watch :=
  {| sack_watch_begun := false; sack_watch_from_syn := false; sack_watch_irs := 0; sack_watch_told := 0;
     sack_watch_spans := no_spans |}.

Definition sack_watch_arrived (w : sack_watch) (s : seg) : sack_watch :=
  let irs := if sack_watch_begun w then sack_watch_irs w else seg_seq s in
  let told := if sack_watch_begun w then sack_watch_told w else seg_seq s in
  let syn := ctl_syn (seg_ctl s) in
  {| sack_watch_begun := true;
     sack_watch_from_syn :=
       if sack_watch_begun w then sack_watch_from_syn w && (negb syn || (seg_seq s =? irs)) else syn;
     sack_watch_irs := irs;
     sack_watch_told := told;
     sack_watch_spans := spans_with (sack_watch_spans w) (span_beyond told (seg_seq s) (seg_len s)) |}.

Definition sack_watch_after_sent (w : sack_watch) (s : seg) : sack_watch :=
  if sack_watch_begun w && ctl_ack (seg_ctl s) && seq_lt (sack_watch_told w) (seg_ack s) then
    {| sack_watch_begun := true; sack_watch_from_syn := sack_watch_from_syn w;
       sack_watch_irs := sack_watch_irs w; sack_watch_told := seg_ack s;
       sack_watch_spans := spans_after (sack_watch_spans w) (seq_sub (seg_ack s) (sack_watch_told w)) |}
  else w.

Definition EmptyBlock (b : block) : bool := negb (seq_lt (block_left b) (block_right b)).

(** [x] is in [n], but did not arrive. *)
Definition Lacks (k : spans) (n : span) (x : u32) : bool := InSpan n x && negb (InSpans k x).

(** The first octet of [b] that did not arrive is its first or comes after a span. *)
Definition NotArrived (w : sack_watch) (b : block) : bool :=
  let k := sack_watch_spans w in
  let n := span_beyond (sack_watch_told w) (block_left b) (seq_sub (block_right b) (block_left b)) in
  sack_watch_begun w && sack_watch_from_syn w
  && (Lacks k n (span_from n) || Lacks k n (span_to (spans_s0 k)) || Lacks k n (span_to (spans_s1 k))
      || Lacks k n (span_to (spans_s2 k)) || Lacks k n (span_to (spans_s3 k))).

(** [b], block [i] of [s] if it has so many, is not as it may be; [w] is the watch after [s]. *)
Definition Faulty (w : sack_watch) (s : seg) (i : u8) (b : block) : bool :=
  (i <? sack_n (options_sack (seg_options s))) && (EmptyBlock b || NotArrived w b).

(** The first block that is not as it may be, if there is one. *)
Definition faulty_block (w : sack_watch) (s : seg) : block :=
  let v := sack_watch_after_sent w s in
  let k := options_sack (seg_options s) in
  if Faulty v s 0 (sack_b0 k) then sack_b0 k
  else if Faulty v s 1 (sack_b1 k) then sack_b1 k
  else if Faulty v s 2 (sack_b2 k) then sack_b2 k
  else sack_b3 k.

Definition sack_watch_sent (w : sack_watch) (s : seg) : sack_fault :=
  let v := sack_watch_after_sent w s in
  let k := options_sack (seg_options s) in
  if Faulty v s 0 (sack_b0 k) || Faulty v s 1 (sack_b1 k) || Faulty v s 2 (sack_b2 k) || Faulty v s 3 (sack_b3 k)
  then if EmptyBlock (faulty_block w s) then EMPTY_BLOCK else NEVER_ARRIVED
  else NO_SACK_FAULT.
