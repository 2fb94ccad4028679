(* The oracle: reads lines of driver.c on standard input, computes by the model what each function
   returns for these arguments, and compares it with what the C function returned.

   usage: oracle CALLS    it fails unless at least so many calls were compared *)
open Model
open Records

(* ---- The line -------------------------------------------------------------------------------- *)

let line = ref ""
let position = ref 0
let differs = ref false

(* After a difference the line is read once more, and told. *)
let telling = ref false

(* What stands before the next blank. *)
let word () =
  let start = !position in
  let stop = try String.index_from !line start ' ' with Not_found -> String.length !line in
  if start >= stop then failwith "the line is too short";
  position := stop + 1;
  String.sub !line start (stop - start)

let rest () = String.length !line - !position

(* Most numbers fit OCaml's 63 bits; those of 19 digits may not. *)
let number () =
  let start = !position in
  let rec digits value i =
    if i < String.length !line && !line.[i] <> ' ' then
      digits ((10 * value) + Char.code !line.[i] - Char.code '0') (i + 1)
    else (value, i)
  in
  let value, stop = digits 0 start in
  if stop - start > 18 then Integer.of_string (word ())
  else if stop = start then failwith "the line is too short"
  else (position := stop + 1; Integer.of_int value)

let take name _ =
  let x = number () in
  if !telling then Printf.printf "  %s %s\n" (String.concat "." name) (Integer.to_string x);
  x

let compare name model =
  let c = number () in
  if not (Integer.equal c model) then begin
    differs := true;
    if !telling then
      Printf.printf "  DIFFERENT %s: C %s, model %s\n" (String.concat "." name) (Integer.to_string c)
        (Integer.to_string model)
  end;
  model

(* ---- Arguments and results ------------------------------------------------------------------- *)

let integer name = take [name] Integer.zero
let flag name = bool take name false
let a_config () = config (within take "config") no_config
let a_tcb () = tcb (within take "tcb") deleted
let a_seg () = seg (within take "segment") no_seg
let an_address name = address (within take name) no_address
let an_observer () = observer (within take "observer") start_observer
let a_vigil () = vigil (within take "vigil") start_vigil

(* The octets at hand.  No model function may read another. *)
let octets () =
  let text = word () in
  let n = if text = "-" then 0 else String.length text / 2 in
  if !telling then Printf.printf "  octets %s\n" text;
  let value = Array.init n (fun i -> Integer.of_int (int_of_string ("0x" ^ String.sub text (2 * i) 2))) in
  fun i -> value.(Integer.to_int i)

let same compare_record model = ignore (compare_record (within compare "result") model)
let same_flag model = ignore (bool compare "result" model)

(* ---- The functions --------------------------------------------------------------------------- *)

let call_open () =
  let c = a_config () in
  let t = a_tcb () in
  let a = open_args (within take "args") no_open_args in
  same outcome (open0 c t a (integer "now"))

let call_send () =
  let c = a_config () in
  let t = a_tcb () in
  let a = send_args (within take "args") no_send_args in
  same outcome (send c t a (integer "now"))

let call_receive () =
  let c = a_config () in
  let t = a_tcb () in
  let n = integer "octets" in
  same outcome (receive c t n (flag "access"))

let call_close () =
  let t = a_tcb () in
  same outcome (close t (flag "access"))

let call_abort () =
  let t = a_tcb () in
  same outcome (abort t (flag "access"))

let call_status () =
  let t = a_tcb () in
  ignore (reply compare "result" (status t (flag "access")))

let call_segment_arrives () =
  let c = a_config () in
  let t = a_tcb () in
  let s = a_seg () in
  let iss = integer "iss" in
  same outcome (segment_arrives c t s iss (integer "now"))

let call_timeout () =
  let c = a_config () in
  let t = a_tcb () in
  same outcome (timeout c t (integer "now"))

let call_transmit () =
  let c = a_config () in
  let t = a_tcb () in
  same outcome (transmit c t (integer "now"))

let call_segment_to_send () =
  let c = a_config () in
  let t = a_tcb () in
  let a = answer (within take "answer") no_answer in
  same seg (segment_to_send c t a (integer "now"))

let call_observe_arrived () =
  let o = an_observer () in
  same observer (observe_arrived o (a_seg ()))

let call_observe_sent () =
  let o = an_observer () in
  same judgement (observe_sent o (a_seg ()))

let call_vigil_arrived () =
  let o = an_observer () in
  let v = a_vigil () in
  let s = a_seg () in
  same vigil (vigil_arrived o v s (integer "now"))

let call_vigil_sent () =
  let o = an_observer () in
  let v = a_vigil () in
  same vigil (vigil_sent o v (a_seg ()))

let call_challenge_overdue () =
  let v = a_vigil () in
  let now = integer "now" in
  same_flag (challengeOverdue v now (integer "lag"))

let call_ip_parse () =
  let b = octets () in
  same ip (ip_parse b (integer "n"))

let call_ipv4_header_ok () =
  let b = octets () in
  same_flag (ipv4_header_ok b (integer "n"))

let call_checksum_ok () =
  let source = an_address "source" in
  let destination = an_address "destination" in
  let b = octets () in
  same_flag (checksum_ok source destination b (integer "n"))

let call_octet_sum () =
  let b = octets () in
  let n = integer "n" in
  ignore (compare ["result"; "sum"] (octet_sum n b));
  for i = 0 to Integer.to_int n - 1 do
    ignore (compare ["result"; string_of_int i] (b (Integer.of_int i)))
  done

let call_header_parse () =
  let b = octets () in
  let n = integer "n" in
  same header (header_parse b n (integer "length"))

let call_header_octet () =
  let source = integer "source" in
  let destination = integer "destination" in
  let s = a_seg () in
  let n = Integer.to_int (compare ["result"; "length"] (Integer.mul (Integer.of_int 4) (header_words s))) in
  for i = 0 to n - 1 do
    ignore (compare ["result"; string_of_int i] (header_octet source destination s (Integer.of_int i)))
  done

let functions =
  [ ("open", call_open); ("send", call_send); ("receive", call_receive); ("close", call_close);
    ("abort", call_abort); ("status", call_status); ("segment_arrives", call_segment_arrives);
    ("timeout", call_timeout); ("transmit", call_transmit);
    ("segment_to_send", call_segment_to_send);
    ("observe_arrived", call_observe_arrived); ("observe_sent", call_observe_sent);
    ("vigil_arrived", call_vigil_arrived); ("vigil_sent", call_vigil_sent);
    ("ChallengeOverdue", call_challenge_overdue); ("ip_parse", call_ip_parse);
    ("ipv4_header_ok", call_ipv4_header_ok); ("checksum_ok", call_checksum_ok);
    ("octet_sum", call_octet_sum); ("header_parse", call_header_parse); ("header_octet", call_header_octet) ]

(* ---- All lines ------------------------------------------------------------------------------- *)

let calls = Hashtbl.create 32
let total () = Hashtbl.fold (fun _ n sum -> sum + !n) calls 0
let differences = ref 0
let differences_told = 5

let run () =
  position := 0;
  let name = word () in
  (try (List.assoc name functions) ()
   with Not_found -> failwith ("no such function: " ^ name));
  if rest () > 0 then failwith "the line is too long";
  name

let tell () =
  incr differences;
  if !differences <= differences_told then begin
    Printf.printf "call %d: %s\n" (total ()) (List.hd (String.split_on_char ' ' !line));
    telling := true;
    ignore (run ());
    telling := false;
    Printf.printf "  the line: %s\n" !line
  end

let count name =
  match Hashtbl.find_opt calls name with
  | Some n -> incr n
  | None -> Hashtbl.add calls name (ref 1)

let summary () =
  List.iter
    (fun (name, _) ->
      match Hashtbl.find_opt calls name with
      | Some n -> Printf.printf "%-18s %9d\n" name !n
      | None -> ())
    functions;
  Printf.printf "%d calls compared, %d differences\n" (total ()) !differences

let () =
  let wanted = int_of_string Sys.argv.(1) in
  (try
     while true do
       line := input_line stdin;
       differs := false;
       count (run ());
       if !differs then tell ()
     done
   with End_of_file -> ());
  summary ();
  if total () < wanted then Printf.printf "fewer than the %d calls that were wanted\n" wanted;
  exit (if !differences = 0 && total () >= wanted then 0 else 1)
