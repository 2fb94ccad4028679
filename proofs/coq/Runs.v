(** * Every run: the theorems of ranges and invariants, put together

    The events of RFC 9293 section 3.10 as one type, and what is true after any sequence of them that
    begins with a connection that does not exist. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives Invariants InvariantsCalls
  InvariantsSending InvariantsSegment.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Inductive event :=
  | on_segment (s : seg) (iss : u32)
  | on_open (a : open_args)
  | on_send (a : send_args)
  | on_receive (octets : u32) (access : bool)
  | on_close (access : bool)
  | on_abort (access : bool)
  | on_status (access : bool)
  | on_transmit
  | on_timeout.

Definition step (c : config) (t : tcb) (e : event) (now : time) : outcome :=
  match e with
  | on_segment s iss => segment_arrives c t s iss now
  | on_open a => open c t a now
  | on_send a => send c t a now
  | on_receive octets access => receive c t octets access
  | on_close access => close t access
  | on_abort access => abort t access
  | on_status access => returns t (status t access)
  | on_transmit => transmit c t now
  | on_timeout => timeout c t now
  end.

(** The arguments are in range; the room that a SEND reports is what the send buffer has left. *)
Definition WfEvent (t : tcb) (e : event) : Prop :=
  match e with
  | on_segment s iss => WfSeg s /\ U32 iss
  | on_open a => WfOpenArgs a
  | on_send a => WfSendArgs t a
  | on_receive octets _ => U32 octets
  | _ => True
  end.

Theorem wf_step c t e now :
  WfConfig c -> WfTcb t -> WfEvent t e -> WfTime now -> WfOutcome (step c t e now).
Proof.
  intros C T E N. destruct e; cbn in *; auto using wf_open, wf_send, wf_receive, wf_close,
    wf_abort, wf_transmit, wf_timeout with wf.
  destruct E. apply wf_segment_arrives; auto.
Qed.
Theorem inv_step c t e now :
  WfConfig c -> WfTcb t -> WfEvent t e -> WfTime now -> Inv c t -> Inv c (outcome_tcb (step c t e now)).
Proof.
  intros C T E N I. destruct e; cbn in *; auto using inv_open, inv_send, inv_receive, inv_close,
    inv_abort, inv_transmit, inv_timeout.
  destruct E. apply inv_segment_arrives; auto.
Qed.

(** The TCBs that a connection can have. *)
Inductive Reachable (c : config) : tcb -> Prop :=
  | never_opened : Reachable c deleted
  | after t e now : Reachable c t -> WfEvent t e -> WfTime now ->
      Reachable c (outcome_tcb (step c t e now)).

Theorem reachable_inv c t : WfConfig c -> Reachable c t -> WfTcb t /\ Inv c t.
Proof.
  intros C R. induction R as [|t e now R [W I] E N].
  - split; [apply wf_deleted | apply inv_deleted; auto].
  - split; [apply wf_step | apply inv_step]; auto.
Qed.
