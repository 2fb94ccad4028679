(** * Refinement: text and FIN are sent as the relation lets an endpoint send them *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges RangesCalls SeqFacts Invariants InvariantsCalls InvariantsSending
  Models RefinementBasics RefinementAnswers RefinementAck RefinementCalls.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** [t'] is [t] but for the send variables, the timers and Last.ACK.sent. *)
Record Keeps (t t' : tcb) : Prop := {
  keeps_state : tcb_state t' = tcb_state t;
  keeps_passive : tcb_passive t' = tcb_passive t;
  keeps_iss : tcb_iss t' = tcb_iss t;
  keeps_irs : tcb_irs t' = tcb_irs t;
  keeps_rcv : tcb_rcv t' = tcb_rcv t;
  keeps_peer : tcb_peer t' = tcb_peer t;
  keeps_ok : stamps_ok (tcb_stamps t') = stamps_ok (tcb_stamps t);
  keeps_recent : stamps_recent (tcb_stamps t') = stamps_recent (tcb_stamps t);
  keeps_challenges : timers_challenge_count (tcb_timers t') = timers_challenge_count (tcb_timers t) }.

Section Segments.
Variables (c : config) (t t' : tcb) (h : host) (now : time).
Hypotheses (W : WfTcb t) (P : Peered t h) (K : Keeps t t').

Lemma peered_having_sent nxt fin edge :
  SendModels (tcb_snd t') (having_sent h nxt fin (h_rcv h) edge) -> edge <= h_edge h ->
  Peered t' (having_sent h nxt fin (h_rcv h) edge).
Proof.
  intros S L. destruct P as [St Pe Is Pa _ [] Sa Ch], K. constructor; auto.
  - now rewrite keeps_state0.
  - now rewrite keeps_state0.
  - now rewrite keeps_iss0.
  - now rewrite keeps_passive0.
  - constructor; cbn; rewrite ?keeps_irs0, ?keeps_rcv0, ?keeps_peer0, ?keeps_ok0, ?keeps_recent0; auto.
  - rewrite keeps_challenges0. exact Ch.
Qed.

(** What all segments with text, FIN or neither have in common. *)
Lemma text_offers x octets fin :
  let s := segment_to_send c t' (text_segment t x octets fin) now in
  OnWire (h_irs h) (h_rcv h) (seg_ack s) /\ LegalOptions h s
  /\ exists edge, Offers h s edge /\ edge <= h_edge h.
Proof.
  intros s. pose proof (peered_receive _ _ P) as [].
  split; [exact rm_rcv|]. split.
  - split; [reflexivity|]. intros A. apply rm_stamps in A. cbn. now rewrite (keeps_ok _ _ K).
  - destruct (offers_window t h s) as [edge O]; auto using peered_acking; [discriminate | |].
    { cbn. unfold announced_window. now rewrite (keeps_rcv _ _ K), (keeps_peer _ _ K). }
    exists edge. split; [exact O|]. now destruct O as (k & _ & _ & L & _).
Qed.

Section Position.
Variables (p x octets : Z).
Hypotheses (Y : Synchronized h) (At : OnWire (h_iss h) p x) (In : h_una h <= p <= h_nxt h)
  (O : 0 <= octets <= 65535) (May : TextMay h (p + octets)).

Lemma sends_text : (forall f, h_fin h = Some f -> p + octets <= f) ->
  exists edge, edge <= h_edge h
    /\ Sends h (segment_to_send c t' (text_segment t x octets false) now)
         (having_sent h (Z.max (h_nxt h) (p + octets)) (h_fin h) (h_rcv h) edge).
Proof.
  intros F. destruct (text_offers x octets false) as (A & L & edge & Of & E).
  pose proof (peered_syn_acked _ _ P Y). exists edge. split; [exact E|].
  set (s := segment_to_send _ _ _ _) in *.
  change (p + octets) with (p + seg_text s).
  apply (S_segment h s p edge); auto; try discriminate; try lia; unfold max_text.
  - repeat split; discriminate.
  - cbn. lia.
Qed.
Lemma sends_fin : h_closed h = true ->
  h_fin h = Some (p + octets) \/ (h_fin h = None /\ h_nxt h <= p + octets) ->
  exists edge, edge <= h_edge h
    /\ Sends h (segment_to_send c t' (text_segment t x octets true) now)
         (having_sent h (Z.max (h_nxt h) (p + octets + 1)) (Some (p + octets)) (h_rcv h) edge).
Proof.
  intros Cl F. destruct (text_offers x octets true) as (A & L & edge & Of & E).
  pose proof (peered_syn_acked _ _ P Y). exists edge. split; [exact E|].
  set (s := segment_to_send _ _ _ _) in *.
  apply (S_fin h s p (p + octets) edge); auto; try reflexivity; try lia; unfold max_text.
  - repeat split; discriminate.
  - cbn. lia.
Qed.
End Position.
End Segments.

(** ** For the first time *)
Lemma models_sent n h octets fin nxt f acked offered : WfSnd n -> SendInv n -> SendModels n h ->
  0 <= octets <= 65535 -> snd_fin n = false ->
  nxt = h_nxt h + octets + bit fin -> f = (if fin then Some (h_nxt h + octets) else None) ->
  SendModels (sent n octets fin) (having_sent h nxt f acked offered).
Proof.
  intros W S M O F -> ->. pose proof (bit_range fin). destruct W, S, M. unfold MaxWindow in *.
  assert (U : U32 (octets + bit fin)) by (ranges; lia).
  constructor; cbn; auto.
  - rewrite <- Z.add_assoc. now apply wire_add.
  - rewrite seq_add_after; auto; lia.
  - rewrite F, orb_false_r. destruct fin; cbn; auto. f_equal. lia.
Qed.

Lemma sending_synchronized t h : Peered t h -> Sending (tcb_state t) = true -> Synchronized h.
Proof.
  intros P X. unfold Synchronized. rewrite (peered_state _ _ P). destruct (tcb_state t); cbn; auto; discriminate.
Qed.
Lemma keeps_send_new t n m : timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  Keeps t (note_ack (set_timers (set_snd t n) m)).
Proof. intros. constructor; auto. Qed.

Lemma send_new_within c t h octets fin m now : WfTcb t -> SendInv (tcb_snd t) -> Peered t h ->
  Sending (tcb_state t) = true -> 0 <= octets <= 65535 -> snd_fin (tcb_snd t) = false ->
  (fin = true -> snd_closed (tcb_snd t) = true) -> TextMay h (h_nxt h + octets) ->
  timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  CallWithin c t now h (send_new t octets fin m).
Proof.
  intros W S P X O F Cl May Ch. pose proof (sending_synchronized t h P X) as Y.
  pose proof (peered_send _ _ P) as M. pose proof M as []. pose proof S as [].
  pose proof (u32_seq_sub _ _ (wf_nxt _ (wf_snd t W)) (wf_una _ (wf_snd t W))) as U.
  set (t' := note_ack (set_timers (set_snd t (sent (tcb_snd t) octets fin)) m)).
  pose proof (keeps_send_new t (sent (tcb_snd t) octets fin) m Ch) as K. fold t' in K.
  rewrite F in sm_fin.
  assert (In : h_una h <= h_nxt h <= h_nxt h) by (ranges; lia).
  exists h. destruct fin.
  - destruct (sends_fin c t t' h now W P K (h_nxt h) (snd_nxt (tcb_snd t)) octets) as (edge & L & Se);
      auto; [now rewrite sm_closed, Cl | right; split; [auto | lia] |].
    eexists. split; [auto|]. split; [exact Se|]. apply peered_models, (peered_having_sent t); auto.
    apply models_sent; auto; [apply W | cbn; lia].
  - destruct (sends_text c t t' h now W P K (h_nxt h) (snd_nxt (tcb_snd t)) octets) as (edge & L & Se);
      auto; [intros f E; rewrite sm_fin in E; discriminate|].
    eexists. split; [auto|]. split; [exact Se|]. apply peered_models, (peered_having_sent t); auto.
    apply models_sent; auto; [apply W | cbn; lia].
Qed.

(** ** transmit *)
Lemma challenge_count_sending c t now :
  timers_challenge_count (sending_timers c t now) = timers_challenge_count (tcb_timers t).
Proof.
  unfold sending_timers. destruct (_ =? _); auto using challenge_count_start, challenge_count_restart.
Qed.

(** New text goes out only before our FIN. *)
Lemma something_new n octets fin : SendInv n -> 0 <= octets <= snd_queued n ->
  (fin = true -> FinDue n octets = true) -> (0 <? octets) || fin = true ->
  snd_fin n = false /\ (fin = true -> snd_closed n = true).
Proof.
  intros [] O F N. split; [|intros E; now apply F, fin_due in E as [E _]].
  apply not_true_is_false. intros E. pose proof (fin_is_last E) as [_ Q].
  apply orb_prop in N as [N|N]; [apply Z.ltb_lt in N; lia|].
  apply F, fin_due in N as [_ [N _]]. congruence.
Qed.

Theorem transmit_within c t now h :
  WfTcb t -> Inv c t -> Models c t h -> CallWithin c t now h (transmit c t now).
Proof.
  intros W I M. pose proof (eff_snd_mss_range t W) as Wm.
  pose proof (core_snd _ _ _ (inv_core _ _ I)) as S.
  pose proof (transmit_octets _ _ (wf_snd t W) Wm) as O. unfold transmit. cbv zeta in *.
  destruct (Sending (tcb_state t)) eqn:X; cbn [negb]; [|now apply call_within_same].
  pose proof (models_peered _ _ _ M (sending_has_peer _ X)) as P.
  set (octets := min_u32 _ _) in *. set (fin := FinDue _ _ && _) in *.
  assert (F : fin = true -> FinDue (tcb_snd t) octets = true) by (intros G; now apply andb_prop in G).
  destruct ((0 <? octets) || fin) eqn:N.
  - destruct (something_new _ octets fin S) as [Nf Cl]; try tauto.
    apply send_new_within; auto using challenge_count_sending; try tauto.
    pose proof (peered_send _ _ P) as []. unfold TextMay. destruct O as (_ & _ & O).
    unfold usable in O. cbv zeta in O.
    destruct (Z.ltb_spec (seq_sub (snd_nxt (tcb_snd t)) (snd_una (tcb_snd t))) (snd_wnd (tcb_snd t))); lia.
  - destruct (Blocked (tcb_snd t)); [|now apply call_within_same].
    apply call_within_same; auto. apply peered_models. cbn. apply peered_timers; auto.
    rewrite challenge_count_start. apply P.
Qed.
