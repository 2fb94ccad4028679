(** * The observer keeps track when a segment arrives *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Lemma arrived_una_le o s : Sane s -> 0 <= observer_iss o -> 0 <= observer_una_max o ->
  observer_una_max o <= observer_una_max (arrived_bounds o s).
Proof. intros [] I U. cbn. destruct (_ && _); [apply raise_le; auto | lia]. Qed.
Lemma arrived_rcv_le o s : Sane s -> 0 <= observer_irs o -> 0 <= observer_rcv_max o ->
  observer_rcv_max o <= observer_rcv_max (arrived_bounds o s).
Proof.
  intros S I U. cbn. destruct (_ && _); [|lia]. apply raise_le; auto.
  apply seq_add_spec; [destruct S; lia | pose proof (seg_len_nonneg s S); lia].
Qed.

(** What holds of every observer, lost or not. *)
Record Ranges (o : observer) : Prop := {
  r_iss : 0 <= observer_iss o < 2 ^ 32; r_irs : 0 <= observer_irs o < 2 ^ 32;
  r_una : 0 <= observer_una_max o; r_rcv : 1 <= observer_rcv_max o; r_nxt : 0 <= observer_nxt o;
  r_wnd : 0 <= observer_wnd_max o <= 2 ^ 30 - 2 ^ 14;
  r_acked : 1 <= observer_acked o; r_shift : 0 <= observer_peer_shift o <= 14;
  r_own : 0 <= observer_own_shift o <= 14 }.

Lemma min_u32_eq a b : min_u32 a b = Z.min a b.
Proof. unfold min_u32. destruct (Z.leb_spec a b); lia. Qed.
Lemma max_u64_eq a b : max_u64 a b = Z.max a b.
Proof. unfold max_u64. destruct (Z.leb_spec a b); lia. Qed.

Lemma window_of_range o s : Ranges o -> Sane s -> 0 <= window_of o s <= 2 ^ 30 - 2 ^ 14.
Proof.
  intros [] []. unfold window_of. destruct (_ || _); [lia|].
  pose proof (power2_le (observer_peer_shift o) ltac:(lia)). nia.
Qed.
Lemma window_of_raw o s : Ranges o -> Sane s -> seg_wnd s <= window_of o s.
Proof.
  intros [] []. unfold window_of. destruct (_ || _); [lia|].
  pose proof (power2_le (observer_peer_shift o) ltac:(lia)). nia.
Qed.

Lemma ranges_bounds o s : Ranges o -> Sane s -> Ranges (arrived_bounds o s).
Proof.
  intros R S. pose proof (arrived_una_le o s S). pose proof (arrived_rcv_le o s S).
  pose proof (window_of_range o s R S). destruct R. constructor; cbn in *; try lia.
  destruct (observer_wnd_max o <? window_of o s); lia.
Qed.
Lemma ranges_lose o x : Ranges o -> Ranges (lose o x).
Proof. intros []. now constructor. Qed.
Lemma ranges_syn o s : Ranges o -> Sane s -> Ranges (arrived_syn o s).
Proof.
  intros [] S. pose proof (seg_len_nonneg s S). destruct S.
  constructor; cbn; rewrite ?min_u32_eq, ?max_u64_eq; lia.
Qed.
Lemma ranges_arrived o s : Ranges o -> Sane s -> Ranges (observe_arrived o s).
Proof.
  intros R S. pose proof (ranges_bounds o s R S). unfold observe_arrived.
  repeat match goal with |- Ranges (if ?c then _ else _) => destruct c end;
    auto using ranges_lose, ranges_syn.
Qed.

(** Lost stays lost, far stays far. *)
Lemma blind_arrived o s : Ranges o -> Sane s -> Blind o -> Blind (observe_arrived o s).
Proof.
  intros R S B.
  assert (N : observer_nxt (observe_arrived o s) = observer_nxt o
    /\ observer_una_max o <= observer_una_max (observe_arrived o s)
    /\ observer_rcv_max o <= observer_rcv_max (observe_arrived o s)
    /\ (observer_lost o <> NOT_LOST -> observer_lost (observe_arrived o s) <> NOT_LOST)).
  { pose proof (arrived_una_le o s S). pose proof (arrived_rcv_le o s S). destruct R.
    unfold observe_arrived.
    repeat match goal with |- context [if ?c then _ else _] => destruct c end; cbn in *;
      rewrite ?max_u64_eq; conj; try lia; auto; congruence. }
  destruct N as (N1 & N2 & N3 & N4). destruct B as [L | F]; [left; auto | right].
  destruct (Near (observe_arrived o s)) eqn:E; auto. rewrite near_spec in E.
  assert (Near o = true) by (apply near_spec; lia). congruence.
Qed.

Lemma grows_bounds o s : Ranges o -> Sane s -> Grows o (arrived_bounds o s).
Proof.
  intros R S. pose proof (arrived_rcv_le o s S). destruct R.
  constructor; cbn in *; auto; try lia; [intros ->; reflexivity|].
  destruct (Z.ltb_spec (observer_wnd_max o) (window_of o s)); lia.
Qed.
Lemma ack_grows_bounds o s : Ranges o -> Sane s -> AckGrows o (arrived_bounds o s).
Proof. intros R S. pose proof (arrived_una_le o s S). destruct R. constructor; cbn in *; auto; lia. Qed.

(** The new item, when the peer's SYN came before. *)
Lemma item_bounds o s : Ranges o -> Sane s -> observer_syn_arrived o = true -> observer_rcv_max o <= far ->
  (~ HasRst s -> HasSyn s -> PastHandshake o = true \/ SameSyn o s = true) ->
  Item (arrived_bounds o s) (observer_rcv_max o) s (observer_rcv_max (arrived_bounds o s)).
Proof.
  intros R S A F HS. pose proof (grows_bounds o s R S) as G. pose proof (window_of_raw o s R S) as W.
  constructor; auto.
  - apply G.
  - intros NR HY. destruct (HS NR HY) as [T | E]; [left; auto | right].
    unfold SameSyn in E. rewrite !andb_true_iff, !Z.eqb_eq, !eqb_true_iff, min_u32_eq in E.
    unfold Agrees. cbn. tauto.
  - intros NY p P L PL. cbn. rewrite A. destruct (ctl_syn (seg_ctl s)) eqn:Y; [now destruct NY|].
    replace (0 <? seg_len s) with true by (symmetry; now apply Z.ltb_lt). cbn.
    pose proof (seg_len_nonneg s S). apply raise_covers; [destruct R; lia | destruct R; lia | | pose proof reach_max_eq; lia].
    cbn in P. apply on_wire in P as [B [k E]]. apply on_wire.
    destruct (seq_add_spec (seg_seq s) (seg_len s)) as [B2 [j E2]]; [lia | lia |].
    split; auto. exists (k + j). lia.
  - cbn. destruct (Z.ltb_spec (observer_wnd_max o) (window_of o s)); lia.
  - intros NY ON. cbn in *. unfold window_of in *.
    destruct (ctl_syn (seg_ctl s)) eqn:Y; [now destruct NY|]. rewrite ON in *. cbn in *.
    rewrite power2_pow in * by (destruct R; auto).
    destruct (Z.ltb_spec (observer_wnd_max o) (seg_wnd s * 2 ^ observer_peer_shift o)); lia.
Qed.

(** Tracking after the bounds were raised, whatever the segment is. *)
Lemma tracks_bounds o h l t s : Ranges o -> Sane s -> observer_una_max o <= far -> Tracks o h l ->
  (exists b m, Chain (arrived_bounds o s) b m (l ++ [(t, s)]) /\ 1 <= m
    /\ (h_syn_options h <> None -> b = true /\ h_rcv h <= m
        /\ (forall q, Got (h_got h) q -> q < m) /\ (forall f, h_peer_fin h = Some f -> f < m))) ->
  Tracks (arrived_bounds o s) h (l ++ [(t, s)]).
Proof.
  intros R S F T C. pose proof (ranges_bounds o s R S) as R'. pose proof (grows_bounds o s R S) as G.
  pose proof (ack_grows_bounds o s R S) as AG.
  destruct T. constructor; auto.
  - destruct G, R'. lia.
  - apply R'.
  - intros O. specialize (t_ack_chain O). destruct t_ack_chain as (mu & L & K). exists mu. split; auto.
    eapply ack_chain_snoc; eauto. intros HA a W LE. cbn in *. unfold HasAck in HA. rewrite HA, O. cbn.
    apply raise_covers; destruct R; auto; lia.
  - intros O E ti si I. cbn in O, E. apply orb_false_iff in E as [E1 E2].
    apply in_app_or in I as [I | [I | []]].
    + eapply t_early; eauto.
    + inversion I; subst. unfold HasAck. rewrite O in E2. cbn in E2. rewrite andb_true_r in E2. congruence.
Qed.

Lemma tracks_arrived o h l t s : Ranges o -> Sane s -> Near o = true -> observer_lost o = NOT_LOST ->
  Tracks o h l -> Blind (observe_arrived o s) \/ Tracks (observe_arrived o s) h (l ++ [(t, s)]).
Proof.
  intros R S N L T. rewrite near_spec in N. destruct N as (_ & NU & NR).
  pose proof (grows_bounds o s R S) as G.
  assert (AnyChain : (~ HasRst s -> HasSyn s -> MayListenAgain o = false) ->
    (~ HasRst s -> HasSyn s -> PastHandshake o = true \/ SameSyn o s = true) ->
    (observer_syn_arrived o = false -> ~ HasSyn s \/ HasRst s) ->
    Tracks (arrived_bounds o s) h (l ++ [(t, s)])).
  { intros HL HS HF. apply tracks_bounds; auto.
    destruct T. destruct t_chain as (b & m & C & M & H). exists b, m. conj; auto.
    apply (chain_snoc o (arrived_bounds o s) t s G); auto.
    - unfold HasRst. intros A X. cbn. rewrite A, X. apply orb_true_r.
    - intros A. apply item_bounds; auto. }
  unfold observe_arrived.
  destruct (ctl_rst (seg_ctl s)) eqn:ER; cbn [orb].
  { right. apply AnyChain; unfold HasRst; rewrite ?ER; tauto. }
  destruct (ctl_syn (seg_ctl s)) eqn:EY; cbn [negb].
  2:{ right. apply AnyChain; unfold HasRst, HasSyn; rewrite ?ER, ?EY; try congruence; intros; left; congruence. }
  destruct (observer_syn_arrived o) eqn:EA; cbn [negb].
  - destruct (MayListenAgain o) eqn:EM; [left; left; cbn; discriminate|].
    destruct (PastHandshake o || SameSyn o s) eqn:E.
    + right. apply orb_true_iff in E. apply AnyChain; unfold HasRst, HasSyn; rewrite ?ER; try congruence; auto.
    + left. left. cbn. discriminate.
  - (* the peer's SYN *)
    right. pose proof (ranges_bounds o s R S) as R'. pose proof (ack_grows_bounds o s R S) as AG.
    pose proof (seg_len_nonneg s S) as SL.
    assert (NS : h_syn_options h = None).
    { destruct (h_syn_options h) eqn:X; auto. destruct (t_syn _ _ _ T _ X) as [Y _]. congruence. }
    destruct (t_no_syn _ _ _ T NS) as (NT & NA & NO).
    assert (CC : Chain (arrived_syn (arrived_bounds o s) s) false 1 (l ++ [(t, s)])).
    { destruct (t_chain _ _ _ T) as (b & m & C & _ & _).
      assert (F : FirstSyn (arrived_syn (arrived_bounds o s) s) s).
      { constructor; auto; unfold HasRst, HasSyn, Agrees; cbn; rewrite ?ER, ?EY, ?min_u32_eq; auto; try congruence.
        pose proof (window_of_raw o s R S). destruct (Z.ltb_spec (observer_wnd_max o) (window_of o s)); lia. }
      assert (SM : seg_len s <= observer_rcv_max (arrived_syn (arrived_bounds o s) s)) by (cbn; rewrite max_u64_eq; lia).
      destruct (chain_first o _ t s EA (eq_refl : observer_syn_arrived (arrived_syn (arrived_bounds o s) s) = true)
                  F SM l b m C) as [_ X].
      clear - X. revert m X. generalize (l ++ [(t, s)]) as k.
      induction k as [|[t1 s1] k IH]; intros m; cbn [Chain].
      - intros [A _]. cbn in A. discriminate.
      - intros [Y | (A & B & E)]; [left; auto | right; conj; auto; eapply IH; eauto]. }
    destruct T. constructor; cbn; auto; try (destruct R'; cbn in *; lia).
    + destruct G. cbn in *. lia.
    + destruct S; lia.
    + rewrite min_u32_eq. destruct S; lia.
    + intros p X. congruence.
    + exists false, 1. conj; auto; try lia. intros X. congruence.
    + intros O. specialize (t_ack_chain O). destruct t_ack_chain as (mu & LE & K). exists mu. split; auto.
      assert (AG' : AckGrows o (arrived_syn (arrived_bounds o s) s)) by (destruct AG; now constructor).
      eapply ack_chain_snoc; eauto. intros HA a W LEa. cbn in *. unfold HasAck in HA. rewrite HA, O. cbn.
      apply raise_covers; destruct R; auto; lia.
    + intros O E ti si I. cbn in E. apply orb_false_iff in E as [E1 E2].
      apply in_app_or in I as [I | [I | []]].
      * eapply t_early; eauto.
      * inversion I; subst. unfold HasAck. rewrite O in E2. cbn in E2. rewrite andb_true_r in E2. congruence.
Qed.

(** Back in LISTEN: another SYN blinds the observer. *)
Lemma listens_arrived o h l t s : Listens o h l ->
  Blind (observe_arrived o s) \/ Listens (observe_arrived o s) h (l ++ [(t, s)]).
Proof.
  intros [LS LA LM LI]. unfold observe_arrived.
  assert (B : HasRst s \/ ~ HasSyn s -> Listens (arrived_bounds o s) h (l ++ [(t, s)])).
  { intros N. constructor; auto.
    - unfold MayListenAgain in *. change (PastHandshake (arrived_bounds o s)) with (PastHandshake o).
      cbn. apply andb_true_iff in LM as [-> ->]. reflexivity.
    - intros t1 s1 I Y. apply in_app_or in I as [I | [I | []]]; eauto. injection I as _ <-. tauto. }
  unfold HasRst, HasSyn in B. destruct (ctl_rst (seg_ctl s)); cbn [orb]; [right; auto|].
  destruct (ctl_syn (seg_ctl s)); cbn [negb]; [|right; apply B; right; discriminate].
  rewrite LA, LM. left. left. cbn. discriminate.
Qed.

Lemma invariant_arrived o h l t s : Ranges o -> Sane s -> Invariant o h l ->
  Invariant (observe_arrived o s) h (l ++ [(t, s)]).
Proof.
  intros R S [B | [T | I]]; [left; now apply blind_arrived | |
    destruct (listens_arrived _ _ _ t s I); [now left | right; now right]].
  destruct (observer_lost o) eqn:L; try (left; apply blind_arrived; auto; left; congruence).
  destruct (Near o) eqn:N; [destruct (tracks_arrived o h l t s); unfold Invariant; auto | left; apply blind_arrived; auto; now right].
Qed.
