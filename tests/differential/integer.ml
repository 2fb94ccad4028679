(* zarith's integers, under a name that the modules of model.ml do not hide. *)
include Z

(* Both truncate, as in C. *)
let quot = Z.div
let rem = Z.rem
