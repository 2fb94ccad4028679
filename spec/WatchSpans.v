(** * Octets that a watch remembers, as four spans at most

    If there are more, spans that are near each other count as one: then more octets are taken to be
    there than are.  proofs/coq/WatchSackSpans.v. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

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

(** [x] is in [n], but not in [k]. *)
Definition Lacks (k : spans) (n : span) (x : u32) : bool := InSpan n x && negb (InSpans k x).

(** An octet of [n] is not in [k]: the first of these is its first or comes after a span. *)
Definition Misses (k : spans) (n : span) : bool :=
  Lacks k n (span_from n) || Lacks k n (span_to (spans_s0 k)) || Lacks k n (span_to (spans_s1 k))
  || Lacks k n (span_to (spans_s2 k)) || Lacks k n (span_to (spans_s3 k)).
