(** * The observer keeps track while the endpoint processes what arrived *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Lemma chain_true o m l : Chain o true m l -> observer_syn_arrived o = true.
Proof.
  revert m. induction l as [|[t s] l IH]; intros m; cbn; [tauto|]. intros (m' & _ & _ & C). eauto.
Qed.

(** ** The segment at the head of the inbox has no effect on the bounds *)
Lemma tracks_popped o h t0 s l : Tracks o h ((t0, s) :: l) -> Tracks o h l.
Proof.
  intros T. destruct T. constructor; auto.
  - destruct t_chain as (b & m & C & M & H). cbn in C. destruct b.
    + destruct C as (m' & I & _ & C). pose proof (item_le _ _ _ _ I). exists true, m'. conj; auto; [lia|].
      intros X. destruct (H X) as (_ & A & B & D). conj; auto; [lia | |].
      * intros q Q. specialize (B q Q). lia.
      * intros f F. specialize (D f F). lia.
    + destruct C as [[F C] | (_ & _ & C)].
      * exists true, (seg_len s). conj; auto.
        -- pose proof (first_syn _ _ F) as Y. unfold HasSyn in Y. unfold seg_len. rewrite Y.
           pose proof (sane_text _ (first_sane _ _ F)). destruct (ctl_fin (seg_ctl s)); cbn; lia.
        -- intros X. destruct (H X). discriminate.
      * exists false, m. conj; auto.
  - intros O. destruct (t_ack_chain O) as (mu & L & K). cbn in K. destruct K as (mu' & L' & K & _).
    exists mu'. split; [lia | auto].
  - intros O E t1 s1 I. apply (t_early O E t1 s1). now right.
Qed.

(** ** Only state and owed resets change *)
Record SameNumbers (h h' : host) : Prop := {
  sn_iss : h_iss h' = h_iss h; sn_una : h_una h' = h_una h; sn_nxt : h_nxt h' = h_nxt h;
  sn_wnd : h_wnd h' = h_wnd h; sn_fin : h_fin h' = h_fin h; sn_irs : h_irs h' = h_irs h;
  sn_rcv : h_rcv h' = h_rcv h; sn_edge : h_edge h <= h_edge h' <= Z.max (h_edge h) (h_acked h + 2 ^ 30);
  sn_got : h_got h' = h_got h;
  sn_peer_fin : h_peer_fin h' = h_peer_fin h; sn_acked : h_acked h' = h_acked h;
  sn_offered : h_offered h' = h_offered h; sn_syn : h_syn_options h' = h_syn_options h;
  sn_shift : h_own_shift h' = h_own_shift h; sn_stamps : h_own_stamps h' = h_own_stamps h }.

(** The state after, as far as the observer cares. *)
Record StateFits (o : observer) (h : host) : Prop := {
  sf_text : observer_text_sent o = true ->
    h_state h = CLOSED \/ (1 <= h_una h /\ Synchronized h /\ h_owed h = []);
  sf_reset : observer_reset_sent o = true -> h_state h = CLOSED;
  sf_handshake : Handshake h -> h_una h = 0;
  sf_syn_received : h_state h = SYN_RECEIVED -> h_rcv h = 1;
  sf_listen : h_state h = LISTEN -> observer_opened o = false;
  sf_tcb : h_syn_options h = None -> ~ HasTcb h;
  sf_syn : h_state h = LISTEN \/ h_state h = SYN_SENT -> h_syn_options h = None }.

Lemma state_fits o h l : Tracks o h l -> StateFits o h.
Proof. intros []. constructor; auto. intros X. now destruct (t_no_syn X). Qed.

Lemma tracks_numbers o h h' l : Tracks o h l -> SameNumbers h h' -> StateFits o h' -> Tracks o h' l.
Proof.
  intros T N M. destruct T, N, M. constructor; rewrite ?sn_iss0, ?sn_una0, ?sn_nxt0, ?sn_wnd0, ?sn_fin0, ?sn_irs0,
    ?sn_rcv0, ?sn_got0, ?sn_peer_fin0, ?sn_acked0, ?sn_offered0, ?sn_syn0, ?sn_shift0, ?sn_stamps0 in *; auto.
  - intros X. destruct (t_no_syn X) as (_ & A & B). auto.
  - intros p P. destruct (t_syn p P) as (A & B & C & D & E & F). conj; auto; lia.
Qed.

Lemma same_numbers_refl h : SameNumbers h h. Proof. constructor; auto; lia. Qed.
Lemma same_into h x : SameNumbers h (into h x). Proof. constructor; cbn; auto; lia. Qed.
Lemma same_owing h k : SameNumbers h (owing h k). Proof. constructor; cbn; auto; lia. Qed.
Lemma same_challenged h : SameNumbers h (challenged h). Proof. constructor; cbn; auto; lia. Qed.
Lemma same_recent h r : SameNumbers h (with_recent h r). Proof. constructor; cbn; auto; lia. Qed.

Lemma has_tcb_state h : HasTcb h <-> h_state h <> CLOSED /\ h_state h <> LISTEN /\ h_state h <> SYN_SENT.
Proof. unfold HasTcb. destruct (h_state h); intuition congruence. Qed.
Lemma synchronized_state h : Synchronized h <->
  h_state h <> CLOSED /\ h_state h <> LISTEN /\ h_state h <> SYN_SENT /\ h_state h <> SYN_RECEIVED.
Proof. unfold Synchronized. destruct (h_state h); intuition congruence. Qed.

(** Closing fits always. *)
Lemma fits_closed o h : StateFits o h -> forall h', h_state h' = CLOSED -> StateFits o h'.
Proof.
  intros _ h' E. constructor; rewrite ?E; auto; try congruence.
  - unfold Handshake. rewrite E. intuition congruence.
  - intros _. rewrite has_tcb_state, E. tauto.
  - intuition congruence.
Qed.
(** Staying in the state fits, while no reset is owed to a synchronized peer. *)
Lemma fits_same o h h' : StateFits o h -> h_state h' = h_state h -> h_una h' = h_una h ->
  h_rcv h' = h_rcv h -> h_syn_options h' = h_syn_options h -> (Synchronized h -> h_owed h' = h_owed h) -> StateFits o h'.
Proof.
  intros [] S U V Y K. constructor; unfold Handshake, HasTcb, Synchronized in *; rewrite ?S, ?U, ?V, ?Y; auto.
  intros X. destruct (sf_text0 X) as [A | (A & B & C)]; [now left | right]. conj; auto. rewrite K; auto.
Qed.
Lemma fits_owing o h k : StateFits o h -> ~ Synchronized h -> StateFits o (owing h k).
Proof. intros F N. apply (fits_same o h); auto. intros X. contradiction. Qed.

(** ** Acknowledgment and text of the segment at the head of the inbox *)

(** What one segment may change of the numbers, with the new bounds. *)
Record Advances (h h' : host) (m' mu' w : Z) : Prop := {
  ad_iss : h_iss h' = h_iss h; ad_una : h_una h <= h_una h' <= h_nxt h;
  ad_una_max : h_una h' <= Z.max (h_una h) mu'; ad_nxt : h_nxt h' = h_nxt h;
  ad_wnd : 0 <= h_wnd h' <= w; ad_fin : h_fin h' = h_fin h; ad_irs : h_irs h' = h_irs h;
  ad_rcv : h_rcv h <= h_rcv h' <= h_edge h; ad_rcv_max : h_rcv h' <= m'; ad_edge : h_edge h' = h_edge h;
  ad_got : forall q, Got (h_got h') q -> q < m';
  ad_peer_fin : forall f, h_peer_fin h' = Some f -> f < m';
  ad_acked : h_acked h' = h_acked h; ad_offered : h_offered h' = h_offered h;
  ad_syn : h_syn_options h' = h_syn_options h; ad_shift : h_own_shift h' = h_own_shift h;
  ad_stamps : h_own_stamps h' = h_own_stamps h; ad_owed : h_owed h' = h_owed h }.

Lemma tracks_advanced o h h' t0 s l m' mu' : Tracks o h ((t0, s) :: l) -> h_syn_options h <> None ->
  Chain o true m' l -> 1 <= m' -> h_una h <= mu' -> (observer_opened o = true -> AckChain o mu' l) ->
  Advances h h' m' mu' (observer_wnd_max o) -> StateFits o h' -> Tracks o h' l.
Proof.
  intros T Y C M U K A F. pose proof (tracks_popped _ _ _ _ _ T) as P. destruct T. clear t_chain t_ack_chain.
  destruct A, F, P. constructor; rewrite ?ad_iss0, ?ad_nxt0, ?ad_fin0, ?ad_irs0, ?ad_edge0, ?ad_acked0,
    ?ad_offered0, ?ad_syn0, ?ad_shift0, ?ad_stamps0 in *; auto; try lia.
  - intros X. specialize (t_span_fin X). lia.
  - intros X. congruence.
  - intros p X. destruct (t_syn p X) as (B & D & E & G & H & I). conj; auto; lia.
  - exists true, m'. conj; auto.
  - intros O. exists mu'. split; [lia | auto].
Qed.

Lemma takes_text h s p h' m m' : TakesText h s p h' -> Sane s -> h_rcv h <= m -> m <= m' ->
  h_rcv h <= h_edge h ->
  (p < h_edge h -> 0 < seg_len s -> p + seg_len s <= m') ->
  (forall q, Got (h_got h) q -> q < m) -> (forall f, h_peer_fin h = Some f -> f < m) ->
  Advances h h' m' (h_una h) (h_wnd h)
  \/ h_nxt h < h_una h \/ h_wnd h < 0.
Proof.
  intros X S R L E B G F.
  destruct (Z_lt_le_dec (h_nxt h) (h_una h)); [auto|]. destruct (Z_lt_le_dec (h_wnd h) 0); [auto|]. left.
  assert (Q : forall got fin,
    (forall q, Got got q -> Got (h_got h) q \/ (text_at s p <= q < text_at s p + seg_text s /\ q < h_edge h)) ->
    (fin = h_peer_fin h \/ (HasFin s /\ fin = Some (text_at s p + seg_text s)
        /\ h_rcv h <= text_at s p + seg_text s < h_edge h)) ->
    (forall q, Got got q -> q < m') /\ (forall f, fin = Some f -> f < m')).
  { intros got fin H1 H2. pose proof (one_if_range (ctl_syn (seg_ctl s))). destruct S.
    unfold text_at in *. rewrite <- !length_eq in B. unfold Length in B.
    pose proof (one_if_range (ctl_fin (seg_ctl s))). split.
    - intros q Hq. destruct (H1 q Hq) as [Y | [Y Z]]; [specialize (G q Y); lia | lia].
    - intros f ->. destruct H2 as [Y | (Y & Z & W)]; [symmetry in Y; specialize (F f Y); lia|].
      unfold HasFin in Y. rewrite Y in *. cbn in *. injection Z as ->. lia. }
  destruct X as [N | got fin rcv N H1 H2 H3 H4 | got fin f N H1 H2 H3 H4 H5].
  - constructor; auto; try lia; intros; [assert (q < m) by auto | assert (f < m) by auto]; lia.
  - destruct (Q got fin H1 H2) as [Q1 Q2]. constructor; cbn; auto; try lia.
    destruct (Z_le_gt_dec rcv (h_rcv h)); [lia|]. assert (rcv - 1 < m') by (apply Q1, H4; lia). lia.
  - destruct (Q got fin H1 H2) as [Q1 Q2]. specialize (Q2 f H3). constructor; cbn; auto; try lia.
    intros g X. apply (proj2 (Q got fin H1 H2)). exact X.
Qed.
Lemma takes_text_state h s p h' : TakesText h s p h' ->
  h_state h' = h_state h \/ (Receiving h /\ h_state h' = after_peer_fin (h_state h)).
Proof. intros []; cbn; auto. Qed.
Lemma takes_text_synchronized h s p h' : TakesText h s p h' -> Synchronized h -> Synchronized h'.
Proof.
  intros X S. apply takes_text_state in X. rewrite synchronized_state in *.
  destruct X as [-> | [R ->]]; auto. unfold Receiving in R. destruct (h_state h); cbn; intuition congruence.
Qed.

(** ** What is known of the segment at the head of the inbox *)
Lemma head_sane o h t0 s l : Tracks o h ((t0, s) :: l) -> Sane s.
Proof.
  intros []. destruct t_chain as (b & m & C & _). cbn in C. destruct b.
  - destruct C as (m' & I & _). apply I.
  - destruct C as [[F _] | (_ & S & _)]; [apply F | auto].
Qed.
Lemma head_item o h t0 s l : Tracks o h ((t0, s) :: l) -> h_syn_options h <> None ->
  exists m m', Item o m s m' /\ Chain o true m' l /\ 1 <= m /\ h_rcv h <= m
    /\ (forall q, Got (h_got h) q -> q < m) /\ (forall f, h_peer_fin h = Some f -> f < m).
Proof.
  intros [] Y. destruct t_chain as (b & m & C & M & H). destruct (H Y) as (-> & A & B & D).
  cbn in C. destruct C as (m' & I & _ & C). exists m, m'. conj; auto.
Qed.
Lemma head_ack o h t0 s l : Tracks o h ((t0, s) :: l) -> observer_opened o = true ->
  exists mu, h_una h <= mu /\ AckChain o mu l
    /\ (HasAck s -> forall a, OnWire (h_iss h) a (seg_ack s) -> a <= h_nxt h -> a <= mu).
Proof.
  intros T O. destruct T. destruct (t_ack_chain O) as (mu & L & K). cbn in K.
  destruct K as (mu' & L' & K & A). exists mu'. conj; auto; [lia|].
  intros HA a W LE. rewrite (t_iss O) in A. apply A; auto. pose proof reach_max_eq. lia.
Qed.
Lemma opened_when_sent o h l : Tracks o h l -> 0 < h_nxt h -> observer_opened o = true.
Proof. intros [] N. destruct (observer_opened o) eqn:E; auto. destruct (t_not_opened eq_refl). lia. Qed.

(** A reset at the head in SYN-RECEIVED: what it leads to, LISTEN included, no SYN disturbs. *)
Lemma head_reset o h t0 s l h' : Tracks o h ((t0, s) :: l) -> h_syn_options h <> None ->
  h_state h = SYN_RECEIVED -> HasRst s -> h_state h' = LISTEN -> Listens o h' l.
Proof.
  intros T Y S R L. pose proof (not_past _ _ _ T (or_intror (or_intror S))) as NP. destruct T.
  destruct t_chain as (b & m & C & _ & H). destruct (H Y) as (-> & _). cbn in C. destruct C as (m' & _ & F & C).
  destruct (F R) as [P | [P N]]; [congruence|].
  constructor; auto; [eapply chain_true; eauto | unfold MayListenAgain; rewrite P, NP; reflexivity].
Qed.

Lemma recent_same h s h1 : RecentMay h s h1 -> SameNumbers h h1 /\ h_state h1 = h_state h /\ h_owed h1 = h_owed h.
Proof. intros [-> | (_ & _ & ->)]; conj; auto using same_numbers_refl, same_recent. Qed.
Lemma recent_eq h s h1 : RecentMay h s h1 -> h1 = h \/ exists r, h1 = with_recent h r.
Proof. intros [-> | (_ & _ & ->)]; eauto. Qed.

Lemma scaled_le o h m s m' k : Item o m s m' -> ~ HasSyn s -> SndShift h k ->
  (forall p, h_syn_options h = Some p -> Agrees o p) -> 0 <= seg_wnd s * 2 ^ k <= observer_wnd_max o.
Proof.
  intros I N S A. pose proof (item_wnd _ _ _ _ I). pose proof (item_scaled _ _ _ _ I N) as SC.
  pose proof (sane_wnd _ (item_sane _ _ _ _ I)). pose proof (sane_shift _ (item_sane _ _ _ _ I)).
  unfold SndShift in S. destruct (h_own_shift h); [|subst k; cbn; lia].
  destruct (h_syn_options h) as [p|]; [|subst k; cbn; lia]. destruct (A p eq_refl) as (A1 & A2 & _).
  destruct (options_has_shift p); [|subst k; cbn; lia]. rewrite A2 in S. subst k.
  specialize (SC (eq_sym A1)). pose proof (Z.pow_nonneg 2 (observer_peer_shift o)). nia.
Qed.

(** Acknowledgment [una], window [wnd], new state [x], then the text. *)
Lemma advances_segment o h t0 s l h1 h2 una wnd p h' m m' mu :
  Tracks o h ((t0, s) :: l) -> h_syn_options h <> None -> Item o m s m' -> h_rcv h <= m ->
  (forall q, Got (h_got h) q -> q < m) -> (forall f, h_peer_fin h = Some f -> f < m) ->
  RecentMay h s h1 -> (h2 = with_ack h1 una wnd \/ exists x, h2 = into (with_ack h1 una wnd) x) ->
  h_una h <= una <= h_nxt h -> una <= Z.max (h_una h) mu -> 0 <= wnd <= observer_wnd_max o ->
  OnWire (h_irs h) p (seg_seq s) -> ~ HasSyn s -> TakesText h2 s p h' ->
  Advances h h' m' mu (observer_wnd_max o).
Proof.
  intros T Y I R G F RM E U UM W P N X. pose proof (head_sane _ _ _ _ _ T) as S.
  assert (Q : h_rcv h2 = h_rcv h /\ h_edge h2 = h_edge h /\ h_got h2 = h_got h /\ h_peer_fin h2 = h_peer_fin h
    /\ h_iss h2 = h_iss h /\ h_nxt h2 = h_nxt h /\ h_una h2 = una /\ h_wnd h2 = wnd /\ h_fin h2 = h_fin h
    /\ h_irs h2 = h_irs h /\ h_acked h2 = h_acked h /\ h_offered h2 = h_offered h
    /\ h_syn_options h2 = h_syn_options h /\ h_own_shift h2 = h_own_shift h
    /\ h_own_stamps h2 = h_own_stamps h /\ h_owed h2 = h_owed h).
  { destruct (recent_eq _ _ _ RM) as [-> | [r ->]]; destruct E as [-> | [x ->]]; cbn; conj; auto. }
  destruct Q as (Q1 & Q2 & Q3 & Q4 & Q5 & Q6 & Q7 & Q8 & Q9 & Q10 & Q11 & Q12 & Q13 & Q14 & Q15 & Q16).
  destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T sp SO) as (A1 & A2 & A3 & A4 & A5 & A6).
  destruct (takes_text h2 s p h' m m' X S) as [A | A]; rewrite ?Q1, ?Q2, ?Q3, ?Q4; auto; try lia.
  - apply I.
  - intros L PL. rewrite A2 in P. apply (item_text _ _ _ _ I N p P); auto. lia.
  - destruct A. constructor; rewrite ?Q1, ?Q2 in *; try congruence; try lia; auto.
Qed.
