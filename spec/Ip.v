(** * The IP header in front of a segment (RFC 791, RFC 8200)

    What TCP needs of it: the addresses, and where the payload is.  Whatever octets arrive, the
    result is either a payload or the reason why there is none.  IP options and the options inside
    IPv6 extension headers are passed over (MUST-50). *)
From Plumb Require Import Seq Octets Checksum.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive ip_fault :=
  | IP_OK
  | IP_SHORT       (* the octets at hand end within the headers *)
  | IP_VERSION     (* neither 4 nor 6 *)
  | IP_LENGTH      (* a length contradicts another, or is below its minimum *)
  | IP_FRAGMENT    (* not the whole datagram *)
  | IP_ROUTED      (* an IPv6 routing header wants it sent on *)
  | IP_EXTENSIONS  (* more IPv6 extension headers than [extension_limit] *)
  | IP_CUT.        (* the headers are sound, the octets at hand end within the payload *)

(** Everything but [ip_error] is meant for IP_OK and IP_CUT only. *)
Record ip := {
  ip_error : ip_fault;
  ip_v6 : bool;
  ip_source : address;
  ip_destination : address;
  ip_protocol : u8;    (* 6: TCP *)
  ip_at : u32;         (* the payload begins at this octet *)
  ip_length : u32 }.   (* octets of payload, as the header says *)

Definition no_address : address :=
  {| address_w0 := 0; address_w1 := 0; address_w2 := 0; address_w3 := 0 |}.
Definition no_ip (f : ip_fault) : ip :=
  {| ip_error := f; ip_v6 := false; ip_source := no_address; ip_destination := no_address;
     ip_protocol := 0; ip_at := 0; ip_length := 0 |}.

(** ** IPv4 *)
Definition ipv4_address (b : Z -> Z) (i : Z) : address :=
  {| address_w0 := be32 b i; address_w1 := 0; address_w2 := 0; address_w3 := 0 |}.

(** A payload of [total - at] octets; [n] octets are at hand. *)
Definition ipv4_payload (b : Z -> Z) (n header total : u32) : ip :=
  {| ip_error := if n <? total then IP_CUT else IP_OK; ip_v6 := false;
     ip_source := ipv4_address b 12; ip_destination := ipv4_address b 16;
     ip_protocol := b 9; ip_at := header; ip_length := total - header |}.

(** More fragments follow, or some came before. *)
Definition Ipv4Fragment (b : Z -> Z) : bool := negb (Z.rem (be16 b 6) 16384 =? 0).

Definition ipv4_parse (b : Z -> Z) (n : u32) : ip :=
  let header := 4 * Z.rem (b 0) 16 in
  if n <? 20 then no_ip IP_SHORT
  else if (header <? 20) || (be16 b 2 <? header) then no_ip IP_LENGTH
  else if n <? header then no_ip IP_SHORT
  else if Ipv4Fragment b then no_ip IP_FRAGMENT
  else ipv4_payload b n header (be16 b 2).

(** ** IPv6 extension headers (RFC 8200 section 4) *)

(** Along the chain of headers: [walk_next] is the kind of the header at octet [walk_at]. *)
Record walk := { walk_error : ip_fault; walk_next : u8; walk_at : u32 }.

(** A host has to take each once and destination options twice; fewer than nine are sane. *)
Definition extension_limit : nat := 8.

Definition next_hop_by_hop : u8 := 0.
Definition next_routing : u8 := 43.
Definition next_fragment : u8 := 44.
Definition next_options : u8 := 60.
Definition IsExtension (next : u8) : bool :=
  (next =? next_hop_by_hop) || (next =? next_routing) || (next =? next_fragment) || (next =? next_options).

(** A fragment header with offset 0 and no more to follow is no fragmentation (RFC 6946). *)
Definition Ipv6Fragment (b : Z -> Z) (i : Z) : bool :=
  negb (Z.quot (be16 b (i + 2)) 8 =? 0) || (Z.rem (b (i + 3)) 2 =? 1).

Definition extension_size (b : Z -> Z) (w : walk) : u32 :=
  if walk_next w =? next_fragment then 8 else 8 * (b (walk_at w + 1) + 1).

(** What the extension header at [walk_at], known to be within the datagram, does to the datagram. *)
Definition extension_fault (b : Z -> Z) (w : walk) : ip_fault :=
  if (walk_next w =? next_fragment) && Ipv6Fragment b (walk_at w) then IP_FRAGMENT
  else if (walk_next w =? next_routing) && negb (b (walk_at w + 3) =? 0) then IP_ROUTED
  else IP_OK.

Definition walk_stops (f : ip_fault) : walk := {| walk_error := f; walk_next := 0; walk_at := 0 |}.

(** Over one extension header; [n] octets are at hand, the datagram ends before octet [stop]. *)
Definition walk_over (b : Z -> Z) (n stop : u32) (w : walk) : walk :=
  if stop <? walk_at w + 8 then walk_stops IP_LENGTH
  else if n <? walk_at w + 8 then walk_stops IP_SHORT
  else if stop <? walk_at w + extension_size b w then walk_stops IP_LENGTH
  else {| walk_error := extension_fault b w; walk_next := b (walk_at w);
          walk_at := walk_at w + extension_size b w |}.

Definition Walking (w : walk) : bool :=
  match walk_error w with IP_OK => IsExtension (walk_next w) | _ => false end.

(** The headers after the first: octet 6 says which. *)
Definition first_extension (b : Z -> Z) : walk := {| walk_error := IP_OK; walk_next := b 6; walk_at := 40 |}.

(** Over all of them, at most [fuel]. *)
Fixpoint walk_all (fuel : nat) (b : Z -> Z) (n stop : u32) (w : walk) : walk :=
  match fuel with
  | O => if Walking w then walk_stops IP_EXTENSIONS else w
  | S f => if Walking w then walk_all f b n stop (walk_over b n stop w) else w
  end.

(** ** IPv6 *)
Definition ipv6_address (b : Z -> Z) (i : Z) : address :=
  {| address_w0 := be32 b i; address_w1 := be32 b (i + 4);
     address_w2 := be32 b (i + 8); address_w3 := be32 b (i + 12) |}.

(** The datagram ends before this octet. *)
Definition ipv6_stop (b : Z -> Z) : u32 := 40 + be16 b 4.

Definition ipv6_payload (b : Z -> Z) (n : u32) (w : walk) : ip :=
  {| ip_error := if n <? ipv6_stop b then IP_CUT else IP_OK; ip_v6 := true;
     ip_source := ipv6_address b 8; ip_destination := ipv6_address b 24;
     ip_protocol := walk_next w; ip_at := walk_at w; ip_length := ipv6_stop b - walk_at w |}.

(** What the walk over the extension headers has come to. *)
Definition ipv6_reached (b : Z -> Z) (n : u32) (w : walk) : ip :=
  match walk_error w with
  | IP_OK => ipv6_payload b n w
  | _ => no_ip (walk_error w)
  end.

Definition ipv6_parse (b : Z -> Z) (n : u32) : ip :=
  if n <? 40 then no_ip IP_SHORT
  else ipv6_reached b n (walk_all extension_limit b n (ipv6_stop b) (first_extension b)).

(** ** Either *)
Definition ip_parse (b : Z -> Z) (n : u32) : ip :=
  if n <? 1 then no_ip IP_SHORT
  else if Z.quot (b 0) 16 =? 4 then ipv4_parse b n
  else if Z.quot (b 0) 16 =? 6 then ipv6_parse b n
  else no_ip IP_VERSION.

(** The checksum of an IPv4 header of [n] octets. *)
Definition ipv4_header_ok (b : Z -> Z) (n : u32) : bool := checksum (octet_sum (Z.to_nat n) b) =? 0.
