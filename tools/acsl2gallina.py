#!/usr/bin/env python3
"""Read ACSL logic functions back into Gallina, with a lemma for each that Coq is to prove.

This takes gallina2acsl.py out of what has to be trusted: for each logic function NAME of the headers
it writes NAME_back, what the ACSL says, and the lemma that NAME_back is NAME of the model for all
arguments.  It shares no code with the generator.  How ACSL is read:

- struct plumb_snd with its field una is the record snd with the projection snd_una; the C headers
  tell which fields there are, and the number of each enumerator;
- a cast is the identity: proofs/coq/Ranges*.v proves that every value stored fits its field;
- == between enumerators compares their numbers in C;
- a _Bool field f, of one bit or of an octet, is a bool: f != 0 is that bool, f == 0 its negation;
- an integer n that counts down to <= 0 in a recursive function is the fuel Z.to_nat n;
- / and % truncate (Z.quot, Z.rem).

The proofs are the tactics of proofs/coq/BackTranslation.v.
"""
import argparse
import re
import sys
from pathlib import Path

TOKEN = re.compile(r"\s*(\\?\w+|[=!<>]=|&&|\|\||[-+*/%<>!?:;,.(){}\[\]=])")
# From weakest to strongest, with the Gallina of each.
LEVELS = [{"||": "orb"}, {"&&": "andb"}, {"==": None, "!=": None, "<": "Z.ltb", "<=": "Z.leb"},
          {"+": "Z.add", "-": "Z.sub"}, {"*": "Z.mul", "/": "Z.quot", "%": "Z.rem"}]
COMPARISONS = 2


class Types:
    """The structs and enums of the C headers."""

    def __init__(self, texts):
        self.structs, self.enums, self.enumerators = {}, {}, {}
        self.compared = set()  # the enums whose numbers matter
        for text in texts:
            text = re.sub(r"/\*.*?\*/|//[^\n]*|^#[^\n]*", " ", text, flags=re.S | re.M)
            for name, body in re.findall(r"\benum plumb_(\w+)\s*\{([^}]*)\}", text):
                self.enums[name] = [x.strip() for x in body.split(",") if x.strip()]
                for item in self.enums[name]:
                    self.enumerators[item] = name
            for name, body in re.findall(r"\bstruct plumb_(\w+)\s*\{([^}]*)\}", text):
                fields = re.findall(r"((?:struct |enum )?\w+)\s+(\w+)\s*;", re.sub(r"\b(bool \w+) : 1;", r"\1;", body))
                self.structs[name] = {field: self.read(kind) for kind, field in fields}

    @staticmethod
    def read(kind):
        """The type of a parameter, a field or a cast, by its name in C or ACSL."""
        return {"bool": "_Bool"}.get(kind, kind).replace(" plumb_", " ")


class Reader:
    """A recursive descent over the body of one logic function; a term is (Gallina, type)."""

    def __init__(self, types, functions, name, parameters, body):
        self.types, self.functions, self.name = types, functions, name
        self.env = dict(parameters)
        self.tokens, self.at = [], 0
        while self.at < len(body.rstrip()):
            token = TOKEN.match(body, self.at)
            if not token:
                self.fail(f"unreadable: {body[self.at:self.at + 20]!r}")
            self.tokens.append(token[1])
            self.at = token.end()
        self.at, self.calls = 0, []
        self.recursive = (name, "(") in zip(self.tokens, self.tokens[1:])

    def fail(self, reason):
        sys.exit(f"acsl2gallina: {self.name}: {reason}")

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def eat(self, wanted=None):
        token = self.peek()
        if token is None or wanted and token != wanted:
            self.fail(f'{wanted or "more"} expected before {" ".join(self.tokens[self.at:][:5])!r}')
        self.at += 1
        return token

    def whole(self):
        """The whole body; of a recursive function, what it is when the fuel ends and before."""
        parts = []
        if self.recursive:
            fuel = next(iter(self.env), None)
            for token in (fuel, "<=", "0", "?"):
                self.eat(token)
            kind = self.env.pop(fuel)  # it may be negative now: no natural number reads so
            parts.append(self.value()[0])
            self.eat(":")
            self.env = {fuel: kind, **self.env}
        parts.append(self.value()[0])
        if self.peek():
            self.fail(f"{self.peek()} after the end")
        return parts

    def value(self):
        """A term that is no bare _Bool: that is none for ACSL's operators."""
        term, kind = self.term()
        if kind == "_Bool":
            self.fail(f"_Bool {term} as a boolean")
        return term, kind

    def term(self):
        if self.peek() == "\\let":
            self.eat()
            name = self.eat()
            if name in self.env:
                self.fail(f"a second {name}")
            self.eat("=")
            value, kind = self.value()
            self.eat(";")
            outside, self.env = self.env, {**self.env, name: kind}
            body, result = self.term()
            self.env = outside
            return f"(let v_{name} := {value} in {body})", result
        test, kind = self.binary(0)
        if self.peek() != "?":
            return test, kind
        self.eat()
        if kind != "boolean":
            self.fail(f"{test} as a test")
        yes, kind = self.value()
        self.eat(":")
        no, other = self.value()
        return f"(if {test} then {yes} else {no})", kind if kind == other else "integer"

    def binary(self, level):
        if level == COMPARISONS:
            return self.comparison()
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            left = self.operation(level, self.eat(), left, self.binary(level + 1))
        return left

    def comparison(self):
        """A negation or at most one comparison: what ACSL makes of several stays out of this."""
        if self.peek() == "!":
            self.eat()
            term, kind = self.postfix(self.primary())
            if kind != "boolean":
                self.fail(f"!{term}")
            return f"(negb {term})", "boolean"
        left = self.binary(COMPARISONS + 1)
        if self.peek() not in LEVELS[COMPARISONS]:
            return left
        sign, last = self.eat(), self.binary(COMPARISONS + 1)
        return (self.equality if sign in ("==", "!=") else self.operation)(COMPARISONS, sign, left, last)

    def operation(self, level, sign, left, last):
        for term, kind in (left, last):
            if (kind == "boolean") != (sign in ("||", "&&")) or kind == "_Bool":
                self.fail(f"{term} as an operand of {sign}")
        kind = "boolean" if level <= COMPARISONS else "integer"
        return f"({LEVELS[level][sign]} {left[0]} {last[0]})", kind

    def equality(self, _, sign, left, last):
        """Of a _Bool and 0, of enumerators, of booleans, or of integers."""
        if left[1] == "_Bool" and last[0] == "0":
            return (left[0] if sign == "!=" else f"(negb {left[0]})"), "boolean"
        if "_Bool" in (left[1], last[1]) or (left[1] == "boolean") != (last[1] == "boolean"):
            self.fail(f"{left[0]} {sign} {last[0]}")
        if last[1].startswith("enum "):
            enum = last[1].split()[1]
            self.types.compared.add(enum)
            equal = f"(same_number ({enum}_number {left[0]}) ({enum}_number {last[0]}))"
        else:
            equal = f'({"Bool.eqb" if left[1] == "boolean" else "Z.eqb"} {left[0]} {last[0]})'
        return equal if sign == "==" else f"(negb {equal})", "boolean"

    def unary(self):
        if self.peek() == "-":
            self.eat()
            return f"(Z.opp {self.unary()[0]})", "integer"
        if self.peek() == "(" and re.fullmatch(r"_Bool|enum|u?int\d+_t", self.tokens[self.at + 1]):
            self.eat()
            kind = self.eat()
            if kind == "enum":
                kind += " " + self.eat()
            self.eat(")")
            term, was = self.unary()
            kind = self.types.read(kind)
            if (was == "boolean") != (kind == "_Bool"):
                self.fail(f"cast of {term} to {kind}")
            return term, kind
        return self.postfix(self.primary())

    def postfix(self, left):
        while self.peek() in (".", "["):
            term, kind = left
            if self.eat() == "[":
                if kind != "uint8_t *":
                    self.fail(f"{term}[]")
                left = f"({term} {self.value()[0]})", "uint8_t"
                self.eat("]")
            else:
                record, field = kind.replace("struct ", ""), self.eat()
                if field not in self.types.structs.get(record, ()):
                    self.fail(f"{term}.{field}: no such field of {kind}")
                left = f"({record}_{field} {term})", self.types.structs[record][field]
        return left

    def primary(self):
        token = self.eat()
        if token == "(":
            term = self.term()
            self.eat(")")
            return term
        if token == "{":
            return self.update()
        if token in ("\\true", "\\false"):
            return token[1:], "boolean"
        if token.isdigit():
            return token, "integer"
        if token in self.env:
            return f"v_{token}", self.env[token]
        if token in self.types.enumerators:
            return token.replace("PLUMB_", ""), "enum " + self.types.enumerators[token]
        if token in self.functions or token == self.name:
            return self.call(token)
        return self.fail(f"unknown name {token}")

    def call(self, name):
        if name not in self.calls:
            self.calls.append(name)
        arguments = []
        while self.peek() == ("(" if not arguments else ","):
            self.eat()
            arguments.append(self.value()[0])
        if arguments:
            self.eat(")")
        if name != self.name:
            return f'({" ".join([name + "_back", *arguments])})', self.functions[name]
        fuel = next(iter(self.env))
        if arguments[:1] != [f"(Z.sub v_{fuel} 1)"]:
            self.fail(f"recursion that does not count down {fuel}")
        return f'({" ".join([name + "_rec", "less", *arguments[1:]])})', self.functions[name]

    def update(self):
        """A record with fields changed; all of them, if it is built over any_RECORD."""
        base, changes = self.tokens[self.at], {}
        if base.startswith("any_"):
            self.eat()
            kind = "struct " + base[len("any_"):]
        else:
            base, kind = self.postfix(self.primary())
        self.eat("\\with")
        record = kind.replace("struct ", "")
        fields = self.types.structs.get(record)
        if not fields:
            self.fail(f"no C type for {kind}")
        while not changes or self.peek() == ",":
            if changes:
                self.eat(",")
            self.eat(".")
            field = self.eat()
            self.eat("=")
            term, found = self.term()
            if field in changes or found != fields.get(field):
                self.fail(f".{field} = {term}: {found} for {fields.get(field)}")
            changes[field] = term
        self.eat("}")
        if base.startswith("any_") and len(changes) < len(fields):
            self.fail(f"{kind} with a field that is not given")
        parts = [f"{record}_{f} := {changes.get(f, f'{record}_{f} {base}')}" for f in fields]
        return "{| " + "; ".join(parts) + " |}", kind


def parameters(text):
    """[(name, type)] of a parameter list."""
    found = re.findall(r"(struct \w+|\w+)\s+(\*?)(\w+)", text or "")
    return [(name, Types.read(kind + (" *" if star else ""))) for kind, star, name in found]


def binder(name, kind):
    """A parameter in Gallina; an integer may be an enumerator, which Coq finds out."""
    coq = {"boolean": "bool", "uint8_t *": "Z -> Z"}.get(kind, kind.replace("struct ", ""))
    return f"v_{name}" if kind == "integer" else f"(v_{name} : {coq})"


def functions(types, text):
    """The names and the Gallina of all logic functions, which stand below the name of their file."""
    known, out = {}, []
    for module, section in re.findall(r"/\* \S*?(\w+)\.v \*/\s*/\*@(.*?)\*/", text, re.S):
        for result, name, listed, body in re.findall(
                r"\blogic\s+(struct \w+|\w+)\s+(\w+)(?:\{L\})?(?:\(([^)]*)\))?\s*=(.*?);\s*(?=logic|\Z)",
                section, re.S):
            known[name] = Types.read(result)
            out += function(Reader(types, known, name, parameters(listed), body), module)
    declared = re.sub(r"\baxiomatic\s.*?\}", "", text, flags=re.S)
    if len(known) != len(re.findall(r"\blogic\s+(?:struct \w+|boolean|integer)\s", declared)):
        sys.exit("acsl2gallina: a logic function was not recognised")
    return list(known), out


def function(reader, module):
    """Definition and lemma of one function."""
    listed, (*end, body) = list(reader.env.items()), reader.whole()
    name, binders, names = reader.name, [binder(*p) for p in listed], [f"v_{n}" for n, _ in listed]
    replace = "".join(f" with_{c};" for c in reader.calls if c != name)
    call, model = " ".join(names), f"{module}.{name}"
    lemma = [f"Lemma {name}_same : " + f"forall {call}, " * bool(names) + f"{name}_back {call} = {model} {call}."]
    if not reader.recursive:
        return [f'Definition {name}_back {" ".join(binders)} :=\n  {body}.', *lemma,
                f"Proof. intros; unfold {name}_back, {model}; cbv zeta;{replace} back. Qed.",
                tactic(name, names)]
    fuel, others, rest = names[0], " ".join(binders[1:]), " ".join(names[1:])
    return [f"Fixpoint {name}_rec (fuel : nat) {others} := let {fuel} := Z.of_nat fuel in",
            f"  match fuel with\n  | O => {end[0]}\n  | S less => {body}\n  end.",
            f"Definition {name}_back ({fuel} : Z) {others} := {name}_rec (Z.to_nat {fuel}) {rest}.",
            f"Lemma {name}_rec_same : forall fuel {rest}, {name}_rec fuel {rest} = {model} fuel {rest}.",
            f"Proof.\n  induction fuel as [|less IH]; intros; cbn [{name}_rec {model}]; cbv zeta;"
            f"{replace} rewrite ?less_fuel, ?IH; back.\nQed.",
            *lemma, f"Proof. intros; apply {name}_rec_same. Qed.", tactic(name, names)]


def tactic(name, names):
    """What replaces NAME_back by NAME in the goal of a caller."""
    unknown = "".join(f" ?a{i}" for i in range(len(names)))
    return (f"Ltac with_{name} := repeat match goal with |- context [{name}_back{unknown}] => "
            f'case (eq_sym ({name}_same{unknown.replace("?", "")})) end.')


PREAMBLE = """(* Generated by tools/acsl2gallina.py: what the ACSL headers say, each function proved equal to the
   model's.  How ACSL is read: see there. *)
From Plumb Require Import {modules}.
From PlumbProofs Require Import BackTranslation.
Require Import ZArith Bool.
Open Scope Z_scope.
Set Warnings "-ambiguous-paths".
Local Coercion Z.of_nat : nat >-> Z.
Local Coercion Z.to_nat : Z >-> nat.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--types", action="append", required=True, type=Path, metavar="FILE.h",
                        help="a header that defines the C types")
    parser.add_argument("--output", required=True, type=Path, metavar="FILE.v")
    parser.add_argument("headers", nargs="+", type=Path, metavar="FILE.h")
    args = parser.parse_args()
    types = Types([p.read_text() for p in args.types])
    text = "\n".join(p.read_text() for p in args.headers)
    modules = re.findall(r"/\* \S*?(\w+)\.v \*/\s*/\*@", text)
    known, lines = functions(types, text)
    numbers = [f"Definition {enum}_number (x : {enum}) : Z :=\n  match x with "
               + " | ".join(f'{item.replace("PLUMB_", "")} => {i}' for i, item in enumerate(items))
               + " end." for enum, items in types.enums.items() if enum in types.compared]
    everything = f'Definition everything := ({", ".join(n + "_same" for n in known)}).'
    args.output.write_text("\n".join([PREAMBLE.format(modules=" ".join(modules)), *numbers, *lines,
                                      everything, "Print Assumptions everything.", ""]))
    print(f"{args.output}: {len(known)} functions")


if __name__ == "__main__":
    main()
