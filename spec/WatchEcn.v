(** * The watch on ECN: what the control bits show of it (spec/ClausesEcn.v)

    proofs/coq/WatchEcn.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive ecn_fault :=
  | NO_ECN_FAULT
  | ECN_SETUP_UNASKED   (* R3168-6.1.1-c *)
  | ECN_SETUP_HALF.     (* R3168-6.1.1-h *)

Record ecn_watch := {
  ecn_watch_asked : bool }.   (* an ECN-setup SYN has arrived *)

Definition start_ecn_watch : ecn_watch := {| ecn_watch_asked := false |}.

Definition AsksForEcn (s : seg) : bool :=
  let k := seg_ctl s in ctl_syn k && negb (ctl_ack k) && ctl_ece k && ctl_cwr k.

Definition ecn_watch_arrived (w : ecn_watch) (s : seg) : ecn_watch :=
  {| ecn_watch_asked := ecn_watch_asked w || AsksForEcn s |}.

Definition ecn_watch_sent (w : ecn_watch) (s : seg) : ecn_fault :=
  let k := seg_ctl s in
  if negb (ctl_syn k) || ctl_rst k then NO_ECN_FAULT
  else if ctl_ack k then
    (if ctl_ece k && negb (ctl_cwr k) && negb (ecn_watch_asked w) then ECN_SETUP_UNASKED else NO_ECN_FAULT)
  else if Bool.eqb (ctl_ece k) (ctl_cwr k) then NO_ECN_FAULT
  else ECN_SETUP_HALF.
