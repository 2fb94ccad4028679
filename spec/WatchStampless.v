(** * The watch on resets without timestamps (spec/ClausesStampless.v)

    proofs/coq/WatchStampless.v: it finds a fault in a segment if and only if the clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive stampless_fault :=
  | NO_STAMPLESS_FAULT
  | RESET_STAMPLESS.   (* R7323-3.2-h *)

Record stampless_watch := {
  stampless_watch_agreed : bool;      (* it has sent an ACK with timestamps *)
  stampless_watch_excused : bool }.   (* something without timestamps has arrived *)

Definition start_stampless_watch : stampless_watch :=
  {| stampless_watch_agreed := false; stampless_watch_excused := false |}.

Definition stampless_watch_arrived (w : stampless_watch) (s : seg) : stampless_watch :=
  {| stampless_watch_agreed := stampless_watch_agreed w;
     stampless_watch_excused := stampless_watch_excused w || negb (options_has_ts (seg_options s)) |}.

(** [s] shows that both SYNs had the option. *)
Definition Agrees (s : seg) : bool :=
  s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst) && options_has_ts (seg_options s).

Definition stampless_watch_after_sent (w : stampless_watch) (s : seg) : stampless_watch :=
  {| stampless_watch_agreed := stampless_watch_agreed w || Agrees s;
     stampless_watch_excused := stampless_watch_excused w |}.

Definition stampless_watch_sent (w : stampless_watch) (s : seg) : stampless_fault :=
  if s.(seg_ctl).(ctl_rst) && negb (options_has_ts (seg_options s))
     && stampless_watch_agreed w && negb (stampless_watch_excused w)
  then RESET_STAMPLESS
  else NO_STAMPLESS_FAULT.
