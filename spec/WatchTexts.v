(** * The watch on text that is sent again (spec/ClausesTexts.v)

    It keeps the sum of one segment that is not acknowledged: of the first, and then of the first that
    is sent when that is acknowledged.  proofs/coq/WatchTexts.v: it accuses nobody who obeys the
    clause.  It may well acquit who does not: sums may be equal, and other segments are not kept. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive text_fault :=
  | NO_TEXT_FAULT
  | TEXT_CHANGED.   (* EV-TORTX-ANY-1 *)

(** Text that was sent: where it begins, how many octets, and their sum, 1 to 65535; 0: none is
    kept. *)
Record kept_text := { kept_text_seq : u32; kept_text_size : u16; kept_text_sum : u16 }.
Definition no_text : kept_text := {| kept_text_seq := 0; kept_text_size := 0; kept_text_sum := 0 |}.

Record text_watch := {
  text_watch_una : u32;        (* how far the peer has acknowledged; if [acked] *)
  text_watch_acked : bool;
  text_watch_kept : kept_text }.   (* not acknowledged *)

Definition start_text_watch : text_watch :=
  {| text_watch_una := 0; text_watch_acked := false; text_watch_kept := no_text |}.

(** What is left of [k] when [ack] is acknowledged. *)
Definition kept_beyond (k : kept_text) (ack : u32) : kept_text :=
  if seq_lt (kept_text_seq k) ack then no_text else k.

Definition text_watch_arrived (w : text_watch) (s : seg) : text_watch :=
  let ack := seg_ack s in
  if s.(seg_ctl).(ctl_ack) then
    {| text_watch_una :=
         if text_watch_acked w && negb (seq_lt (text_watch_una w) ack) then text_watch_una w else ack;
       text_watch_acked := true;
       text_watch_kept := kept_beyond (text_watch_kept w) ack |}
  else w.

(** [s] has text, with a sum that is known. *)
Definition Summed (s : seg) (sum : u16) : bool :=
  (0 <? seg_text s) && negb s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_rst) && negb (sum =? 0).

(** [k] is there, and in the place of [s]. *)
Definition KeptThere (k : kept_text) (s : seg) : bool :=
  negb (kept_text_sum k =? 0) && (kept_text_seq k =? seg_seq s) && (kept_text_size k =? seg_text s).

(** [s] is to be kept. *)
Definition Keeps (w : text_watch) (s : seg) (sum : u16) : bool :=
  Summed s sum && text_watch_acked w && seq_leq (text_watch_una w) (seg_seq s)
  && (kept_text_sum (text_watch_kept w) =? 0).

(** The endpoint sends [s]; the sum of its text is [sum], or 0. *)
Definition text_watch_after_sent (w : text_watch) (s : seg) (sum : u16) : text_watch :=
  if Keeps w s sum then
    {| text_watch_una := text_watch_una w; text_watch_acked := text_watch_acked w;
       text_watch_kept :=
         {| kept_text_seq := seg_seq s; kept_text_size := seg_text s; kept_text_sum := sum |} |}
  else w.

Definition Differs (k : kept_text) (s : seg) (sum : u16) : bool :=
  KeptThere k s && negb (kept_text_sum k =? sum).

Definition text_watch_sent (w : text_watch) (s : seg) (sum : u16) : text_fault :=
  if Summed s sum && Differs (text_watch_kept w) s sum
  then TEXT_CHANGED
  else NO_TEXT_FAULT.
