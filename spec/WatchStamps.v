(** * The watch on timestamps (spec/ClausesStamps.v)

    All timestamps that arrived lie in a range, which is all that is kept of them: an echo of what
    never arrived, but lies in between, goes unnoticed.  proofs/coq/WatchStamps.v: it finds no fault
    that no clause forbids. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive stamp_fault :=
  | NO_STAMP_FAULT
  | STAMP_WENT_BACK      (* R7323-4.1-a *)
  | ECHO_OF_NOTHING.     (* R7323-3.2-c *)

Record stamp_watch := {
  stamp_watch_sent_any : bool;
  stamp_watch_last : u32;         (* the timestamp sent last *)
  stamp_watch_arrived_any : bool;
  stamp_watch_from : u32;         (* the timestamps that arrived: from here ... *)
  stamp_watch_span : u32 }.       (* ... so far *)

Definition start_stamp_watch : stamp_watch :=
  {| stamp_watch_sent_any := false; stamp_watch_last := 0; stamp_watch_arrived_any := false;
     stamp_watch_from := 0; stamp_watch_span := 0 |}.

(** The range grows towards the side that is nearer to [x]. *)
Definition stamp_watch_with (w : stamp_watch) (from span : u32) : stamp_watch :=
  {| stamp_watch_sent_any := stamp_watch_sent_any w; stamp_watch_last := stamp_watch_last w;
     stamp_watch_arrived_any := true; stamp_watch_from := from; stamp_watch_span := span |}.
Definition stamp_watch_noted (w : stamp_watch) (x : u32) : stamp_watch :=
  let ahead := seq_sub x (stamp_watch_from w) in
  let behind := seq_sub (stamp_watch_from w) x in
  if negb (stamp_watch_arrived_any w) then stamp_watch_with w x 0
  else if ahead <=? stamp_watch_span w then w
  else if ahead - stamp_watch_span w <=? behind then stamp_watch_with w (stamp_watch_from w) ahead
  else stamp_watch_with w x (stamp_watch_span w + behind).

Definition stamp_watch_arrived (w : stamp_watch) (s : seg) : stamp_watch :=
  if options_has_ts (seg_options s) then stamp_watch_noted w (options_ts_val (seg_options s)) else w.

(** A timestamp that counts: not that of a reset. *)
Definition StampCounts (s : seg) : bool := options_has_ts (seg_options s) && negb s.(seg_ctl).(ctl_rst).

Definition stamp_watch_after_sent (w : stamp_watch) (s : seg) : stamp_watch :=
  if StampCounts s then
    {| stamp_watch_sent_any := true; stamp_watch_last := options_ts_val (seg_options s);
       stamp_watch_arrived_any := stamp_watch_arrived_any w; stamp_watch_from := stamp_watch_from w;
       stamp_watch_span := stamp_watch_span w |}
  else w.

Definition stamp_watch_sent (w : stamp_watch) (s : seg) : stamp_fault :=
  let o := seg_options s in
  if negb (StampCounts s) then NO_STAMP_FAULT
  else if stamp_watch_sent_any w && negb (seq_leq (stamp_watch_last w) (options_ts_val o))
  then STAMP_WENT_BACK
  else if s.(seg_ctl).(ctl_ack) && stamp_watch_arrived_any w
          && (stamp_watch_span w <? seq_sub (options_ts_ecr o) (stamp_watch_from w))
  then ECHO_OF_NOTHING
  else NO_STAMP_FAULT.
