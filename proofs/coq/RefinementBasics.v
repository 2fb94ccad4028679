(** * Refinement: positions and the numbers that stand for them *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges SeqFacts Invariants Models.
From PlumbProofs Require ObserveBasics.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Definition on_wire := ObserveBasics.on_wire.
Definition power2_pow := ObserveBasics.power2_pow.

Lemma wire_u32 isn p x : OnWire isn p x -> U32 x.
Proof. intros W. apply on_wire in W as [W _]. ranges. lia. Qed.
Lemma wire_start isn x : U32 x -> isn = x -> OnWire isn 0 x.
Proof. intros U ->. apply on_wire. ranges. split; [lia|]. exists 0. lia. Qed.

(** The distance of two numbers is that of their positions, when it is less than 2^32. *)
Lemma wire_sub isn p q x y :
  OnWire isn p x -> OnWire isn q y -> 0 <= q - p < 4294967296 -> seq_sub y x = q - p.
Proof.
  intros X Y D. apply on_wire in X as [X [i Ei]]. apply on_wire in Y as [Y [j Ej]].
  destruct (seq_sub_spec y x) as [E|E]; ranges; lia.
Qed.
Lemma wire_add isn p x n : OnWire isn p x -> U32 n -> OnWire isn (p + n) (seq_add x n).
Proof.
  intros X N. pose proof (wire_u32 _ _ _ X) as U. apply on_wire in X as [X [i Ei]]. apply on_wire.
  destruct (seq_add_spec x n U N) as [[L ->]|[L ->]]; ranges; (split; [lia|]);
    [exists i | exists (i + 1)]; lia.
Qed.
(** A position of a number: the one at or after a known position. *)
Lemma wire_from isn p x y : OnWire isn p x -> U32 y -> OnWire isn (p + seq_sub y x) y.
Proof.
  intros X Y. pose proof (wire_u32 _ _ _ X) as U.
  rewrite <- (seq_add_sub y x) at 2 by auto. apply wire_add; auto. apply u32_seq_sub; auto.
Qed.
Lemma wire_back isn p x y : OnWire isn p x -> U32 y -> OnWire isn (p - seq_sub x y) y.
Proof.
  intros X Y. pose proof (wire_u32 _ _ _ X) as U. apply on_wire in X as [X [i Ei]].
  apply on_wire. ranges. split; [lia|].
  destruct (seq_sub_spec x y U) as [[_ E]|[_ E]]; ranges; auto;
    [exists i | exists (i - 1)]; lia.
Qed.
Lemma wire_less isn p x n : OnWire isn p x -> U32 n -> OnWire isn (p - n) (seq_sub x n).
Proof.
  intros X N. pose proof (wire_u32 _ _ _ X) as U.
  replace (p - n) with (p - seq_sub x (seq_sub x n)); [apply wire_back; auto; now apply u32_seq_sub|].
  f_equal. revert N U. seq_lia.
Qed.
Lemma wire_before isn p x n : OnWire isn p (seq_add x n) -> U32 x -> U32 n -> OnWire isn (p - n) x.
Proof.
  intros X U N. replace x with (seq_sub (seq_add x n) n); [now apply wire_less|]. revert U N. seq_lia.
Qed.
(** Two positions of one number. *)
Lemma wire_same isn p q x :
  OnWire isn p x -> OnWire isn q x -> -4294967296 < q - p < 4294967296 -> p = q.
Proof.
  intros X Y D. apply on_wire in X as [_ [i Ei]]. apply on_wire in Y as [_ [j Ej]]. lia.
Qed.

(** ** The connection with a peer: what [Models] says in SYN-RECEIVED and later *)
Record Peered (t : tcb) (h : host) : Prop := {
  peered_state : h_state h = tcb_state t;
  peered_peer : HasPeer (tcb_state t);
  peered_iss : h_iss h = tcb_iss t;
  peered_passive : h_passive h = tcb_passive t;
  peered_send : SendModels (tcb_snd t) h;
  peered_receive : ReceiveModels t h;
  peered_syn_acked : Synchronized h -> 1 <= h_una h;
  peered_challenged : 0 < timers_challenge_count (tcb_timers t) -> h_challenged h = true }.

Lemma has_tcb_peer t h : h_state h = tcb_state t -> HasTcb h <-> HasPeer (tcb_state t).
Proof. unfold HasTcb, HasPeer. intros ->. tauto. Qed.
Lemma peered_tcb t h : Peered t h -> HasTcb h.
Proof. intros P. apply (has_tcb_peer t); apply P. Qed.
Lemma models_peered c t h : Models c t h -> HasPeer (tcb_state t) -> Peered t h.
Proof.
  intros [S L I Y P N R A K] X. apply (has_tcb_peer t h S) in X as T.
  constructor; auto. apply I; intros E; rewrite E in X; contradiction.
Qed.
Lemma peered_models c t h : Peered t h -> Models c t h.
Proof.
  intros [S X I P N R A K]. constructor; auto; intros E; rewrite E in X; contradiction.
Qed.

(** A TCB without a connection: CLOSED stands for any host that is closed, LISTEN for a fresh one. *)
Lemma models_deleted c h : h_state h = CLOSED -> Models c deleted h.
Proof.
  intros E. assert (~ HasTcb h) by (unfold HasTcb; now rewrite E).
  assert (~ Synchronized h) by (unfold Synchronized; now rewrite E).
  constructor; cbn; auto; try discriminate; tauto.
Qed.
Lemma models_listening c iss owed : Models c (listening c) (owing (fresh LISTEN iss) owed).
Proof. constructor; cbn; try tauto; try discriminate; try lia. now exists owed. Qed.

(** ** Variables that a TCB does not show *)
Ltac split_models := repeat match goal with
  | |- Peered _ _ => constructor; cbn
  | |- SendModels _ _ => constructor; cbn
  | |- ReceiveModels _ _ => constructor; cbn
  end.
Ltac open_models := repeat match goal with
  | H : Peered _ _ |- _ => destruct H
  | H : SendModels _ _ |- _ => destruct H
  | H : ReceiveModels _ _ |- _ => destruct H
  end.
Ltac models := intros; open_models; split_models; cbn in *; try assumption; auto.

Lemma models_owing c t h l : Models c t h -> Models c t (owing h l).
Proof.
  intros [S L I Y P N R A K]. constructor; cbn; auto.
  - intros E. destruct (L E) as [owed F]. exists l. rewrite F at 1. reflexivity.
  - intros E. destruct (Y E). constructor; auto.
  - intros T. destruct (N T). constructor; auto.
  - intros T. destruct (R T). constructor; auto.
Qed.
Lemma peered_challenge t h : Peered t h -> Peered t (challenged h).
Proof. models. Qed.

(** What the peer is told by an ACK sent at once. *)
Definition acking (h : host) : host := having_sent h (h_nxt h) (h_fin h) (h_rcv h) (h_offered h).
Lemma peered_acking t h : Peered t h -> Peered t (acking h).
Proof. models. Qed.
Lemma peered_note_ack t h : Peered t h -> Peered (note_ack t) h.
Proof. models. Qed.
Lemma peered_timers t h m : Peered t h ->
  (0 < timers_challenge_count m -> h_challenged h = true) -> Peered (set_timers t m) h.
Proof. models. Qed.
