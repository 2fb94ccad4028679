(** * The watch on the initial sequence numbers of a host (spec/ClausesIsns.v)

    proofs/coq/WatchIsns.v: it finds a fault in an opening if and only if the clause forbids it. *)
From Plumb Require Import Seq.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive isn_fault :=
  | NO_ISN_FAULT
  | ISN_PREDICTABLE.   (* SHLD-1 *)

(** The sockets of a connection, as a number, and the ISN of the host. *)
Record isn_opening := {
  isn_opening_sockets : u64;
  isn_opening_isn : u32 }.

(** The last four openings, the latest first. *)
Record isn_watch := {
  isn_watch_count : u8;   (* how many there are: 0 to 4 *)
  isn_watch_o0 : isn_opening;
  isn_watch_o1 : isn_opening;
  isn_watch_o2 : isn_opening;
  isn_watch_o3 : isn_opening }.

Definition no_opening : isn_opening := {| isn_opening_sockets := 0; isn_opening_isn := 0 |}.

Definition start_isn_watch : isn_watch :=
  {| isn_watch_count := 0; isn_watch_o0 := no_opening; isn_watch_o1 := no_opening;
     isn_watch_o2 := no_opening; isn_watch_o3 := no_opening |}.

(** [y] after [x] at a distance that a function of the sockets would hardly leave: 2^20. *)
Definition IsnClose (x y : isn_opening) : bool :=
  seq_sub (isn_opening_isn y) (isn_opening_isn x) <? 1048576.

(** Is [x] between other sockets than each that is remembered, these between others than each other? *)
Definition OtherSockets (x y : isn_opening) : bool :=
  negb (isn_opening_sockets x =? isn_opening_sockets y).
Definition AllOtherSockets (w : isn_watch) (x : isn_opening) : bool :=
  OtherSockets (isn_watch_o0 w) x && OtherSockets (isn_watch_o1 w) x
  && OtherSockets (isn_watch_o2 w) x && OtherSockets (isn_watch_o3 w) x
  && OtherSockets (isn_watch_o1 w) (isn_watch_o0 w) && OtherSockets (isn_watch_o2 w) (isn_watch_o0 w)
  && OtherSockets (isn_watch_o3 w) (isn_watch_o0 w) && OtherSockets (isn_watch_o2 w) (isn_watch_o1 w)
  && OtherSockets (isn_watch_o3 w) (isn_watch_o1 w) && OtherSockets (isn_watch_o3 w) (isn_watch_o2 w).

(** The host opens [x]. *)
Definition isn_watch_opens (w : isn_watch) (x : isn_opening) : isn_fault :=
  if (isn_watch_count w =? 4) && AllOtherSockets w x
     && IsnClose (isn_watch_o3 w) (isn_watch_o2 w) && IsnClose (isn_watch_o2 w) (isn_watch_o1 w)
     && IsnClose (isn_watch_o1 w) (isn_watch_o0 w) && IsnClose (isn_watch_o0 w) x
  then ISN_PREDICTABLE else NO_ISN_FAULT.

Definition isn_watch_after (w : isn_watch) (x : isn_opening) : isn_watch :=
  {| isn_watch_count := if isn_watch_count w <? 4 then isn_watch_count w + 1 else 4;
     isn_watch_o0 := x; isn_watch_o1 := isn_watch_o0 w; isn_watch_o2 := isn_watch_o1 w;
     isn_watch_o3 := isn_watch_o2 w |}.
