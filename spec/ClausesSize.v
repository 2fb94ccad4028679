(** * How large a segment may be (RFC 9293 section 3.7.1, RFC 6691)

    What the peer's SYNs say bounds it; the MTU of the path, which may bound it further, no history
    shows.  One octet of text is let pass: some progress must be possible whatever the MSS. *)
From Plumb Require Import Seq Segment Host History ClausesFlight.
Require Import ZArith List.
Open Scope Z_scope.

Section Unsaid.
(** The MSS of a peer whose SYN does not say it: 536 (IPv4) or 1220 (IPv6), MUST-15. *)
Variable unsaid : Z.

(** MUST-16: text is no longer than the largest MSS that the peer has announced, if it has. *)
Definition TextFits : clause := fun before _ s =>
  0 < peer_mss unsaid (rev before) -> 1 < seg_text s -> seg_text s <= peer_mss unsaid (rev before).

(** R6691-2-c: and what options take from it is left out of the text; here there are [spent] octets
    of them. *)
Definition OptionsFit (spent : Z) : clause := fun before _ s =>
  0 < peer_mss unsaid (rev before) -> 1 < seg_text s ->
  seg_text s + spent <= peer_mss unsaid (rev before).
End Unsaid.
