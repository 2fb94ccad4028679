(** * Which resets an endpoint may send (RFC 9293 sections 3.5.2, 3.10.5, 3.10.7)

    A reset answers a segment that belongs to no connection, or tells the peer of an abort.  Which
    segment it answers, and in which state the endpoint is, a capture does not show: any segment
    that has arrived will do. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** The numbers that an endpoint has sent, from its ISS on: ISS, and how far SND.NXT lies ahead of
    it.  Histories are read latest first; resets send no numbers.  An endpoint that begins without a
    SYN, or goes on beyond SND.NXT, perhaps with another ISS, is not followed: all numbers count as
    sent. *)
Fixpoint sent_numbers (l : list label) : option (Z * Z) :=
  match l with
  | Sent _ q :: l' =>
      if ctl_rst (seg_ctl q) then sent_numbers l'
      else match sent_numbers l' with
           | None => Some (seg_seq q, if ctl_syn (seg_ctl q) then seg_len q else 2 ^ 32)
           | Some (iss, n) =>
               let nxt := seq_add iss n in
               let e := seq_add (seg_seq q) (seg_len q) in
               Some (iss, if n <? seq_sub (seg_seq q) iss then 2 ^ 32
                          else if seq_lt nxt e then n + seq_sub e nxt else n)
           end
  | _ :: l' => sent_numbers l'
  | [] => None
  end.

(** [x] is one of them, or SND.NXT. *)
Definition NumberIsSent (before : list label) (x : Z) : Prop :=
  exists iss n, sent_numbers (rev before) = Some (iss, n) /\ seq_sub x iss <= n.

(** The reset [s] has the numbers that answer [q]: EV-SEG-CLOSED-3, EV-SEG-LISTEN-2,
    EV-SEG-SYNSENT-1b, EV-SEG-SYNC-5d if [q] has ACK, otherwise EV-SEG-CLOSED-2.  In the first case
    an ACK of its own means nothing to who gets it (docs/readings.md, R9293-L09). *)
Definition Answers (q s : seg) : Prop :=
  (HasAck q /\ seg_seq s = seg_ack q)
  \/ (~ HasAck q /\ HasAck s /\ seg_seq s = 0 /\ seg_ack s = seq_add (seg_seq q) (seg_len q)).

(** A segment that has arrived asks for the reset [s].  A reset asks for none (R9293-L12). *)
Definition AskedFor (before : list label) (s : seg) : Prop :=
  exists t q, In (Arrived t q) before /\ ~ HasRst q /\ Answers q s.

(** R9293-L08: an endpoint that has sent nothing but resets is CLOSED or in LISTEN: it only answers. *)
Definition ResetIfAsked : clause := fun before _ s =>
  HasRst s -> sent_numbers (rev before) = None -> AskedFor before s.

(** R9293-L09, EV-ABORT-SYNRCVD+-1: later it may abort too, at a number that it has sent.  SND.UNA is
    not known, as what has arrived may wait to be processed. *)
Definition ResetAtSent : clause := fun before _ s =>
  HasRst s -> sent_numbers (rev before) <> None -> AskedFor before s \/ NumberIsSent before (seg_seq s).
