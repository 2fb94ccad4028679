(** * The watch on the text in flight (spec/ClausesFlight.v)

    proofs/coq/WatchFlight.v: it finds a fault in a segment if and only if the clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive flight_fault :=
  | NO_FLIGHT_FAULT
  | WINDOW_TOO_LARGE.   (* R5681-3-a *)

Record flight_watch := {
  flight_watch_opened : bool;  (* its SYN was sent *)
  flight_watch_reached : u32;  (* the peer has received so far, by ACK or SACK; if [opened] *)
  flight_watch_mss : u32;      (* the largest MSS of the peer's SYNs; 0 before them *)
  flight_watch_growth : u32;   (* what ACKs may have added to the window, counted to 2^31 *)
  flight_watch_next : u32;     (* where its next text begins; if [orderly] *)
  flight_watch_orderly : bool }. (* all its text was sent in order, each octet once *)

Definition start_flight_watch : flight_watch :=
  {| flight_watch_opened := false; flight_watch_reached := 0; flight_watch_mss := 0; flight_watch_growth := 0;
     flight_watch_next := 0; flight_watch_orderly := false |}.

Definition max_u32 (a b : u32) : u32 := if a <=? b then b else a.

(** The MSS of the peer: [unsaid] if its SYN does not say it. *)
Definition flight_watch_heard (w : flight_watch) (s : seg) (unsaid : u32) : u32 :=
  if s.(seg_ctl).(ctl_syn) then
    max_u32 (flight_watch_mss w)
      (if options_has_mss (seg_options s) then options_mss (seg_options s) else unsaid)
  else flight_watch_mss w.

(** How far [s] acknowledges, by ACK and by SACK. *)
Definition later (u x : u32) : u32 := if seq_lt u x then x else u.
Definition acknowledged_by (s : seg) (u : u32) : u32 :=
  let k := options_sack (seg_options s) in
  let u0 := later u (seg_ack s) in
  let u1 := if 1 <=? sack_n k then later u0 (block_right (sack_b0 k)) else u0 in
  let u2 := if 2 <=? sack_n k then later u1 (block_right (sack_b1 k)) else u1 in
  let u3 := if 3 <=? sack_n k then later u2 (block_right (sack_b2 k)) else u2 in
  if 4 <=? sack_n k then later u3 (block_right (sack_b3 k)) else u3.

(** An ACK adds what it acknowledges to the window, or a segment. *)
Definition flight_watch_arrived (w : flight_watch) (s : seg) (unsaid : u32) : flight_watch :=
  let reached := acknowledged_by s (flight_watch_reached w) in
  let more := max_u32 (flight_watch_mss w) (seq_sub reached (flight_watch_reached w)) in
  let counts := flight_watch_opened w && s.(seg_ctl).(ctl_ack) in
  {| flight_watch_opened := flight_watch_opened w;
     flight_watch_reached := if counts then reached else flight_watch_reached w;
     flight_watch_mss := flight_watch_heard w s unsaid;
     flight_watch_growth :=
       if counts then min_u32 (flight_watch_growth w + more) two31 else flight_watch_growth w;
     flight_watch_next := flight_watch_next w; flight_watch_orderly := flight_watch_orderly w |}.

(** [s] has text. *)
Definition Carries (s : seg) : bool := (0 <? seg_text s) && negb s.(seg_ctl).(ctl_rst).

Definition flight_watch_after_sent (w : flight_watch) (s : seg) : flight_watch :=
  let begins := s.(seg_ctl).(ctl_syn) && negb (flight_watch_opened w) in
  let in_order := seg_seq s =? flight_watch_next w in
  {| flight_watch_opened := begins || flight_watch_opened w;
     flight_watch_reached := if begins then seg_seq s else flight_watch_reached w;
     flight_watch_mss := flight_watch_mss w; flight_watch_growth := flight_watch_growth w;
     flight_watch_next :=
       if begins then seq_add (seg_seq s) 1
       else if Carries s && in_order then seq_add (flight_watch_next w) (seg_text s)
       else flight_watch_next w;
     flight_watch_orderly :=
       begins || (flight_watch_orderly w && (negb (Carries s) || in_order)) |}.

(** RFC 6928 section 2. *)
Definition largest_initial_window (mss : u32) : u32 :=
  min_u32 (10 * mss) (max_u32 (2 * mss) 14600).

(** How far [s] goes beyond what the peer has received. *)
Definition flight_with (w : flight_watch) (s : seg) : u32 :=
  seq_sub (seq_add (seg_seq s) (seg_text s)) (flight_watch_reached w).
(** With the segment that asks what was lost. *)
Definition largest_window (w : flight_watch) : u32 :=
  largest_initial_window (flight_watch_mss w) + flight_watch_mss w + flight_watch_growth w.

Definition flight_watch_sent (w : flight_watch) (s : seg) : flight_fault :=
  let k := seg_ctl s in
  if flight_watch_orderly w && negb (ctl_syn k) && Carries s && (seg_seq s =? flight_watch_next w)
     && (flight_with w s <? two31) && (largest_window w <? flight_with w s)
  then WINDOW_TOO_LARGE
  else NO_FLIGHT_FAULT.
