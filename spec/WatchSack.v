(** * The watch on SACK blocks (spec/ClausesSack.v)

    It remembers which octets beyond the last acknowledgment have arrived, as four spans at most.
    If there are more, spans that are near each other count as one: then it takes octets to have
    arrived that have not, and accuses the less.  proofs/coq/WatchSack.v. *)
From Plumb Require Import Seq Segment.
From Plumb Require Export WatchSpans.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive sack_fault :=
  | NO_SACK_FAULT
  | EMPTY_BLOCK      (* R2018-3-a *)
  | NEVER_ARRIVED.   (* R2018-3-c, R2018-8-c *)

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

(** An octet of [b] did not arrive. *)
Definition NotArrived (w : sack_watch) (b : block) : bool :=
  sack_watch_begun w && sack_watch_from_syn w
  && Misses (sack_watch_spans w)
       (span_beyond (sack_watch_told w) (block_left b) (seq_sub (block_right b) (block_left b))).

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
