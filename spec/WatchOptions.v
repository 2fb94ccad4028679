(** * The watch on options: what a history shows of them (spec/Clauses.v)

    proofs/coq/WatchOptions.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive option_fault :=
  | NO_OPTION_FAULT
  | SACK_PERMITTED_OUTSIDE_SYN   (* R2018-2-b *)
  | SACK_NOT_PERMITTED           (* R2018-4-c *)
  | ECHO_WITHOUT_ACK.            (* R7323-3.2-b *)

Record option_watch := {
  option_watch_permitted : bool }.   (* a SYN that permits SACK has arrived *)

Definition start_option_watch : option_watch := {| option_watch_permitted := false |}.

(** A SYN that permits SACK. *)
Definition PermitsSack (s : seg) : bool :=
  s.(seg_ctl).(ctl_syn) && options_sack_permitted (seg_options s).

Definition option_watch_arrived (w : option_watch) (s : seg) : option_watch :=
  {| option_watch_permitted := option_watch_permitted w || PermitsSack s |}.

Definition option_watch_sent (w : option_watch) (s : seg) : option_fault :=
  let k := seg_ctl s in
  let o := seg_options s in
  if options_sack_permitted o && negb (ctl_syn k) then SACK_PERMITTED_OUTSIDE_SYN
  else if (0 <? sack_n (options_sack o)) && negb (option_watch_permitted w) then SACK_NOT_PERMITTED
  else if options_has_ts o && negb (ctl_ack k) && negb (ctl_rst k) && negb (options_ts_ecr o =? 0)
  then ECHO_WITHOUT_ACK
  else NO_OPTION_FAULT.
