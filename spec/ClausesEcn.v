(** * Clauses about ECN that the control bits show by themselves (RFC 3168 section 6.1.1)

    Accurate ECN (RFC 9768) gives ECE and CWR another meaning, together with a third bit that a
    capture may hide.  The clauses hold whether it is used or not: its SYN has both bits, and none of
    its SYN,ACKs has ECE alone. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith List.
Open Scope Z_scope.

Definition HasEce (s : seg) : Prop := ctl_ece (seg_ctl s) = true.
Definition HasCwr (s : seg) : Prop := ctl_cwr (seg_ctl s) = true.

(** R3168-6.1.1-a. *)
Definition EcnSetupSyn (s : seg) : Prop := HasSyn s /\ ~ HasAck s /\ HasEce s /\ HasCwr s.
Definition EcnSetupSynAck (s : seg) : Prop :=
  HasSyn s /\ HasAck s /\ ~ HasRst s /\ HasEce s /\ ~ HasCwr s.

(** R3168-6.1.1-c: no ECN-setup SYN,ACK unless an ECN-setup SYN has arrived. *)
Definition EcnIfAsked : clause := fun before _ s =>
  EcnSetupSynAck s -> exists t q, In (Arrived t q) before /\ EcnSetupSyn q.

(** R3168-6.1.1-h: a SYN asks for ECN by both bits; if it does not ask, it has neither. *)
Definition EcnBothOrNone : clause := fun _ _ s =>
  HasSyn s -> ~ HasAck s -> ~ HasRst s -> (HasEce s <-> HasCwr s).
