(** * The watch on resets (spec/ClausesResets.v)

    Of the segments that arrived it keeps what a reset must have to answer them: four answers that
    differ.  If more are possible, any reset is.  A segment whose ACK is of numbers that were sent
    takes no room: an abort may have those.  proofs/coq/WatchResets.v: it finds no fault that no
    clause forbids, and while there is room a fault if and only if a clause forbids the reset. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive reset_fault :=
  | NO_RESET_FAULT
  | RESET_FOR_RESET      (* R9293-L12 *)
  | RESET_UNASKED        (* R9293-L08 *)
  | RESET_NOT_AT_SENT.   (* EV-ABORT-SYNRCVD+-1 *)

(** What answers a segment: a reset at its SEG.ACK if it had ACK, otherwise one with SEQ 0 and ACK
    that acknowledges it. *)
Record asked := {
  asked_on : bool;       (* there is one *)
  asked_ack : bool;      (* the segment had ACK *)
  asked_number : u32 }.  (* SEG.ACK, or SEG.SEQ + SEG.LEN *)

Record reset_watch := {
  reset_watch_opened : bool;  (* it has sent more than resets *)
  reset_watch_iss : u32;      (* if [opened] *)
  reset_watch_span : u32;     (* SND.NXT - ISS, counted to 2^32 - 1; if [opened] *)
  reset_watch_a0 : asked;     (* what is asked for, the latest first *)
  reset_watch_a1 : asked;
  reset_watch_a2 : asked;
  reset_watch_a3 : asked;
  reset_watch_full : bool;    (* more was asked for than is kept *)
  reset_watch_reset : asked }. (* what would answer the reset that arrived last *)

Definition nothing_asked : asked := {| asked_on := false; asked_ack := false; asked_number := 0 |}.

Definition start_reset_watch : reset_watch :=
  {| reset_watch_opened := false; reset_watch_iss := 0; reset_watch_span := 0;
     reset_watch_a0 := nothing_asked; reset_watch_a1 := nothing_asked; reset_watch_a2 := nothing_asked;
     reset_watch_a3 := nothing_asked; reset_watch_full := false; reset_watch_reset := nothing_asked |}.

(** ** What arrives *)
Definition seg_end (s : seg) : u32 := seq_add (seg_seq s) (seg_len s).

Definition asked_by (s : seg) : asked :=
  {| asked_on := true; asked_ack := s.(seg_ctl).(ctl_ack);
     asked_number := if s.(seg_ctl).(ctl_ack) then seg_ack s else seg_end s |}.

Definition SameAsked (a b : asked) : bool :=
  asked_on a && asked_on b && Bool.eqb (asked_ack a) (asked_ack b) && (asked_number a =? asked_number b).

(** [x] is a number that it has sent, or SND.NXT. *)
Definition NumberSent (w : reset_watch) (x : u32) : bool :=
  reset_watch_opened w && (seq_sub x (reset_watch_iss w) <=? reset_watch_span w).

(** Nothing new is asked for by [a]. *)
Definition AskedBefore (w : reset_watch) (a : asked) : bool :=
  SameAsked (reset_watch_a0 w) a || SameAsked (reset_watch_a1 w) a || SameAsked (reset_watch_a2 w) a
  || SameAsked (reset_watch_a3 w) a || (asked_ack a && NumberSent w (asked_number a)).

Definition reset_watch_asking (w : reset_watch) (a : asked) : reset_watch :=
  if AskedBefore w a then w
  else {| reset_watch_opened := reset_watch_opened w; reset_watch_iss := reset_watch_iss w;
          reset_watch_span := reset_watch_span w; reset_watch_a0 := a; reset_watch_a1 := reset_watch_a0 w;
          reset_watch_a2 := reset_watch_a1 w; reset_watch_a3 := reset_watch_a2 w;
          reset_watch_full := reset_watch_full w || asked_on (reset_watch_a3 w);
          reset_watch_reset := reset_watch_reset w |}.

Definition reset_watch_arrived (w : reset_watch) (s : seg) : reset_watch :=
  if s.(seg_ctl).(ctl_rst) then
    {| reset_watch_opened := reset_watch_opened w; reset_watch_iss := reset_watch_iss w;
       reset_watch_span := reset_watch_span w; reset_watch_a0 := reset_watch_a0 w;
       reset_watch_a1 := reset_watch_a1 w; reset_watch_a2 := reset_watch_a2 w;
       reset_watch_a3 := reset_watch_a3 w; reset_watch_full := reset_watch_full w;
       reset_watch_reset := asked_by s |}
  else reset_watch_asking w (asked_by s).

(** ** What is sent *)
Definition all_numbers : u32 := 4294967295.

(** SND.NXT - ISS once [s] is sent; all numbers for an endpoint that is not followed. *)
Definition span_after (w : reset_watch) (s : seg) : u32 :=
  let nxt := seq_add (reset_watch_iss w) (reset_watch_span w) in
  let ahead := if seq_lt nxt (seg_end s) then seq_sub (seg_end s) nxt else 0 in
  if negb (reset_watch_opened w) then (if s.(seg_ctl).(ctl_syn) then seg_len s else all_numbers)
  else if reset_watch_span w <? seq_sub (seg_seq s) (reset_watch_iss w) then all_numbers
  else if reset_watch_span w <=? all_numbers - ahead then reset_watch_span w + ahead
  else all_numbers.

Definition reset_watch_after_sent (w : reset_watch) (s : seg) : reset_watch :=
  if s.(seg_ctl).(ctl_rst) then w
  else {| reset_watch_opened := true;
          reset_watch_iss := if reset_watch_opened w then reset_watch_iss w else seg_seq s;
          reset_watch_span := span_after w s; reset_watch_a0 := reset_watch_a0 w;
          reset_watch_a1 := reset_watch_a1 w; reset_watch_a2 := reset_watch_a2 w;
          reset_watch_a3 := reset_watch_a3 w; reset_watch_full := reset_watch_full w;
          reset_watch_reset := reset_watch_reset w |}.

(** The reset [s] is what [a] tells. *)
Definition AnsweredBy (a : asked) (s : seg) : bool :=
  asked_on a
  && (if asked_ack a then seg_seq s =? asked_number a
      else s.(seg_ctl).(ctl_ack) && (seg_seq s =? 0) && (seg_ack s =? asked_number a)).

Definition Asked (w : reset_watch) (s : seg) : bool :=
  AnsweredBy (reset_watch_a0 w) s || AnsweredBy (reset_watch_a1 w) s || AnsweredBy (reset_watch_a2 w) s
  || AnsweredBy (reset_watch_a3 w) s.

Definition reset_watch_sent (w : reset_watch) (s : seg) : reset_fault :=
  if negb s.(seg_ctl).(ctl_rst) || reset_watch_full w || Asked w s || NumberSent w (seg_seq s)
  then NO_RESET_FAULT
  else if AnsweredBy (reset_watch_reset w) s then RESET_FOR_RESET
  else if reset_watch_opened w then RESET_NOT_AT_SENT
  else RESET_UNASKED.
