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

(** The later one of two sequence numbers. *)
Definition later (u x : Z) : Z := if seq_lt u x then x else u.

(** How far [q] acknowledges, given [u] before: by ACK, and by SACK. *)
Definition acknowledged_by (q : seg) (u : Z) : Z :=
  let k := options_sack (seg_options q) in
  let u0 := later u (seg_ack q) in
  let u1 := if 1 <=? sack_n k then later u0 (block_right (sack_b0 k)) else u0 in
  let u2 := if 2 <=? sack_n k then later u1 (block_right (sack_b1 k)) else u1 in
  let u3 := if 3 <=? sack_n k then later u2 (block_right (sack_b2 k)) else u2 in
  if 4 <=? sack_n k then later u3 (block_right (sack_b3 k)) else u3.

(** How far the peer has received, as its ACKs tell, by SACK also beyond gaps; once the endpoint's SYN
    was sent. *)
Fixpoint reached (l : list label) : option Z :=
  match l with
  | Arrived _ q :: l' =>
      match reached l' with
      | Some u => if ctl_ack (seg_ctl q) then Some (acknowledged_by q u) else Some u
      | None => None
      end
  | Sent _ q :: l' =>
      match reached l' with
      | Some u => Some u
      | None => if ctl_syn (seg_ctl q) then Some (seg_seq q) else None
      end
  | Ended _ :: l' => reached l'
  | [] => None
  end.

(** Where its next text begins, if all its text so far was sent in order, each octet once: what is sent
    again is taken for lost, and counts no more (R6675-4-e; so after an ICMP message that a segment
    was too large). *)
Fixpoint next_text (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' =>
      match next_text l' with
      | Some n =>
          if (0 <? seg_text q) && negb (ctl_rst (seg_ctl q)) then
            if seg_seq q =? n then Some (seq_add n (seg_text q)) else None
          else Some n
      | None =>
          match reached l' with
          | Some _ => None
          | None => if ctl_syn (seg_ctl q) then Some (seq_add (seg_seq q) 1) else None
          end
      end
  | _ :: l' => next_text l'
  | [] => None
  end.

(** What the ACKs that arrived may have added to the window: each what it acknowledges (RFC 3465
    counts octets), or a segment (R5681-3.1-j; and a duplicate one, R5681-3.2_s4-a). *)
Fixpoint growth (l : list label) : Z :=
  match l with
  | Arrived _ q :: l' =>
      match reached l' with
      | Some u =>
          if ctl_ack (seg_ctl q) then
            growth l' + Z.max (peer_mss l') (seq_sub (acknowledged_by q u) u)
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

(** R5681-3.1-b, R5681-3-a: text beyond what the peer has received is within any window that the ACKs
    can have made; and a segment more: when nothing comes, one of new text may go out to ask what was
    lost, whatever the window (RFC 8985 section 7.3). *)
Definition WithinAnyWindow (unsaid : Z) : clause := fun before _ s =>
  forall u, reached (rev before) = Some u -> ~ HasSyn s -> ~ HasRst s -> 0 < seg_text s ->
  next_text (rev before) = Some (seg_seq s) ->
  let flight := seq_sub (seq_add (seg_seq s) (seg_text s)) u in
  flight < 2 ^ 31 ->
  let mss := peer_mss unsaid (rev before) in
  flight <= initial_window mss + mss + growth unsaid (rev before).
