(** * Whom a reset has reached is silent (RFC 9293 sections 3.5.3, 3.10.7.3; RFC 5961 section 3.2)

    Histories are read latest first.  They speak of the connection since the last SYN that opened one:
    one that arrived, or one without ACK that was sent. *)
From Plumb Require Import Seq Segment Host History ClausesFlight.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

Definition is_reset (q : seg) : bool := ctl_rst (seg_ctl q).
Definition opens (q : seg) : bool := ctl_syn (seg_ctl q) && negb (ctl_ack (seg_ctl q)) && negb (is_reset q).
(** A segment of a connection that both ends have opened. *)
Definition belongs (q : seg) : bool := negb (ctl_syn (seg_ctl q)) && negb (is_reset q).

(** The furthest that anything has arrived. *)
Fixpoint arrived_to (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' => if opens q then None else arrived_to l'
  | Arrived _ q :: l' =>
      if is_reset q then arrived_to l'
      else if ctl_syn (seg_ctl q) then Some (seq_add (seg_seq q) (seg_len q))
      else match arrived_to l' with
           | Some n => Some (later n (seq_add (seg_seq q) (seg_len q)))
           | None => None
           end
  | Ended _ :: l' => arrived_to l'
  | [] => None
  end.

(** It asks for a connection: the number of the SYN sent last, and when that was refused, by a reset
    that acknowledges it before any SYN arrived.  A SYN,ACK, a second SYN, or one after a refusal ends
    that: then the endpoint may be in another connection, opened passively; and so does what belongs
    to a connection.  Who asks for ECN may ask again without (R3168-6.1.1.1-a). *)
Definition asks_ecn (q : seg) : bool := ctl_ece (seg_ctl q) || ctl_cwr (seg_ctl q).
Definition refuses (iss : Z) (q : seg) : bool := ctl_ack (seg_ctl q) && (seg_ack q =? seq_add iss 1).
Fixpoint asks (l : list label) : option (Z * option Z) :=
  match l with
  | Sent _ q :: l' =>
      if opens q then
        if asks_ecn q then None
        else Some (seg_seq q, match asks l' with
                              | Some (iss, refused) => if iss =? seg_seq q then refused else None
                              | None => None
                              end)
      else if belongs q then None else asks l'
  | Arrived t q :: l' =>
      match asks l', arrived_to l' with
      | Some (iss, None), None =>
          if is_reset q then Some (iss, if refuses iss q then Some t else None)
          else if ctl_syn (seg_ctl q) && ctl_ack (seg_ctl q) then None else Some (iss, None)
      | x, _ => if negb (is_reset q) && ctl_syn (seg_ctl q) then None else x
      end
  | Ended _ :: l' => asks l'
  | [] => None
  end.

(** A SYN,ACK with the number of that SYN: SYNs have crossed. *)
Definition crosses (l : list label) (q : seg) : bool :=
  ctl_syn (seg_ctl q) && ctl_ack (seg_ctl q) && negb (is_reset q)
  && match asks l with Some (iss, _) => iss =? seg_seq q | None => false end.

(** The acknowledgment number sent last since the connection is open. *)
Fixpoint told (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' =>
      if opens q then None
      else if (belongs q && ctl_ack (seg_ctl q)) || crosses l' q then Some (seg_ack q) else told l'
  | Arrived _ q :: l' => if negb (is_reset q) && ctl_syn (seg_ctl q) then None else told l'
  | Ended _ :: l' => told l'
  | [] => None
  end.

(** A FIN was sent, and one has arrived. *)
Fixpoint fin_out (l : list label) : bool :=
  match l with
  | Sent _ q :: l' =>
      if opens q then false else (belongs q && ctl_fin (seg_ctl q)) || fin_out l'
  | Arrived _ q :: l' => if negb (is_reset q) && ctl_syn (seg_ctl q) then false else fin_out l'
  | Ended _ :: l' => fin_out l'
  | [] => false
  end.
Fixpoint fin_in (l : list label) : bool :=
  match l with
  | Sent _ q :: l' => if opens q then false else fin_in l'
  | Arrived _ q :: l' =>
      if is_reset q then fin_in l'
      else if ctl_syn (seg_ctl q) then ctl_fin (seg_ctl q)
      else ctl_fin (seg_ctl q) || fin_in l'
  | Ended _ :: l' => fin_in l'
  | [] => false
  end.

(** A reset with the number [x] is at RCV.NXT: all that has arrived is acknowledged, up to there.
    Where both FINs were sent the connection may be in TIME-WAIT, and who follows RFC 1337 ignores it. *)
Definition strikes (l : list label) (x : Z) : bool :=
  match told l, arrived_to l with
  | Some a, Some n => (a =? x) && (n =? x) && negb (fin_out l && fin_in l)
  | _, _ => false
  end.

(** When the first such reset arrived. *)
Fixpoint struck (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' => if opens q then None else struck l'
  | Arrived t q :: l' =>
      if is_reset q then
        match struck l' with
        | Some t0 => Some t0
        | None => if strikes l' (seg_seq q) then Some t else None
        end
      else if ctl_syn (seg_ctl q) then None else struck l'
  | Ended _ :: l' => struck l'
  | [] => None
  end.

(** R9293-L14, R9293-U04, R5961-3.2_2-a: the connection is at its end; what may still be sent is a
    reset, or a SYN that opens another one.  [lag] is what a busy host may need to process it. *)
Definition StopsWhenReset (lag : Z) : clause := fun before t s =>
  belongs s = true -> forall t0, struck (rev before) = Some t0 -> t <= t0 + lag.

(** EV-SEG-SYNC-2e: so it is where SYNs have crossed, and the SYN,ACK is not sent again. *)
Definition StopsWhenCrossing (lag : Z) : clause := fun before t s =>
  crosses (rev before) s = true -> forall t0, struck (rev before) = Some t0 -> t <= t0 + lag.

(** EV-SEG-SYNSENT-2a: a SYN that was refused is not sent again. *)
Definition StopsWhenRefused (lag : Z) : clause := fun before t s =>
  opens s = true -> forall t0, asks (rev before) = Some (seg_seq s, Some t0) -> t <= t0 + lag.
