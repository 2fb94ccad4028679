(** * The model as an OCaml program

    Writes model.ml and model.mli into the current directory: the executable model, for oracle.ml.
    Integers are zarith's, without bounds; the operations of the first-order fragment become
    zarith's, everything else is extracted as it stands. *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls SegmentArrives Output Timeouts Emit
  Checksum Ip Options Header Observe Challenge.
Require Import ZArith Bool Extraction ExtrOcamlBasic ExtrOcamlZBigInt ExtrOcamlNatBigInt.

Extraction Language OCaml.
Extract Inlined Constant Z.add => "Big_int_Z.add_big_int".
Extract Inlined Constant Z.sub => "Big_int_Z.sub_big_int".
Extract Inlined Constant Z.mul => "Big_int_Z.mult_big_int".
Extract Inlined Constant Z.quot => "Integer.quot".
Extract Inlined Constant Z.rem => "Integer.rem".
Extract Inlined Constant Z.leb => "Big_int_Z.le_big_int".
Extract Inlined Constant Z.ltb => "Big_int_Z.lt_big_int".
Extract Inlined Constant Z.eqb => "Big_int_Z.eq_big_int".
Extract Inlined Constant Z.of_nat => "(fun n -> n)".
(* Of lengths only, which are not negative. *)
Extract Inlined Constant Z.to_nat => "(fun n -> n)".

(** Where reading a configuration begins: all of its fields are replaced. *)
Definition no_config : config := Build_config 0 0 0 false 0 false false 0 0 0 0 0 0 0 0.
Definition no_open_args : open_args := Build_open_args false false false false false 0.
Definition no_send_args : send_args := Build_send_args false false 0 0 false 0.

Extraction "model.ml"
  (* the events *)
  open send receive close abort status segment_arrives timeout transmit segment_to_send
  (* wire formats *)
  ip_parse ipv4_header_ok checksum_ok octet_sum header_parse header_octet header_words
  (* the observer *)
  observe_arrived observe_sent vigil_arrived vigil_sent ChallengeOverdue
  (* where reading begins *)
  no_config deleted no_seg no_open_args no_send_args no_answer no_address start_observer start_vigil.
