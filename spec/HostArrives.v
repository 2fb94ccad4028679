(** * What an endpoint may make of an arriving segment (RFC 9293 section 3.10.7)

    [Receives h s h' due]: [h] processes [s] and is [h'] after it; [due] tells that an ACK must be
    sent.  Sending it, like all sending, is a rule of HostSends.v. *)
From Plumb Require Import Seq Segment Tcb Host.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** ** First: is it in the window?  (R9293-L04)  SEG.SEQ is at [p]. *)
Definition InWindow (h : host) (p len : Z) : Prop :=
  let nxt := h_rcv h in let edge := h_edge h in
  (len = 0 /\ edge = nxt /\ p = nxt)
  \/ (len = 0 /\ nxt <= p < edge)
  \/ (len > 0 /\ (nxt <= p < edge \/ nxt <= p + len - 1 < edge)).

(** MUST-66: with a zero window, ACK, URG and RST of a segment at RCV.NXT are still looked at. *)
Definition ZeroWindow (h : host) (p : Z) : Prop := h_edge h = h_rcv h /\ p = h_rcv h.

(** A segment that has window text between octets before and after it is unacceptable by the letter
    of the table, and taken by trimming stacks (docs/readings.md). *)
Definition Covers (h : host) (p len : Z) : Prop := p < h_rcv h /\ h_edge h < p + len.

Definition Length (s : seg) : Z :=
  seg_text s + one_if (ctl_syn (seg_ctl s)) + one_if (ctl_fin (seg_ctl s)).

(** [s], with SEG.SEQ at [p], is processed further. *)
Definition Accepted (h : host) (s : seg) (p : Z) : Prop :=
  OnWire (h_irs h) p (seg_seq s)
  /\ (InWindow h p (Length s) \/ (ZeroWindow h p /\ ~ HasSyn s) \/ Covers h p (Length s)).

(** PAWS may reject it (R7323-5.3_R1-a), or it lacks the agreed timestamp (R7323-3.2-j). *)
Definition StampRejects (h : host) (s : seg) : Prop :=
  StampsAgreed h /\ ~ HasRst s
  /\ (options_has_ts (seg_options s) = false
      \/ (options_has_ts (seg_options s) = true /\ Older (options_ts_val (seg_options s)) (h_recent h))).

(** TS.Recent after [s]: kept, or the value of [s] (R7323-4.3_2-a). *)
Definition RecentMay (h : host) (s : seg) (h' : host) : Prop :=
  h' = h \/ (options_has_ts (seg_options s) = true /\ ~ HasRst s
             /\ h' = with_recent h (options_ts_val (seg_options s))).

(** ** Fifth: the ACK *)

(** SEG.ACK is at position [a] of our stream. *)
Definition AckAt (h : host) (s : seg) (a : Z) : Prop := OnWire (h_iss h) a (seg_ack s).
(** SEG.ACK is one that may be taken or, when old, ignored (EV-SEG-SYNC-5f). *)
Definition AckInReason (h : host) (s : seg) : Prop :=
  exists a, AckAt h s a /\ h_una h - 2 ^ 31 <= a <= h_nxt h.
Definition NewAck (h : host) (s : seg) (a : Z) : Prop := AckAt h s a /\ h_una h < a <= h_nxt h.

(** SND.UNA and SND.WND after an ACK: the acknowledgment is taken if it is new (EV-SEG-SYNC-5e), the
    window of the segment, scaled, is taken or is old (EV-SEG-SYNC-5h). *)
Definition TakesAck (h : host) (s : seg) (h' : host) : Prop :=
  exists una wnd k,
    ((exists a, NewAck h s a /\ una = a)
     \/ ((forall a, ~ NewAck h s a) /\ una = h_una h))
    /\ SndShift h k
    /\ (wnd = seg_wnd s * 2 ^ k \/ wnd = h_wnd h)
    /\ h' = with_ack h una wnd.

(** Our FIN is acknowledged. *)
Definition FinIsAcked (h : host) : Prop := exists f, h_fin h = Some f /\ h_una h = f + 1.

(** What that means for the state: FIN-WAIT-1, CLOSING, LAST-ACK move on. *)
Inductive AfterAck (h : host) : host -> Prop :=
  | AA_same : ~ FinIsAcked h \/ (h_state h <> FIN_WAIT_1 /\ h_state h <> CLOSING /\ h_state h <> LAST_ACK) ->
      AfterAck h h
  | AA_fin_wait_2 : (* EV-SEG-SYNC-5i *) FinIsAcked h -> h_state h = FIN_WAIT_1 ->
      AfterAck h (into h FIN_WAIT_2)
  | AA_time_wait : (* EV-SEG-SYNC-5l *) FinIsAcked h -> h_state h = CLOSING ->
      AfterAck h (into h TIME_WAIT)
  | AA_closed : (* EV-SEG-SYNC-5n *) FinIsAcked h -> h_state h = LAST_ACK ->
      AfterAck h (into h CLOSED).

(** ** Seventh and eighth: text and FIN *)

(** Octet [q] of the peer's stream was received in the window. *)
Definition Got (l : list (Z * Z)) (q : Z) : Prop := exists a n, In (a, n) l /\ a <= q < a + n.

(** States that take text and FIN. *)
Definition Receiving (h : host) : Prop :=
  h_state h = ESTABLISHED \/ h_state h = FIN_WAIT_1 \/ h_state h = FIN_WAIT_2.

(** The state after the peer's FIN (EV-SEG-SYNC-8c, 8e, 8f). *)
Definition after_peer_fin (x : tcp_state) : tcp_state :=
  match x with
  | ESTABLISHED => CLOSE_WAIT | FIN_WAIT_1 => CLOSING | FIN_WAIT_2 => TIME_WAIT | _ => x
  end.

(** Text and FIN of [s], at [p], are remembered as far as they lie in the window; then RCV.NXT goes
    over any part of what was received without a gap: a receiver may be short of memory (EV-SEG-SYNC-7a),
    and a FIN counts when all before it is there (EV-SEG-SYNC-8b). *)
Inductive TakesText (h : host) (s : seg) (p : Z) : host -> Prop :=
  | TT_not_receiving : ~ Receiving h -> TakesText h s p h   (* EV-SEG-SYNC-7d, EV-SEG-SYNC-8g *)
  | TT_takes : forall got fin rcv,
      Receiving h ->
      (forall q, Got got q -> Got (h_got h) q
         \/ (text_at s p <= q < text_at s p + seg_text s /\ q < h_edge h)) ->
      (fin = h_peer_fin h
       \/ (HasFin s /\ fin = Some (text_at s p + seg_text s)
           /\ h_rcv h <= text_at s p + seg_text s < h_edge h)) ->
      h_rcv h <= rcv <= h_edge h ->
      (forall q, h_rcv h <= q < rcv -> Got got q) ->
      TakesText h s p (with_text h got fin rcv)
  | TT_takes_fin : forall got fin f,
      Receiving h ->
      (forall q, Got got q -> Got (h_got h) q
         \/ (text_at s p <= q < text_at s p + seg_text s /\ q < h_edge h)) ->
      (fin = h_peer_fin h
       \/ (HasFin s /\ fin = Some (text_at s p + seg_text s)
           /\ h_rcv h <= text_at s p + seg_text s < h_edge h)) ->
      fin = Some f -> h_rcv h <= f < h_edge h ->
      (forall q, h_rcv h <= q < f -> Got got q) ->
      TakesText h s p (into (with_text h got fin (f + 1)) (after_peer_fin (h_state h))).

(** ** The whole of section 3.10.7 *)
Definition Synchronized (h : host) : Prop :=
  match h_state h with CLOSED | LISTEN | SYN_SENT | SYN_RECEIVED => False | _ => True end.
Definition HasTcb (h : host) : Prop :=
  match h_state h with CLOSED | LISTEN | SYN_SENT => False | _ => True end.

(** A reset for [s] may be sent from now on. *)
Definition owe_reset (h : host) (s : seg) : host := owing h (s :: h_owed h).

Inductive Receives (h : host) (s : seg) : host -> bool -> Prop :=
  (* CLOSED, 3.10.7.1 *)
  | R_closed_rst : (* EV-SEG-CLOSED-1 *)
      h_state h = CLOSED -> HasRst s -> Receives h s h false
  | R_closed : (* EV-SEG-CLOSED-2, EV-SEG-CLOSED-3 *)
      h_state h = CLOSED -> ~ HasRst s -> Receives h s (owe_reset h s) false
  (* LISTEN, 3.10.7.2 *)
  | R_listen_drop : (* EV-SEG-LISTEN-1, EV-SEG-LISTEN-4; and a SYN when the queue is full *)
      h_state h = LISTEN -> HasRst s \/ ~ HasAck s -> Receives h s h false
  | R_listen_ack : (* EV-SEG-LISTEN-2 *)
      h_state h = LISTEN -> ~ HasRst s -> HasAck s -> Receives h s (owe_reset h s) false
  | R_listen_syn : forall edge, (* EV-SEG-LISTEN-3b *)
      h_state h = LISTEN -> ~ HasRst s -> ~ HasAck s -> HasSyn s -> 1 <= edge <= max_window ->
      Receives h s (with_syn h SYN_RECEIVED s 0 edge) false
  (* SYN-SENT, 3.10.7.3 *)
  | R_syn_sent_bad_ack_rst : (* EV-SEG-SYNSENT-1a *)
      h_state h = SYN_SENT -> HasAck s -> (forall a, ~ NewAck h s a) -> HasRst s -> Receives h s h false
  | R_syn_sent_bad_ack : (* EV-SEG-SYNSENT-1b *)
      h_state h = SYN_SENT -> HasAck s -> (forall a, ~ NewAck h s a) -> ~ HasRst s ->
      Receives h s (owe_reset h s) false
  | R_syn_sent_reset : forall a, (* EV-SEG-SYNSENT-1c, EV-SEG-SYNSENT-2a *)
      h_state h = SYN_SENT -> HasAck s -> NewAck h s a -> HasRst s ->
      Receives h s (into h CLOSED) false
  | R_syn_sent_drop : (* EV-SEG-SYNSENT-2b, EV-SEG-SYNSENT-5 *)
      h_state h = SYN_SENT -> (HasRst s /\ ~ HasAck s) \/ (~ HasRst s /\ ~ HasSyn s) ->
      Receives h s h false
  | R_syn_sent_established : forall a edge h', (* EV-SEG-SYNSENT-4a, EV-SEG-SYNSENT-4b *)
      h_state h = SYN_SENT -> ~ HasRst s -> HasSyn s -> HasAck s -> NewAck h s a ->
      1 <= edge <= max_window ->
      TakesText (with_syn h ESTABLISHED s a edge) s 0 h' ->
      Receives h s h' false
  | R_syn_sent_crossing : forall edge, (* EV-SEG-SYNSENT-4c, MUST-10 *)
      h_state h = SYN_SENT -> ~ HasRst s -> HasSyn s -> ~ HasAck s -> 1 <= edge <= max_window ->
      Receives h s (with_syn h SYN_RECEIVED s (h_una h) edge) false
  (* SYN-RECEIVED and later, 3.10.7.4 *)
  | R_stamp_rejects : (* EV-SEG-SYNC-1a *)
      HasTcb h -> StampRejects h s -> Receives h s (challenged h) false
  | R_unacceptable : (* EV-SEG-SYNC-1b, EV-SEG-SYNC-1c *)
      HasTcb h -> (forall p, OnWire (h_irs h) p (seg_seq s) -> ~ InWindow h p (Length s)) ->
      Receives h s (challenged h) false
  | R_rst : forall p x iss, (* EV-SEG-SYNC-2b, EV-SEG-SYNC-2d to 2g: RFC 5961, SEG.SEQ = RCV.NXT *)
      HasTcb h -> Accepted h s p -> HasRst s -> p = h_rcv h ->
      x = CLOSED
      \/ (h_state h = SYN_RECEIVED /\ h_passive h = true /\ x = LISTEN)
      \/ (h_state h = TIME_WAIT /\ x = TIME_WAIT) (* RFC 1337 *) ->
      0 <= iss < 2 ^ 32 ->
      Receives h s (match x with LISTEN => owing (fresh LISTEN iss) (h_owed h) | _ => into h x end) false
  | R_rst_challenge : forall p due, (* EV-SEG-SYNC-2c, R5961-3.2_3-a *)
      HasTcb h -> Accepted h s p -> HasRst s -> p <> h_rcv h ->
      due = true \/ h_challenged h = true ->
      Receives h s (challenged h) due
  | R_syn_listen : forall p iss, (* EV-SEG-SYNC-4a *)
      0 <= iss < 2 ^ 32 ->
      h_state h = SYN_RECEIVED -> h_passive h = true -> Accepted h s p -> ~ HasRst s -> HasSyn s ->
      Receives h s (owing (fresh LISTEN iss) (h_owed h)) false
  | R_syn_closed : forall p, (* the same, and a CLOSE that was queued takes effect: EV-CLOSE-LISTEN-1 *)
      h_state h = SYN_RECEIVED -> h_passive h = true -> h_closed h = true -> Accepted h s p ->
      ~ HasRst s -> HasSyn s ->
      Receives h s (into h CLOSED) false
  | R_syn_challenge : forall h1 due, (* EV-SEG-SYNC-4b, EV-SEG-SYNC-4d: whatever its sequence number *)
      HasTcb h -> ~ HasRst s -> HasSyn s -> RecentMay h s h1 -> due = true \/ h_challenged h = true ->
      Receives h s (challenged h1) due
  | R_no_ack : forall p h1, (* EV-SEG-SYNC-5a *)
      HasTcb h -> Accepted h s p -> ~ HasRst s -> ~ HasSyn s -> ~ HasAck s -> RecentMay h s h1 ->
      Receives h s h1 false
  | R_syn_received_reset : forall p h1, (* EV-SEG-SYNC-5d *)
      h_state h = SYN_RECEIVED -> Accepted h s p -> ~ HasRst s -> ~ HasSyn s -> HasAck s ->
      (forall a, ~ NewAck h s a) -> RecentMay h s h1 ->
      Receives h s (owe_reset h1 s) false
  | R_syn_received : forall p a h1 k h', (* EV-SEG-SYNC-5c; a queued CLOSE takes effect *)
      h_state h = SYN_RECEIVED -> Accepted h s p -> ~ HasRst s -> ~ HasSyn s -> HasAck s ->
      NewAck h s a -> RecentMay h s h1 -> SndShift h k ->
      TakesText (into (with_ack h1 a (seg_wnd s * 2 ^ k))
                   (if h_closed h then FIN_WAIT_1 else ESTABLISHED)) s p h' ->
      Receives h s h' false
  | R_crossing_syn_ack : forall a h1, (* the SYN,ACK that answers our crossing SYN is taken (MUST-10,
        ISSUE-simultaneous-open): by the letter it is unacceptable, which R_unacceptable allows too *)
      h_state h = SYN_RECEIVED -> h_passive h = false -> ~ HasRst s -> HasSyn s -> HasAck s ->
      OnWire (h_irs h) 0 (seg_seq s) -> NewAck h s a -> RecentMay h s h1 ->
      Receives h s (into (with_ack h1 a (seg_wnd s)) (if h_closed h then FIN_WAIT_1 else ESTABLISHED)) false
  | R_ack_out_of_range : forall p h1, (* EV-SEG-SYNC-5b, EV-SEG-SYNC-5g: not acceptable, answered by an ACK *)
      Synchronized h -> Accepted h s p -> ~ HasRst s -> ~ HasSyn s -> HasAck s ->
      (forall a, ~ NewAck h s a) -> ~ AckAt h s (h_una h) -> RecentMay h s h1 ->
      Receives h s (challenged h1) false
  | R_segment : forall p h1 h2 h3 h', (* EV-SEG-SYNC-5e to 5o, steps 6 to 8 *)
      Synchronized h -> Accepted h s p -> ~ HasRst s -> ~ HasSyn s -> HasAck s ->
      AckInReason h s -> RecentMay h s h1 -> TakesAck h1 s h2 -> AfterAck h2 h3 -> TakesText h3 s p h' ->
      Receives h s h' false.
