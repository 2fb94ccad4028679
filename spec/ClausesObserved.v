(** * What every account of an endpoint's segments must contain

    The clauses behind the findings of the observer (Observe.v), stated of histories alone.  Those
    that speak of sequence numbers ask for an account: positions, unbounded as in Host.v, for what
    was sent and what arrived, that agree with the numbers on the wire and that the clauses allow.
    An account is a relation, not a computation: any positions that fit will do.

    proofs/coq/NeverAcquits.v: if the observer finds nothing, there is such an account.  Histories
    are read latest first. *)
From Plumb Require Import Seq Segment Host HostArrives History.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** ** SYNs *)

(** The first SYN that arrived: the peer's stream begins with it. *)
Fixpoint peer_syn (l : list label) : option seg :=
  match l with
  | [] => None
  | Arrived _ q :: l' =>
      match peer_syn l' with
      | Some y => Some y
      | None => if ctl_syn (seg_ctl q) then if ctl_rst (seg_ctl q) then None else Some q else None
      end
  | _ :: l' => peer_syn l'
  end.

(** The last SYN that the endpoint sent. *)
Fixpoint own_syn (l : list label) : option seg :=
  match l with
  | [] => None
  | Sent _ q :: l' =>
      if ctl_syn (seg_ctl q) then if ctl_rst (seg_ctl q) then own_syn l' else Some q else own_syn l'
  | _ :: l' => own_syn l'
  end.

Definition Plain (s : seg) : Prop := ~ HasSyn s /\ ~ HasRst s.
Definition HasShift (s : seg) : Prop := options_has_shift (seg_options s) = true.
Definition Stamped (s : seg) : Prop := options_has_ts (seg_options s) = true.

(** The shift count of a SYN, as it is used (R7323-2.3-f): 0 without the option. *)
Definition shift_of (syn : option seg) : Z :=
  match syn with
  | Some y => if options_has_shift (seg_options y) then Z.min (options_shift (seg_options y)) 14 else 0
  | None => 0
  end.

(** The shift of the window in [s], sent by the endpoint: none on a SYN, none unless both SYNs have the
    option (R7323-2.2-b, R7323-2.2-d). *)
Definition own_scale (l : list label) (s : seg) : Z :=
  if ctl_syn (seg_ctl s) then 0
  else match peer_syn l with
       | Some y => if options_has_shift (seg_options y) then shift_of (own_syn l) else 0
       | None => 0
       end.
(** The largest shift that the window in [q], which arrived, can have. *)
Definition peer_scale (l : list label) (q : seg) : Z :=
  if ctl_syn (seg_ctl q) then 0 else shift_of (peer_syn l).

(** ** Clauses of single segments *)

(** R9293-L16: past the SYN every segment but a reset has an ACK. *)
Definition AcksAlways : clause := fun _ _ s => Plain s -> HasAck s.
(** MUST-65. *)
Definition MssOnSyn : clause := fun _ _ s => Plain s -> options_has_mss (seg_options s) = false.
(** R7323-2.3-f. *)
Definition ShiftInRange : clause := fun _ _ s =>
  HasSyn s -> ~ HasRst s -> HasShift s -> options_shift (seg_options s) <= 14.
(** R7323-2.2-f, R7323-3.2-f: the endpoint's first segment but for resets, if it answers a SYN, has
    only the options that the SYN offers. *)
Definition AnswersOptions : clause := fun before _ s =>
  HasSyn s -> ~ HasRst s -> HasAck s -> own_syn (rev before) = None ->
  exists y, peer_syn (rev before) = Some y /\ (HasShift s -> HasShift y) /\ (Stamped s -> Stamped y).
(** R7323-3.2-g: timestamps, once agreed on by all SYNs, are on every segment. *)
Definition StampsKept : clause := fun before _ s =>
  Plain s -> (forall t q, In (Sent t q) before -> HasSyn q -> ~ HasRst q -> Stamped q) ->
  (exists y, peer_syn (rev before) = Some y /\ Stamped y) -> Stamped s.
(** EV-OPEN-OTHER-1: no SYN after text.  EV-TORTX-ANY-1: no SYN with another number. *)
Definition SynOnce : clause := fun before _ s => HasSyn s -> ~ HasRst s ->
  (forall t q, In (Sent t q) before -> Plain q -> seg_text q = 0)
  /\ (forall t q, In (Sent t q) before -> HasSyn q -> ~ HasRst q -> seg_seq q = seg_seq s).
(** EV-ABORT-SYNRCVD+-1: a connection that text was sent on is over with the endpoint's reset. *)
Definition SilentAfterReset : clause := fun before _ s =>
  Plain s -> forall earlier t r later, before = earlier ++ Sent t r :: later -> HasRst r ->
  forall t1 q, In (Sent t1 q) earlier -> Plain q -> seg_text q = 0.
(** EV-SEG-CLOSED-2: what has not opened answers a segment without ACK by a reset at 0. *)
Definition ResetAtZero : clause := fun before _ s =>
  HasRst s -> HasAck s -> ~ HasSyn s -> own_syn (rev before) = None -> seg_seq s = 0.

(** ** The account of what is received *)

(** What arrives is within the window: no further beyond what came before than a window and a
    segment. *)
Definition reach : Z := 2 ^ 30 + 2 ^ 17.

Section Receiving.
(** Does the right edge of its window have to stay (SHLD-14)? *)
Variable keeps : Prop.

(** After a history: the highest acknowledgment sent, the right edge of the window offered last, and
    the position after what has arrived, gaps before it left aside. *)
Inductive Receiving : list label -> Z -> Z -> Z -> Prop :=
  | Receiving_none : Receiving [] 1 0 1
  | Receiving_syn t y l a e r : Receiving l a e r -> peer_syn l = None -> HasSyn y -> ~ HasRst y ->
      Receiving (Arrived t y :: l) 1 0 (Length y)
  | Receiving_text t q y l a e r p : Receiving l a e r -> peer_syn l = Some y ->
      OnWire (seg_seq y) p (seg_seq q) -> ~ HasSyn q -> r < p + Length q <= r + reach ->
      Receiving (Arrived t q :: l) a e (p + Length q)
  | Receiving_other t q l a e r : Receiving l a e r -> Receiving (Arrived t q :: l) a e r
  (* EV-SEG-SYNC-7b: no acknowledgment of what has not arrived; R9293-L16: nor of less than before *)
  | Receiving_ack t s y l a e r p k : Receiving l a e r -> peer_syn l = Some y ->
      HasAck s -> ~ HasRst s -> OnWire (seg_seq y) p (seg_ack s) -> a <= p <= r -> k = own_scale l s ->
      (keeps -> e < p + seg_wnd s * 2 ^ k + 2 ^ k) ->
      Receiving (Sent t s :: l) p (p + seg_wnd s * 2 ^ k) r
  | Receiving_no_ack t s l a e r : Receiving l a e r -> ~ HasAck s \/ HasRst s ->
      Receiving (Sent t s :: l) a e r
  | Receiving_end t l a e r : Receiving l a e r -> Receiving (Ended t :: l) a e r.
End Receiving.

(** ** The account of what is sent *)

(** The text of [s] stands from [p] to [e]: without a gap after what was sent before [n]
    (EV-SEND-ESTAB+-1), not beyond the FIN at [f] (EV-SEND-FW1+-1), and sent before or within a window
    [w] from what is acknowledged, [u], with one octet to probe a closed one (R7323-2.4_3-a, MUST-36). *)
Definition Placed (n : Z) (f : option Z) (u w : Z) (s : seg) (p e : Z) : Prop :=
  0 <= p <= n /\ e = p + seg_text s
  /\ (0 < seg_text s -> (forall x, f = Some x -> e <= x) /\ (e <= n \/ e <= u + Z.max w 1)).

Section Sending.
Variable iss : Z. (* the endpoint's *)

(** After a history: SND.NXT; the position of the FIN, once sent; what the peer may have
    acknowledged; the largest window that it has offered. *)
Inductive Sending : list label -> Z -> option Z -> Z -> Z -> Prop :=
  | Sending_none : Sending [] 0 None 0 0
  | Sending_syn t s l n f u w n' : Sending l n f u w -> HasSyn s -> ~ HasRst s -> seg_seq s = iss ->
      n' = Z.max n (1 + seg_text s) ->
      Sending (Sent t s :: l) n' f (Z.max u n') w
  | Sending_text t s l n f u w p e : Sending l n f u w -> Plain s -> ~ HasFin s ->
      OnWire iss p (seg_seq s) -> Placed n f u w s p e ->
      Sending (Sent t s :: l) (Z.max n e) f u w
  (* R9293-L15: the FIN ends what was sent, and stays where it is *)
  | Sending_fin t s l n f u w p e : Sending l n f u w -> Plain s -> HasFin s ->
      OnWire iss p (seg_seq s) -> Placed n f u w s p e -> f = Some e \/ f = None /\ n <= e ->
      Sending (Sent t s :: l) (Z.max n (e + 1)) (Some e) u w
  | Sending_rst t s l n f u w : Sending l n f u w -> HasRst s -> Sending (Sent t s :: l) n f u w
  | Sending_acked t q l n f u w a : Sending l n f u w -> own_syn l <> None -> HasAck q ->
      OnWire iss a (seg_ack q) -> u < a <= u + reach ->
      Sending (Arrived t q :: l) n f a (Z.max w (seg_wnd q * 2 ^ peer_scale l q))
  | Sending_offered t q l n f u w : Sending l n f u w ->
      Sending (Arrived t q :: l) n f u (Z.max w (seg_wnd q * 2 ^ peer_scale l q))
  | Sending_end t l n f u w : Sending l n f u w -> Sending (Ended t :: l) n f u w.
End Sending.
