(** * The watch on the order of SACK blocks (spec/ClausesDsack.v)

    It follows what the watch on SACK blocks, [k] before each segment, knows to have arrived.  Of
    octets that came again it remembers four spans at most; if there are more, or octets came a third
    time, it accuses the less.  proofs/coq/WatchDsack.v. *)
From Plumb Require Import Seq Segment WatchSpans WatchSack.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive dsack_fault :=
  | NO_DSACK_FAULT
  | NEVER_TWICE    (* R2883-4_1-a, R2883-4_2-a, R2883-4_3-a, R2883-4.2-a *)
  | NEWEST_LATER   (* R2018-4-g *)
  | BLOCK_WITHIN.  (* R2018-4-i *)

Record dsack_watch := {
  dsack_watch_again : spans; (* came again and were not reported so since: by their distance from [base_of] *)
  dsack_watch_more : bool;   (* some of them may have come a third time *)
  dsack_watch_crowd : bool;  (* since the endpoint sent last, more than one segment arrived beyond a gap or again *)
  dsack_watch_seq : u32;     (* the newest segment that arrived beyond a gap; if [len] is not 0 *)
  dsack_watch_len : u32 }.

Definition start_dsack_watch : dsack_watch :=
  {| dsack_watch_again := no_spans; dsack_watch_more := false; dsack_watch_crowd := false; dsack_watch_seq := 0;
     dsack_watch_len := 0 |}.

(** How far before the highest acknowledgment octets are followed: 2^30. *)
Definition behind_told : u32 := 1073741824.
Definition base_of (k : sack_watch) : u32 := seq_sub (sack_watch_told k) behind_told.

Definition greater_u32 (a b : u32) : u32 := if a <=? b then b else a.
Definition common (r n : span) : span :=
  {| span_from := greater_u32 (span_from r) (span_from n); span_to := min_u32 (span_to r) (span_to n) |}.
Definition NoSpans (k : spans) : bool :=
  EmptySpan (spans_s0 k) && EmptySpan (spans_s1 k) && EmptySpan (spans_s2 k) && EmptySpan (spans_s3 k).
Definition Meets (k : spans) (n : span) : bool :=
  negb (EmptySpan (common (spans_s0 k) n) && EmptySpan (common (spans_s1 k) n)
        && EmptySpan (common (spans_s2 k) n) && EmptySpan (common (spans_s3 k) n)).

(** ** What arrives *)

Definition segment_span (a : u32) (s : seg) : span := span_beyond a (seg_seq s) (seg_len s).

(** The octets of [n], by their distance from [base_of], that were acknowledged; and that are in [r]. *)
Definition acknowledged_part (n : span) : span :=
  {| span_from := span_from n; span_to := min_u32 (span_to n) behind_told |}.
Definition further_on (r : span) : span :=
  {| span_from := min_u32 (span_from r) behind_told + behind_told;
     span_to := min_u32 (span_to r) behind_told + behind_told |}.
Definition part_in (r n : span) : span := common (further_on r) n.

Definition Again (k : sack_watch) (n : span) : bool :=
  negb (EmptySpan (acknowledged_part n) && EmptySpan (part_in (spans_s0 (sack_watch_spans k)) n)
        && EmptySpan (part_in (spans_s1 (sack_watch_spans k)) n) && EmptySpan (part_in (spans_s2 (sack_watch_spans k)) n)
        && EmptySpan (part_in (spans_s3 (sack_watch_spans k)) n)).

Definition with_parts (again held : spans) (n : span) : spans :=
  let a0 := spans_with again (acknowledged_part n) in
  let a1 := spans_with a0 (part_in (spans_s0 held) n) in
  let a2 := spans_with a1 (part_in (spans_s1 held) n) in
  let a3 := spans_with a2 (part_in (spans_s2 held) n) in
  spans_with a3 (part_in (spans_s3 held) n).

(** [s] is new, and does not continue what has arrived from the acknowledgment on. *)
Definition BeyondGap (k : sack_watch) (s : seg) : bool :=
  let n := segment_span (sack_watch_told k) s in
  let r := spans_s0 (sack_watch_spans k) in
  seq_leq (sack_watch_told k) (seg_seq s) && negb (Meets (sack_watch_spans k) n)
  && (0 <? span_from n) && (span_to n <? two31) && (EmptySpan r || (0 <? span_from r) || (span_to r <? span_from n)).

Definition dsack_watch_arrived (k : sack_watch) (w : dsack_watch) (s : seg) : dsack_watch :=
  let n := segment_span (base_of k) s in
  let again := Again k n in
  let newest := 0 <? dsack_watch_len w in
  let is_new := BeyondGap k s && negb newest && negb (dsack_watch_crowd w) in
  if negb (sack_watch_begun k) || (seg_len s =? 0) then w
  else {| dsack_watch_again := with_parts (dsack_watch_again w) (sack_watch_spans k) n;
          dsack_watch_more := dsack_watch_more w || Meets (dsack_watch_again w) n;
          dsack_watch_crowd := dsack_watch_crowd w || newest || again;
          dsack_watch_seq := if is_new then seg_seq s else 0;
          dsack_watch_len := if is_new then seg_len s else 0 |}.

(** ** What is sent *)

Definition block_len (b : block) : u32 := seq_sub (block_right b) (block_left b).
Definition CoversIt (b : block) (lo len : u32) : bool := seq_sub lo (block_left b) + len <=? block_len b.
Definition WithinIt (a b : block) : bool := CoversIt b (block_left a) (block_len a).

(** The first block of [s] says that its octets came again. *)
Definition TellsAgain (s : seg) : bool :=
  let k := options_sack (seg_options s) in
  let b := sack_b0 k in
  (0 <? sack_n k) && seq_lt (block_left b) (block_right b)
  && (ctl_ack (seg_ctl s) && seq_lt (block_left b) (seg_ack s) || (1 <? sack_n k) && WithinIt b (sack_b1 k)).

(** What came again, as it stands when [v], after [k], knows of an acknowledgment that was sent. *)
Definition again_after (k v : sack_watch) (w : dsack_watch) : spans :=
  spans_after (dsack_watch_again w) (seq_sub (sack_watch_told v) (sack_watch_told k)).
Definition told_span (v : sack_watch) (s : seg) : span :=
  let b := sack_b0 (options_sack (seg_options s)) in
  span_beyond (base_of v) (block_left b) (block_len b).

Definition NeverTwice (k : sack_watch) (w : dsack_watch) (s : seg) : bool :=
  let v := sack_watch_after_sent k s in
  sack_watch_begun k && sack_watch_from_syn k && TellsAgain s && Misses (again_after k v w) (told_span v s).

(** Block [i] of [s] covers the newest segment, and the first block does not. *)
Definition Hidden (w : dsack_watch) (s : seg) (i : u8) (b : block) : bool :=
  (i <? sack_n (options_sack (seg_options s))) && CoversIt b (dsack_watch_seq w) (dsack_watch_len w).
Definition NewestLater (k : sack_watch) (w : dsack_watch) (s : seg) : bool :=
  let o := options_sack (seg_options s) in
  sack_watch_begun k && sack_watch_from_syn k && (0 <? dsack_watch_len w)
  && ctl_ack (seg_ctl s) && (seg_ack s =? sack_watch_told k) && (seg_len s =? 0) && negb (TellsAgain s)
  && negb (CoversIt (sack_b0 o) (dsack_watch_seq w) (dsack_watch_len w))
  && (Hidden w s 1 (sack_b1 o) || Hidden w s 2 (sack_b2 o) || Hidden w s 3 (sack_b3 o)).

(** [a], block [i] of [s] if it has so many, lies within [b]. *)
Definition Repeats (s : seg) (i : u8) (a b : block) : bool :=
  (i <? sack_n (options_sack (seg_options s))) && seq_lt (block_left a) (block_right a) && WithinIt a b.
Definition SameBlock (a b : block) : bool := (block_left a =? block_left b) && (block_right a =? block_right b).
Definition BlockWithinOther (s : seg) : bool :=
  let k := options_sack (seg_options s) in
  Repeats s 1 (sack_b1 k) (sack_b0 k) && negb (SameBlock (sack_b1 k) (sack_b0 k))
  || Repeats s 2 (sack_b2 k) (sack_b0 k) && negb (SameBlock (sack_b2 k) (sack_b0 k))
  || Repeats s 3 (sack_b3 k) (sack_b0 k) && negb (SameBlock (sack_b3 k) (sack_b0 k))
  || Repeats s 2 (sack_b2 k) (sack_b1 k) || Repeats s 3 (sack_b3 k) (sack_b1 k) || Repeats s 3 (sack_b3 k) (sack_b2 k).

Definition dsack_watch_sent (k : sack_watch) (w : dsack_watch) (s : seg) : dsack_fault :=
  if NeverTwice k w s then NEVER_TWICE
  else if NewestLater k w s then NEWEST_LATER
  else if BlockWithinOther s then BLOCK_WITHIN
  else NO_DSACK_FAULT.

(** ** And after it *)

(** What is left of [r] without the octets of [n]; all of it, if they are in its midst. *)
Definition without (r n : span) : span :=
  {| span_from := if (span_from n <=? span_from r) && (span_from r <? span_to n)
                  then min_u32 (span_to r) (span_to n) else span_from r;
     span_to := if (span_to r <=? span_to n) && (span_from r <? span_from n)
                then min_u32 (span_to r) (span_from n) else span_to r |}.
Definition spans_without (k : spans) (n : span) : spans :=
  {| spans_s0 := without (spans_s0 k) n; spans_s1 := without (spans_s1 k) n;
     spans_s2 := without (spans_s2 k) n; spans_s3 := without (spans_s3 k) n |}.

Definition dsack_watch_after_sent (k : sack_watch) (w : dsack_watch) (s : seg) : dsack_watch :=
  let v := sack_watch_after_sent k s in
  let old := again_after k v w in
  let again := if TellsAgain s && negb (dsack_watch_more w) then spans_without old (told_span v s) else old in
  {| dsack_watch_again := if NoSpans again then no_spans else again;
     dsack_watch_more := dsack_watch_more w && negb (NoSpans again);
     dsack_watch_crowd := false;
     dsack_watch_seq := 0;
     dsack_watch_len := 0 |}.
