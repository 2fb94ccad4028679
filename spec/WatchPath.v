(** * The watch on what ICMP errors say of the path (spec/ClausesPath.v)

    proofs/coq/WatchPath.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive path_fault :=
  | NO_PATH_FAULT
  | TOO_BIG_AGAIN         (* R1191-3-b *)
  | TOO_BIG_AGAIN_V6      (* R8201-4-e *)
  | SYN_AFTER_REFUSAL.    (* SHLD-26 *)

Record path_watch := {
  path_watch_since : time;     (* when a datagram was too big; this and the next three: if [told] *)
  path_watch_seq : u32;        (* the number of its segment, *)
  path_watch_room : u16;       (* octets of text and options that fit, *)
  path_watch_v6 : bool;        (* and whether it was one of IPv6 *)
  path_watch_told : bool;
  path_watch_when : time;      (* when a SYN was refused, and its number; if [hard] *)
  path_watch_syn : u32;
  path_watch_hard : bool }.

Definition start_path_watch : path_watch :=
  {| path_watch_since := 0; path_watch_seq := 0; path_watch_room := 0; path_watch_v6 := false;
     path_watch_told := false; path_watch_when := 0; path_watch_syn := 0; path_watch_hard := false |}.

(** The segment [q] of the endpoint was too big for the path: [room] octets would fit. *)
Definition path_watch_too_big (w : path_watch) (q : u32) (room : u16) (v6 : bool) (now : time) : path_watch :=
  if path_watch_told w && (path_watch_room w <=? room) then w
  else
    {| path_watch_since := now; path_watch_seq := q; path_watch_room := room; path_watch_v6 := v6;
       path_watch_told := true; path_watch_when := path_watch_when w; path_watch_syn := path_watch_syn w;
       path_watch_hard := path_watch_hard w |}.

(** Its SYN [q] was refused. *)
Definition path_watch_refused (w : path_watch) (q : u32) (now : time) : path_watch :=
  if path_watch_hard w then w
  else
    {| path_watch_since := path_watch_since w; path_watch_seq := path_watch_seq w;
       path_watch_room := path_watch_room w; path_watch_v6 := path_watch_v6 w;
       path_watch_told := path_watch_told w; path_watch_when := now; path_watch_syn := q;
       path_watch_hard := true |}.

(** The segment that was too big got through, or another connection may begin. *)
Definition Settles (w : path_watch) (s : seg) : bool :=
  s.(seg_ctl).(ctl_syn) || (s.(seg_ctl).(ctl_ack) && seq_lt (path_watch_seq w) (seg_ack s)).

Definition path_watch_arrived (w : path_watch) (s : seg) : path_watch :=
  {| path_watch_since := path_watch_since w; path_watch_seq := path_watch_seq w;
     path_watch_room := path_watch_room w; path_watch_v6 := path_watch_v6 w;
     path_watch_told := path_watch_told w && negb (Settles w s); path_watch_when := path_watch_when w;
     path_watch_syn := path_watch_syn w; path_watch_hard := false |}.

(** [s] opens a connection by the SYN that was refused. *)
Definition KnocksAgain (w : path_watch) (s : seg) : bool :=
  path_watch_hard w && s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst)
  && (seg_seq s =? path_watch_syn w).

(** [s] has text that was in the segment too big, and is itself too big. *)
Definition TooBigAgain (w : path_watch) (s : seg) (spent : u8) : bool :=
  path_watch_told w && negb s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_rst)
  && (seq_sub (path_watch_seq w) (seg_seq s) <? seg_text s) && (path_watch_room w <? seg_text s + spent).

(** At [now] the endpoint sends [s], with [spent] octets of options; [whole]: no router may cut it.
    [lag] is what a busy host may need; an error about text counts for [hold]. *)
Definition path_watch_sent (w : path_watch) (s : seg) (spent : u8) (whole : bool) (now lag hold : time)
  : path_fault :=
  if KnocksAgain w s && (path_watch_when w + lag <? now) then SYN_AFTER_REFUSAL
  else if whole && TooBigAgain w s spent && (path_watch_since w + lag <? now)
          && (now <=? path_watch_since w + hold)
  then if path_watch_v6 w then TOO_BIG_AGAIN_V6 else TOO_BIG_AGAIN
  else NO_PATH_FAULT.
