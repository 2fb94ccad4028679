(** * Text that arrived ahead of RCV.NXT (RFC 9293 section 3.10.7.4, SHLD-31)

    Up to four runs of sequence numbers, none touching another, the most recent first, as a SACK
    option reports them (RFC 2018 section 4).  Their octets stand in the receive buffer already. *)
From Plumb Require Import Seq Segment Tcb.
Require Import ZArith Bool.
Open Scope Z_scope.

Definition NoBlock (x : block) : bool := block_left x =? block_right x.

(** [x] and [b] overlap or stand side by side. *)
Definition Touch (b x : block) : bool :=
  negb (NoBlock x) && seq_leq (block_left x) (block_right b) && seq_leq (block_left b) (block_right x).

(** [b] with [x] joined to it if they touch, and what then remains of [x] beside it. *)
Definition joined (b x : block) : block :=
  if Touch b x then
    {| block_left := if seq_lt (block_left x) (block_left b) then block_left x else block_left b;
       block_right := if seq_lt (block_right b) (block_right x) then block_right x else block_right b |}
  else b.
Definition beside (b x : block) : block := if Touch b x then no_block else x.

(** [b] in front of the others; one of them must be empty to give it room, else it is not held. *)
Definition hold_first (b : block) (old h : held) : held :=
  if NoBlock (held_b0 h) then
    {| held_b0 := b; held_b1 := held_b1 h; held_b2 := held_b2 h; held_b3 := held_b3 h |}
  else if NoBlock (held_b1 h) then
    {| held_b0 := b; held_b1 := held_b0 h; held_b2 := held_b2 h; held_b3 := held_b3 h |}
  else if NoBlock (held_b2 h) then
    {| held_b0 := b; held_b1 := held_b0 h; held_b2 := held_b1 h; held_b3 := held_b3 h |}
  else if NoBlock (held_b3 h) then
    {| held_b0 := b; held_b1 := held_b0 h; held_b2 := held_b1 h; held_b3 := held_b2 h |}
  else old.

(** Hold the run [b]. *)
Definition hold (h : held) (b : block) : held :=
  let j := joined (joined (joined (joined b (held_b0 h)) (held_b1 h)) (held_b2 h)) (held_b3 h) in
  hold_first j h
    {| held_b0 := beside j (held_b0 h); held_b1 := beside j (held_b1 h);
       held_b2 := beside j (held_b2 h); held_b3 := beside j (held_b3 h) |}.

(** RCV.NXT moves over a run that begins at or before it. *)
Definition over (nxt : u32) (x : block) : u32 :=
  if negb (NoBlock x) && seq_leq (block_left x) nxt && seq_lt nxt (block_right x) then block_right x else nxt.
Definition over_held (nxt : u32) (h : held) : u32 :=
  over (over (over (over nxt (held_b0 h)) (held_b1 h)) (held_b2 h)) (held_b3 h).

(** Runs that RCV.NXT has passed are forgotten. *)
Definition ahead (nxt : u32) (x : block) : block := if seq_lt nxt (block_left x) then x else no_block.
Definition still_held (nxt : u32) (h : held) : held :=
  {| held_b0 := ahead nxt (held_b0 h); held_b1 := ahead nxt (held_b1 h);
     held_b2 := ahead nxt (held_b2 h); held_b3 := ahead nxt (held_b3 h) |}.
