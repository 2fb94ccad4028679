(** * The executable model as data

    Writes the syntax trees of the modules named at the end, one JSON file each, into the current
    directory: what tools/gallina2acsl.py reads.  Run by [make -C proofs acsl]. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Held Output UserCalls Text OtherStates
  SegmentArrives Timeouts Emit Octets Checksum Ip Options Header Observe Challenge
  WatchAcks WatchDsack WatchEcho WatchEcn WatchExtras WatchFlight WatchIsns WatchMarks WatchObey
  WatchOptions WatchPath WatchResets WatchSack WatchSize WatchSpans WatchStampless WatchStamps
  WatchStretch WatchTexts WatchTimers.
Require Import ZArith Bool Extraction.

Extraction Language JSON.
(* The trees are to be those of the source: nothing inlined, no record with one field unwrapped. *)
Unset Extraction Optimize.
Set Extraction KeepSingleton.

(* The operations that ACSL has itself. *)
Extract Inlined Constant Z.add => "Z.add".
Extract Inlined Constant Z.sub => "Z.sub".
Extract Inlined Constant Z.mul => "Z.mul".
Extract Inlined Constant Z.quot => "Z.quot".
Extract Inlined Constant Z.rem => "Z.rem".
Extract Inlined Constant Z.leb => "Z.leb".
Extract Inlined Constant Z.ltb => "Z.ltb".
Extract Inlined Constant Z.eqb => "Z.eqb".
Extract Inlined Constant Z.of_nat => "Z.of_nat".
Extract Inlined Constant Z.to_nat => "Z.to_nat".
Extract Inlined Constant andb => "Bool.andb".
Extract Inlined Constant orb => "Bool.orb".
Extract Inlined Constant negb => "Bool.negb".
Extract Inlined Constant Bool.eqb => "Bool.eqb".

Separate Extraction Seq Segment Tcb Timers Outcome Held Output UserCalls Text OtherStates
  SegmentArrives Timeouts Emit Octets Checksum Ip Options Header Observe Challenge
  WatchAcks WatchDsack WatchEcho WatchEcn WatchExtras WatchFlight WatchIsns WatchMarks WatchObey
  WatchOptions WatchPath WatchResets WatchSack WatchSize WatchSpans WatchStampless WatchStamps
  WatchStretch WatchTexts WatchTimers.
