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
  flight_watch_una : u32;      (* SND.UNA; if [opened] *)
  flight_watch_mss : u32;      (* the largest MSS of the peer's SYNs; 0 before them *)
  flight_watch_growth : u32 }. (* what ACKs may have added to the window, counted to 2^31 *)

Definition start_flight_watch : flight_watch :=
  {| flight_watch_opened := false; flight_watch_una := 0; flight_watch_mss := 0; flight_watch_growth := 0 |}.

Definition max_u32 (a b : u32) : u32 := if a <=? b then b else a.

(** The MSS of the peer: [unsaid] if its SYN does not say it. *)
Definition flight_watch_heard (w : flight_watch) (s : seg) (unsaid : u32) : u32 :=
  if s.(seg_ctl).(ctl_syn) then
    max_u32 (flight_watch_mss w)
      (if options_has_mss (seg_options s) then options_mss (seg_options s) else unsaid)
  else flight_watch_mss w.

Definition AdvancesUna (w : flight_watch) (s : seg) : bool :=
  s.(seg_ctl).(ctl_ack) && seq_lt (flight_watch_una w) (seg_ack s).

Definition flight_watch_grown (w : flight_watch) (s : seg) : u32 :=
  let acked := if AdvancesUna w s then seq_sub (seg_ack s) (flight_watch_una w) else 0 in
  if flight_watch_opened w && s.(seg_ctl).(ctl_ack)
  then min_u32 (flight_watch_growth w + max_u32 (flight_watch_mss w) acked) two31
  else flight_watch_growth w.

Definition flight_watch_arrived (w : flight_watch) (s : seg) (unsaid : u32) : flight_watch :=
  {| flight_watch_opened := flight_watch_opened w;
     flight_watch_una := if flight_watch_opened w && AdvancesUna w s then seg_ack s else flight_watch_una w;
     flight_watch_mss := flight_watch_heard w s unsaid;
     flight_watch_growth := flight_watch_grown w s |}.

Definition flight_watch_after_sent (w : flight_watch) (s : seg) : flight_watch :=
  if s.(seg_ctl).(ctl_syn) && negb (flight_watch_opened w) then
    {| flight_watch_opened := true; flight_watch_una := seg_seq s; flight_watch_mss := flight_watch_mss w;
       flight_watch_growth := flight_watch_growth w |}
  else w.

(** RFC 6928 section 2. *)
Definition largest_initial_window (mss : u32) : u32 :=
  min_u32 (10 * mss) (max_u32 (2 * mss) 14600).

(** How much of [s] and what was sent before is beyond SND.UNA. *)
Definition flight_with (w : flight_watch) (s : seg) : u32 :=
  seq_sub (seq_add (seg_seq s) (seg_text s)) (flight_watch_una w).
Definition largest_window (w : flight_watch) : u32 :=
  largest_initial_window (flight_watch_mss w) + flight_watch_growth w.

Definition flight_watch_sent (w : flight_watch) (s : seg) : flight_fault :=
  let k := seg_ctl s in
  if flight_watch_opened w && negb (ctl_syn k) && negb (ctl_rst k) && (0 <? seg_text s)
     && (flight_with w s <? two31) && (largest_window w <? flight_with w s)
  then WINDOW_TOO_LARGE
  else NO_FLIGHT_FAULT.
