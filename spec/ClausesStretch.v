(** * Every second full-sized segment is acknowledged (RFC 9293 section 3.8.6.3, RFC 5681 section 4.2)

    Octets are counted, so that it is one whether a network card has joined segments.  Histories are
    read latest first. *)
From Plumb Require Import Seq Segment Host History ClausesFlight.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

Definition acknowledges (q : seg) : bool := ctl_ack (seg_ctl q) && negb (ctl_rst (seg_ctl q)).

(** The acknowledgment number sent last. *)
Fixpoint acked (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' => if acknowledges q then Some (seg_ack q) else acked l'
  | _ :: l' => acked l'
  | [] => None
  end.

(** So far the octets that follow what was acknowledged have arrived one after the other. *)
Fixpoint unbroken (l : list label) : option Z :=
  match l with
  | Sent _ q :: l' =>
      if acknowledges q then
        match unbroken l' with Some n => Some (later n (seg_ack q)) | None => Some (seg_ack q) end
      else unbroken l'
  | Arrived _ q :: l' =>
      match unbroken l' with
      | Some n => if seq_in (text_seq q) (seg_text q) n then Some (fin_seq q) else Some n
      | None => None
      end
  | _ :: l' => unbroken l'
  | [] => None
  end.

(** When text arrived last. *)
Fixpoint text_came (l : list label) : option Z :=
  match l with
  | Arrived t q :: l' => if 0 <? seg_text q then Some t else text_came l'
  | _ :: l' => text_came l'
  | [] => None
  end.

Section Unsaid.
(** RMSS of an endpoint whose SYN does not say it: 536 (IPv4) or 1220 (IPv6). *)
Variable unsaid : Z.

(** R5681-2-a: the largest RMSS that the endpoint's SYNs have announced. *)
Fixpoint rmss (l : list label) : Z :=
  match l with
  | Sent _ q :: l' =>
      if ctl_syn (seg_ctl q) then
        Z.max (rmss l') (if options_has_mss (seg_options q) then options_mss (seg_options q) else unsaid)
      else rmss l'
  | _ :: l' => rmss l'
  | [] => 0
  end.

(** SHLD-19, R5681-4.2-c: 2 RMSS octets that arrived in order do not wait for their ACK.  The endpoint
    has taken them, for it acknowledges them; [lag] is what a busy host may need. *)
Definition AcksEverySecond (lag : Z) : clause := fun before t s =>
  acknowledges s = true ->
  forall a n t0, acked (rev before) = Some a -> unbroken (rev before) = Some n ->
  text_came (rev before) = Some t0 ->
  let due := 2 * rmss (rev before) in
  0 < due -> due <= seq_sub n a < 2 ^ 31 -> due <= seq_sub (seg_ack s) a < 2 ^ 31 ->
  t <= t0 + lag.
End Unsaid.
