(** * What a path says of a segment is heeded (RFC 1191 section 3, RFC 8201 section 4, RFC 9293
      section 3.9.2.2)

    Histories with the ICMP errors that count among the segments, read latest first.  A datagram was
    too big: the segment with the number [q] is to be sent with at most [room] octets of text and
    options.  It counts that the segment was in flight, and that no larger one had got through: else
    who follows RFC 5927 section 7.2 waits for timeouts first.  The SYN [q] was refused: a hard error
    came for it.  It counts that the connection was not open yet. *)
From Plumb Require Import Seq Segment Host History ClausesObey.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

Inductive sight :=
  | Shown (x : label)
  | TooBig (t q room : Z) (v6 : bool)
  | Refused (t q : Z).

Definition path_clause := list sight -> Z -> seg -> Prop.

(** [s] ends what is known of the path of the segment [q]: the segment got through, somehow, or
    another connection may begin. *)
Definition settles (s : seg) (q : Z) : bool :=
  ctl_syn (seg_ctl s) || (ctl_ack (seg_ctl s) && seq_lt q (seg_ack s)).

(** When a datagram was too big, of which segment, how much fits, and whether it is one of IPv6: the
    first message, or a later one that asks for less. *)
Fixpoint too_big (l : list sight) : option (Z * Z * Z * bool) :=
  match l with
  | TooBig t q room v6 :: l' =>
      match too_big l' with
      | Some (t0, q0, room0, v60) =>
          if room0 <=? room then Some (t0, q0, room0, v60) else Some (t, q, room, v6)
      | None => Some (t, q, room, v6)
      end
  | Shown (Arrived _ s) :: l' =>
      match too_big l' with
      | Some (t0, q0, room0, v60) => if settles s q0 then None else Some (t0, q0, room0, v60)
      | None => None
      end
  | _ :: l' => too_big l'
  | [] => None
  end.

(** When a SYN was refused, and which, if nothing has come since. *)
Fixpoint refused (l : list sight) : option (Z * Z) :=
  match l with
  | Refused t q :: l' => match refused l' with Some r => Some r | None => Some (t, q) end
  | Shown (Arrived _ _) :: l' => None
  | _ :: l' => refused l'
  | [] => None
  end.

(** The text of [s] covers the number [q]. *)
Definition covers (s : seg) (q : Z) : bool :=
  belongs s && (seq_sub q (seg_seq s) <? seg_text s).

(** R1191-3-b, R8201-4-e: what was too big is not sent again too big, where no router may cut it
    ([whole]), later than [lag] after the message, which a busy host may need to process it, and for
    as long as no larger one is to be tried ([hold]).  [spent] octets are its options. *)
Definition FitsThePath (v6 : bool) (lag hold spent : Z) (whole : bool) : path_clause :=
  fun before t s => forall t0 q room, too_big (rev before) = Some (t0, q, room, v6) ->
    whole = true -> covers s q = true -> t0 + lag < t -> t <= t0 + hold -> seg_text s + spent <= room.

(** SHLD-26: a SYN that was refused is not sent again. *)
Definition GivesUpWhenRefused (lag : Z) : path_clause :=
  fun before t s => forall t0, refused (rev before) = Some (t0, seg_seq s) ->
    opens s = true -> t <= t0 + lag.
