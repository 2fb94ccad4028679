(** * What ties the observer to every run that can explain what it saw

    [Tracks o h l]: the observer knows exactly what the endpoint [h] sent, and its bounds cover what
    the endpoint has processed and what waits in its inbox [l].  [Listens o h l]: a reset took the
    endpoint back to LISTEN, and no SYN has reached it since. *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** Splits conjunctions, and nothing else. *)
Ltac conj := repeat match goal with |- _ /\ _ => split end.

(** The options of the peer's SYN are those the observer noted. *)
Definition Agrees (o : observer) (p : options) : Prop :=
  options_has_shift p = observer_peer_shift_on o
  /\ Z.min (options_shift p) 14 = observer_peer_shift o
  /\ options_has_ts p = observer_peer_stamps o.

(** A segment that waits, arrived after the peer's SYN: RCV.NXT, no further than [m] before it is
    processed, is no further than [m'] after. *)
Record Item (o : observer) (m : Z) (s : seg) (m' : Z) : Prop := {
  item_le : m <= m';
  item_sane : Sane s;
  item_syn : ~ HasRst s -> HasSyn s -> PastHandshake o = true
    \/ (seg_seq s = observer_irs o /\ seg_len s = 1 /\ Agrees o (seg_options s));
  item_text : ~ HasSyn s -> forall p, OnWire (observer_irs o) p (seg_seq s) -> p < m + 2 ^ 30 ->
    0 < seg_len s -> p + seg_len s <= m';
  item_wnd : seg_wnd s <= observer_wnd_max o;
  item_scaled : ~ HasSyn s -> observer_peer_shift_on o = true ->
    seg_wnd s * 2 ^ observer_peer_shift o <= observer_wnd_max o }.

(** The first SYN that arrived. *)
Record FirstSyn (o : observer) (s : seg) : Prop := {
  first_sane : Sane s;
  first_syn : HasSyn s;
  first_rst : ~ HasRst s;
  first_irs : seg_seq s = observer_irs o;
  first_agrees : Agrees o (seg_options s);
  first_wnd : seg_wnd s <= observer_wnd_max o }.

(** No SYN waits, but with RST, which counts as a reset. *)
Definition NoSyn (l : list (Z * seg)) : Prop := forall t s, In (t, s) l -> HasSyn s -> HasRst s.

(** A reset that waits, with [l] behind it: it finds the handshake over, or no SYN follows. *)
Definition ResetFits (o : observer) (s : seg) (l : list (Z * seg)) : Prop :=
  HasRst s -> PastHandshake o = true \/ (observer_reset_arrived o = true /\ NoSyn l).

(** The inbox, from a bound [m] of RCV.NXT; [b] tells that the peer's SYN came before it. *)
Fixpoint Chain (o : observer) (b : bool) (m : Z) (l : list (Z * seg)) : Prop :=
  match l with
  | [] => observer_syn_arrived o = b /\ m <= observer_rcv_max o
  | (_, s) :: l' =>
      if b then exists m', Item o m s m' /\ ResetFits o s l' /\ Chain o true m' l'
      else (FirstSyn o s /\ Chain o true (seg_len s) l')
           \/ ((~ HasSyn s \/ HasRst s) /\ Sane s /\ Chain o false m l')
  end.

(** The inbox, from a bound [mu] of SND.UNA. *)
Fixpoint AckChain (o : observer) (mu : Z) (l : list (Z * seg)) : Prop :=
  match l with
  | [] => mu <= observer_una_max o
  | (_, s) :: l' => exists mu', mu <= mu' /\ AckChain o mu' l'
      /\ (HasAck s -> forall a, OnWire (observer_iss o) a (seg_ack s) -> a <= mu + reach_max -> a <= mu')
  end.

Definition Handshake (h : host) : Prop :=
  h_state h = LISTEN \/ h_state h = SYN_SENT \/ h_state h = SYN_RECEIVED.

Record Tracks (o : observer) (h : host) (inbox : list (Z * seg)) : Prop := {
  (* sent *)
  t_iss_range : 0 <= h_iss h < 2 ^ 32;
  t_una : 0 <= h_una h <= h_nxt h;
  t_span : h_nxt h <= h_una h + 2 ^ 30 + 2 ^ 16;
  t_span_fin : observer_fin_sent o = false -> h_nxt h + 1 <= h_una h + 2 ^ 30 + 2 ^ 16;
  t_fin_nxt : observer_fin_sent o = true -> observer_fin o + 1 <= h_nxt h;
  t_wnd : 0 <= h_wnd h <= observer_wnd_max o;
  t_wnd_max : observer_wnd_max o <= 2 ^ 30 - 2 ^ 14;
  t_not_opened : observer_opened o = false -> h_nxt h = 0 /\ observer_text_sent o = false;
  t_opened : observer_opened o = true -> 1 <= h_nxt h;
  t_iss : observer_opened o = true -> observer_iss o = h_iss h;
  t_nxt : observer_nxt o = h_nxt h;
  t_fin : h_fin h = if observer_fin_sent o then Some (observer_fin o) else None;
  t_own_shift : h_own_shift h = if observer_own_shift_on o then Some (observer_own_shift o) else None;
  t_own_shift_range : 0 <= observer_own_shift o <= 14;
  t_own_stamps : h_own_stamps h = observer_own_stamps o;
  t_offered : h_offered h = observer_offered o;
  t_acked_pos : 0 <= h_acked h;
  t_acked : observer_acked o = Z.max 1 (h_acked h);
  t_text : observer_text_sent o = true ->
    h_state h = CLOSED \/ (1 <= h_una h /\ Synchronized h /\ h_owed h = []);
  t_reset : observer_reset_sent o = true -> h_state h = CLOSED;
  t_reset_text : observer_reset_sent o = true -> observer_text_sent o = true;
  t_handshake : Handshake h -> h_una h = 0;
  t_syn_received : h_state h = SYN_RECEIVED -> h_rcv h = 1;
  t_listen : h_state h = LISTEN -> observer_opened o = false;
  (* received *)
  t_no_syn : h_syn_options h = None -> ~ HasTcb h /\ h_acked h = 0 /\ h_offered h = 0;
  t_no_syn_yet : h_state h = LISTEN \/ h_state h = SYN_SENT -> h_syn_options h = None;
  t_irs_range : 0 <= observer_irs o < 2 ^ 32;
  t_shift_range : 0 <= observer_peer_shift o <= 14;
  t_syn : forall p, h_syn_options h = Some p ->
    observer_syn_arrived o = true /\ h_irs h = observer_irs o /\ Agrees o p
    /\ 1 <= h_rcv h <= h_edge h /\ h_edge h <= h_acked h + 2 ^ 30 /\ h_acked h <= h_rcv h;
  t_chain : exists b m, Chain o b m inbox /\ 1 <= m
    /\ (h_syn_options h <> None -> b = true /\ h_rcv h <= m
        /\ (forall q, Got (h_got h) q -> q < m)
        /\ (forall f, h_peer_fin h = Some f -> f < m));
  t_ack_chain : observer_opened o = true -> exists mu, h_una h <= mu /\ AckChain o mu inbox;
  t_early : observer_opened o = false -> observer_early_ack o = false ->
    forall t s, In (t, s) inbox -> ~ HasAck s }.

(** Lost observers and far positions accuse nobody. *)
Definition Blind (o : observer) : Prop := observer_lost o <> NOT_LOST \/ Near o = false.

(** Back in LISTEN, or opened or closed from there. *)
Record Listens (o : observer) (h : host) (inbox : list (Z * seg)) : Prop := {
  li_state : h_state h = LISTEN \/ h_state h = SYN_SENT \/ h_state h = CLOSED;
  li_syn_arrived : observer_syn_arrived o = true;
  li_may : MayListenAgain o = true;
  li_inbox : NoSyn inbox }.

Definition Invariant (o : observer) (h : host) (inbox : list (Z * seg)) : Prop :=
  Blind o \/ Tracks o h inbox \/ Listens o h inbox.

Lemma listens_no_text o h l : Listens o h l -> observer_text_sent o = false.
Proof.
  intros [_ _ M _]. unfold MayListenAgain, PastHandshake in M. destruct (observer_text_sent o); auto.
  now rewrite andb_false_r in M.
Qed.

(** What tells that the handshake is over is right. *)
Lemma not_past o h l : Tracks o h l -> Handshake h -> PastHandshake o = false.
Proof.
  intros T H. unfold PastHandshake. apply orb_false_iff. split.
  - destruct (observer_text_sent o) eqn:E; auto. destruct (t_text _ _ _ T E) as [X | (_ & X & _)];
      unfold Handshake, Synchronized in *; destruct (h_state h); intuition congruence.
  - apply Z.ltb_ge. rewrite (t_acked _ _ _ T). destruct (h_syn_options h) as [p|] eqn:Y.
    + destruct (t_syn _ _ _ T p Y) as (_ & _ & _ & _ & _ & A).
      destruct H as [H | [H | H]]; [rewrite (t_no_syn_yet _ _ _ T) in Y by auto; discriminate ..|].
      rewrite (t_syn_received _ _ _ T H) in A. lia.
    + destruct (t_no_syn _ _ _ T Y) as (_ & -> & _). lia.
Qed.

Lemma near_spec o : Near o = true <->
  observer_nxt o <= far /\ observer_una_max o <= far /\ observer_rcv_max o <= far.
Proof. unfold Near. rewrite !andb_true_iff, !Z.leb_le. tauto. Qed.

(** ** The observer knows more: chains stay chains *)
Record Grows (o o' : observer) : Prop := {
  g_syn : observer_syn_arrived o' = observer_syn_arrived o;
  g_irs : observer_irs o' = observer_irs o;
  g_shift_on : observer_peer_shift_on o' = observer_peer_shift_on o;
  g_shift : observer_peer_shift o' = observer_peer_shift o;
  g_stamps : observer_peer_stamps o' = observer_peer_stamps o;
  g_past : PastHandshake o = true -> PastHandshake o' = true;
  g_reset : observer_reset_arrived o = true -> observer_reset_arrived o' = true;
  g_wnd : observer_wnd_max o <= observer_wnd_max o';
  g_rcv : observer_rcv_max o <= observer_rcv_max o' }.

Lemma agrees_grows o o' p : Grows o o' -> Agrees o p -> Agrees o' p.
Proof. intros [] (A & B & C). unfold Agrees. conj; congruence. Qed.

Lemma item_grows o o' m s m' : Grows o o' -> Item o m s m' -> Item o' m s m'.
Proof.
  intros G I. pose proof (agrees_grows o o') as AG. destruct G, I. constructor; auto; try lia.
  - intros R Y. destruct (item_syn0 R Y) as [T | (E & L & A)]; [auto|].
    right. conj; try congruence; apply AG; auto; now constructor.
  - intros. rewrite g_irs0 in *. eauto.
  - intros. rewrite g_shift0, g_shift_on0 in *. specialize (item_scaled0 H H0). lia.
Qed.

Lemma item_lower o m1 m s m' : m1 <= m -> Item o m s m' -> Item o m1 s m'.
Proof. intros L []. constructor; auto; try lia. intros. apply item_text0; auto; lia. Qed.

Lemma first_grows o o' s : Grows o o' -> FirstSyn o s -> FirstSyn o' s.
Proof.
  intros G F. pose proof (agrees_grows o o' (seg_options s) G) as AG. destruct G, F.
  constructor; auto; try congruence. lia.
Qed.

Lemma reset_grows o o' s l : Grows o o' -> ResetFits o s l -> ResetFits o' s l.
Proof. intros G F R. destruct (F R) as [P | [P N]]; [left; now apply (g_past o o') | right; split; auto; now apply (g_reset o o')]. Qed.

Lemma chain_grows o o' : Grows o o' -> forall l b m, Chain o b m l -> Chain o' b m l.
Proof.
  intros G. induction l as [|[t s] l IH]; intros b m; cbn.
  - destruct G. intros [A B]. split; [congruence | lia].
  - destruct b.
    + intros (m' & I & R & C). exists m'. conj; auto; [eapply item_grows | eapply reset_grows]; eauto.
    + intros [[F C] | (N & S & C)]; [left; split; auto; eapply first_grows; eauto | right; conj; auto].
Qed.

(** A segment arrives behind the inbox. *)
Lemma reset_snoc o o' s1 t s l : Grows o o' -> (~ HasRst s -> HasSyn s -> MayListenAgain o = false) ->
  ResetFits o s1 l -> ResetFits o' s1 (l ++ [(t, s)]).
Proof.
  intros G M F R. destruct (F R) as [P | [P N]]; [left; now apply (g_past o o')|].
  unfold MayListenAgain in M. rewrite P in M. cbn in M. destruct (PastHandshake o) eqn:E; [left; now apply (g_past o o')|].
  right. split; [now apply (g_reset o o')|]. intros t2 s2 I Y. apply in_app_or in I as [I | [I | []]]; eauto.
  injection I as _ <-. destruct (ctl_rst (seg_ctl s)) eqn:X; [exact X|].
  assert (NR : ~ HasRst s) by (unfold HasRst; congruence). specialize (M NR Y). discriminate.
Qed.

Lemma chain_snoc o o' t s : Grows o o' ->
  (~ HasRst s -> HasSyn s -> MayListenAgain o = false) ->
  (observer_syn_arrived o = true -> HasRst s -> observer_reset_arrived o' = true) ->
  (observer_syn_arrived o = true -> Item o' (observer_rcv_max o) s (observer_rcv_max o')) ->
  (observer_syn_arrived o = false -> (~ HasSyn s \/ HasRst s) /\ Sane s) ->
  forall l b m, Chain o b m l -> Chain o' b m (l ++ [(t, s)]).
Proof.
  intros G MA HR HT HF. induction l as [|[t1 s1] l IH]; intros b m; cbn [Chain app].
  - intros [A B]. destruct b.
    + exists (observer_rcv_max o'). conj; [eapply item_lower; eauto | | destruct G; congruence | lia].
      intros R. right. split; auto. intros ? ? [].
    + right. destruct (HF A) as (N & S). conj; auto; destruct G; [congruence | lia].
  - destruct b.
    + intros (m' & I & R & C). exists m'. conj; [eapply item_grows | eapply reset_snoc |]; eauto.
    + intros [[F C] | (N & S & C)]; [left; split; auto; eapply first_grows; eauto | right; conj; auto].
Qed.

(** The peer's SYN arrives behind an inbox that has none. *)
Lemma chain_first o o' t s : observer_syn_arrived o = false -> observer_syn_arrived o' = true ->
  FirstSyn o' s -> seg_len s <= observer_rcv_max o' ->
  forall l b m, Chain o b m l -> b = false /\ Chain o' false m (l ++ [(t, s)]).
Proof.
  intros A A' F L. induction l as [|[t1 s1] l IH]; intros b m; cbn [Chain app].
  - intros [B _]. split; [congruence|]. left. split; auto.
  - destruct b.
    + intros (m' & _ & _ & C). apply IH in C as [X _]. discriminate.
    + intros [[_ C] | (N & S & C)]; apply IH in C as [X C]; [discriminate|].
      split; [auto | right; conj; auto].
Qed.

Record AckGrows (o o' : observer) : Prop := {
  ag_iss : observer_iss o' = observer_iss o;
  ag_una : observer_una_max o <= observer_una_max o' }.
Lemma ack_chain_grows o o' : AckGrows o o' -> forall l mu, AckChain o mu l -> AckChain o' mu l.
Proof.
  intros G. induction l as [|[t s] l IH]; intros mu; cbn.
  - destruct G. lia.
  - intros (mu' & L & C & I). exists mu'. conj; auto. destruct G. now rewrite ag_iss0.
Qed.
Lemma ack_chain_snoc o o' t s : AckGrows o o' ->
  (HasAck s -> forall a, OnWire (observer_iss o) a (seg_ack s) -> a <= observer_una_max o + reach_max ->
     a <= observer_una_max o') ->
  forall l mu, AckChain o mu l -> AckChain o' mu (l ++ [(t, s)]).
Proof.
  intros G HA. induction l as [|[t1 s1] l IH]; intros mu; cbn [AckChain app].
  - intros L. exists (observer_una_max o'). destruct G. conj; try lia.
    intros K a W R. rewrite ag_iss0 in W. apply HA; auto. lia.
  - intros (mu' & L & C & I). exists mu'. conj; auto. destruct G. now rewrite ag_iss0.
Qed.
(** Without acknowledgments any bound does. *)
Lemma ack_chain_none o mu : mu <= observer_una_max o -> forall l, (forall t s, In (t, s) l -> ~ HasAck s) ->
  AckChain o mu l.
Proof.
  intros L. induction l as [|[t s] l IH]; intros N; cbn; auto.
  exists mu. conj; try lia.
  - apply IH. intros. apply N with t0. now right.
  - intros K. exfalso. apply (N t s); cbn; auto.
Qed.
