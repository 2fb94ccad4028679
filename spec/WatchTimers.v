(** * The watch on retransmission timeouts (spec/ClausesTimers.v)

    It keeps the latest run of transmissions: a segment, and the same again and again while nothing
    arrived.  proofs/coq/WatchTimers.v: it finds a fault if and only if a clause forbids the
    segment. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive timer_fault :=
  | NO_TIMER_FAULT
  | TIMEOUT_NOT_DOUBLED          (* R6298-5.5-a *)
  | TIMEOUT_BELOW_SECOND         (* R6298-2.4-a *)
  | SYN_TIMEOUT_BELOW_SECOND.    (* R6298-2.1-a *)

Record timer_watch := {
  timer_watch_count : u8;          (* transmissions in the run, counted to 3; 0: no run *)
  timer_watch_seq : u32;           (* where they begin *)
  timer_watch_syn : bool;
  timer_watch_at : time;           (* the latest *)
  timer_watch_interval : time }.   (* and how long after the one before; if [count] is 2 or 3 *)

Definition start_timer_watch : timer_watch :=
  {| timer_watch_count := 0; timer_watch_seq := 0; timer_watch_syn := false; timer_watch_at := 0;
     timer_watch_interval := 0 |}.

(** Whatever arrives ends the run. *)
Definition timer_watch_arrived (w : timer_watch) : timer_watch := start_timer_watch.

(** [s] takes sequence numbers. *)
Definition TakesNumbers (s : seg) : bool := (0 <? seg_len s) && negb s.(seg_ctl).(ctl_rst).

Definition ContinuesRun (w : timer_watch) (s : seg) : bool :=
  (0 <? timer_watch_count w) && TakesNumbers s && (seg_seq s =? timer_watch_seq w)
  && Bool.eqb s.(seg_ctl).(ctl_syn) (timer_watch_syn w).

Definition timer_watch_after_sent (w : timer_watch) (s : seg) (now : time) : timer_watch :=
  if ContinuesRun w s then
    {| timer_watch_count := if timer_watch_count w <? 3 then timer_watch_count w + 1 else 3;
       timer_watch_seq := timer_watch_seq w; timer_watch_syn := timer_watch_syn w;
       timer_watch_at := now; timer_watch_interval := now - timer_watch_at w |}
  else if TakesNumbers s then
    {| timer_watch_count := 1; timer_watch_seq := seg_seq s; timer_watch_syn := s.(seg_ctl).(ctl_syn);
       timer_watch_at := now; timer_watch_interval := 0 |}
  else start_timer_watch.

(** At [now] the endpoint sends [s]; its clock has ticks of [grain]. *)
Definition timer_watch_sent (w : timer_watch) (s : seg) (now grain : time) : timer_fault :=
  let waited := now - timer_watch_at w in
  if negb (ContinuesRun w s) then NO_TIMER_FAULT
  else if (timer_watch_count w =? 3) && (waited + 3 * grain <? 2 * timer_watch_interval w)
          && (waited + grain <? 60000000) then TIMEOUT_NOT_DOUBLED
  else if (timer_watch_count w <? 2) || (1000000 <=? waited + grain) then NO_TIMER_FAULT
  else if negb (timer_watch_syn w) then TIMEOUT_BELOW_SECOND
  else if grain <=? timer_watch_interval w then SYN_TIMEOUT_BELOW_SECOND
  else NO_TIMER_FAULT.
