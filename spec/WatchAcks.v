(** * The watch on acknowledgments (spec/ClausesAcks.v)

    proofs/coq/WatchAcks.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive ack_fault :=
  | NO_ACK_FAULT
  | ACK_TOO_LATE.   (* MUST-40 *)

Record ack_watch := {
  ack_watch_acked : bool;      (* an acknowledgment was sent, ... *)
  ack_watch_ack : u32;         (* ... this one last *)
  ack_watch_withheld : bool;   (* the octet of that number has arrived since, ... *)
  ack_watch_since : time }.    (* ... last at this time *)

Definition start_ack_watch : ack_watch :=
  {| ack_watch_acked := false; ack_watch_ack := 0; ack_watch_withheld := false; ack_watch_since := 0 |}.

Definition ack_watch_arrived (w : ack_watch) (s : seg) (now : time) : ack_watch :=
  if ack_watch_acked w && seq_in (text_seq s) (seg_text s) (ack_watch_ack w) then
    {| ack_watch_acked := true; ack_watch_ack := ack_watch_ack w; ack_watch_withheld := true;
       ack_watch_since := now |}
  else w.

Definition Acknowledges (s : seg) : bool := s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst).

Definition ack_watch_after_sent (w : ack_watch) (s : seg) : ack_watch :=
  if Acknowledges s && negb (ack_watch_acked w && (seg_ack s =? ack_watch_ack w)) then
    {| ack_watch_acked := true; ack_watch_ack := seg_ack s; ack_watch_withheld := false;
       ack_watch_since := 0 |}
  else w.

(** At [now] the endpoint sends [s]; [lag] is what a busy host may add to the half second. *)
Definition ack_watch_sent (w : ack_watch) (s : seg) (now lag : time) : ack_fault :=
  if Acknowledges s && ack_watch_withheld w && seq_lt (ack_watch_ack w) (seg_ack s)
     && (ack_watch_since w + 500000 + lag <? now)
  then ACK_TOO_LATE
  else NO_ACK_FAULT.
