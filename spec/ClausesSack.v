(** * What the blocks of a SACK option may report (RFC 2018)

    A block is a run of octets that have arrived.  That it is isolated (R2018-3-c) cannot be asked: a
    receiver without room may report the very octet that it waits for, then discard it (R2018-4-g,
    R2018-8-b).  Histories are read latest first. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** [b] is one of the blocks of [s]; [x] is one of the octets of [b]. *)
Definition Reports (s : seg) (b : block) : Prop :=
  let k := options_sack (seg_options s) in
  0 < sack_n k /\ b = sack_b0 k \/ 1 < sack_n k /\ b = sack_b1 k
  \/ 2 < sack_n k /\ b = sack_b2 k \/ 3 < sack_n k /\ b = sack_b3 k.
Definition InBlock (b : block) (x : Z) : Prop :=
  seq_sub x (block_left b) < seq_sub (block_right b) (block_left b).

(** R2018-3-a: a block begins with its left edge and ends before its right edge. *)
Definition BlocksNotEmpty : clause := fun _ _ s =>
  forall b, Reports s b -> seq_lt (block_left b) (block_right b) = true.

(** The history speaks of the peer from its SYN on, and of one SYN only: no segment of an earlier
    connection confuses it. *)
Fixpoint first_arrived (l : list label) : option seg :=
  match l with
  | Arrived _ q :: l' => match first_arrived l' with Some p => Some p | None => Some q end
  | _ :: l' => first_arrived l'
  | [] => None
  end.
Definition FromSyn (l : list label) : Prop :=
  exists p, first_arrived l = Some p /\ HasSyn p
  /\ forall t q, In (Arrived t q) l -> HasSyn q -> seg_seq q = seg_seq p.

(** The highest acknowledgment number that the endpoint has sent; IRS before. *)
Fixpoint told (l : list label) : option Z :=
  match l with
  | Arrived _ q :: l' => match told l' with Some a => Some a | None => Some (seg_seq q) end
  | Sent _ s :: l' =>
      match told l' with
      | Some a => Some (if ctl_ack (seg_ctl s) && seq_lt a (seg_ack s) then seg_ack s else a)
      | None => None
      end
  | Ended _ :: l' => told l'
  | [] => None
  end.
Definition NotAcknowledged (l : list label) (x : Z) : Prop :=
  exists a, told l = Some a /\ seq_sub x a < 2 ^ 31.

(** The octet [x], a SYN or FIN perhaps, arrived, and all the time since it was not acknowledged. *)
Fixpoint Came (l : list label) (x : Z) : Prop :=
  match l with
  | e :: l' =>
      NotAcknowledged l x
      /\ (Came l' x \/ match e with Arrived _ q => seq_sub x (seg_seq q) < seg_len q | _ => False end)
  | [] => False
  end.

(** R2018-3-c, R2018-8-c: a block reports no octet, of those that neither [s] nor an earlier segment
    acknowledges, that never arrived.  Of those acknowledged it may: RFC 2883 reports duplicates so. *)
Definition BlocksCame : clause := fun before t s =>
  FromSyn (rev before) -> forall b x, Reports s b -> 0 <= x < 2 ^ 32 -> InBlock b x ->
  NotAcknowledged (Sent t s :: rev before) x -> Came (rev before) x.
