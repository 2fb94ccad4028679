(** * How much text may be on its way, whatever the congestion control (RFC 5681, RFC 6928)

    Every congestion window begins with the initial window at most, and grows by what an ACK
    acknowledges, or by a segment, at most.  Histories are read latest first. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

Section Unsaid.
(** The MSS of a peer whose SYN does not say it: 536 (IPv4) or 1220 (IPv6), MUST-15. *)
Variable unsaid : Z.

(** The largest MSS that a SYN of the peer has announced: a segment has no more text. *)
Fixpoint peer_mss (l : list label) : Z :=
  match l with
  | Arrived _ q :: l' =>
      if ctl_syn (seg_ctl q) then
        Z.max (peer_mss l') (if options_has_mss (seg_options q) then options_mss (seg_options q) else unsaid)
      else peer_mss l'
  | _ :: l' => peer_mss l'
  | [] => 0
  end.

(** SND.UNA, once its SYN was sent. *)
Fixpoint una (l : list label) : option Z :=
  match l with
  | Arrived _ q :: l' =>
      match una l' with
      | Some u => if ctl_ack (seg_ctl q) && seq_lt u (seg_ack q) then Some (seg_ack q) else Some u
      | None => None
      end
  | Sent _ q :: l' =>
      match una l' with
      | Some u => Some u
      | None => if ctl_syn (seg_ctl q) then Some (seg_seq q) else None
      end
  | Ended _ :: l' => una l'
  | [] => None
  end.

(** What the ACKs that arrived may have added to the window: each what it acknowledges (RFC 3465
    counts octets), or a segment (R5681-3.1-j; and a duplicate one, R5681-3.2_s4-a). *)
Fixpoint growth (l : list label) : Z :=
  match l with
  | Arrived _ q :: l' =>
      match una l' with
      | Some u =>
          if ctl_ack (seg_ctl q) then
            growth l' + Z.max (peer_mss l') (if seq_lt u (seg_ack q) then seq_sub (seg_ack q) u else 0)
          else growth l'
      | None => growth l'
      end
  | _ :: l' => growth l'
  | [] => 0
  end.
End Unsaid.

(** R6928-2-b: ten segments, or 14600 octets if they are larger, or two of them.  RFC 5681 allows
    four at most. *)
Definition initial_window (mss : Z) : Z := Z.min (10 * mss) (Z.max (2 * mss) 14600).

(** R5681-3.1-b, R5681-3-a: text beyond SND.UNA is within any window that the ACKs can have made. *)
Definition WithinAnyWindow (unsaid : Z) : clause := fun before _ s =>
  forall u, una (rev before) = Some u -> ~ HasSyn s -> ~ HasRst s -> 0 < seg_text s ->
  let flight := seq_sub (seq_add (seg_seq s) (seg_text s)) u in
  flight < 2 ^ 31 ->
  flight <= initial_window (peer_mss unsaid (rev before)) + growth unsaid (rev before).
