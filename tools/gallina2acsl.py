#!/usr/bin/env python3
"""Translate the executable model from Gallina to ACSL logic functions.

Reads what Coq's `Extraction Language JSON` writes for the modules named (spec/Extract.v) and writes
a C header of ACSL comments, the definitions in the order of the source.  The C types are
hand-written; they are only spoken of here:

  Gallina                                 ACSL
  Z; as a field u8 u16 u32 u64 time       integer; uint8_t uint16_t uint32_t uint64_t uint64_t
  bool                                    boolean; as a field _Bool
  enum tcp_state, its SYN_SENT            integer, PLUMB_SYN_SENT; as a field enum plumb_tcp_state
  record snd, its projection snd_una      struct plumb_snd, its field una
  Z -> Z, a buffer of octets              uint8_t *
  nat, the fuel of a Fixpoint             integer: nothing is left when it is <= 0
  let, if, match on one of the above      \\let, ?:, ==
  a function with all its arguments       the function of the same name
  Z.add sub mul quot rem leb ltb eqb      + - * / % <= < ==
  andb orb negb Bool.eqb                  && || ! ==
  Z.of_nat, Z.to_nat                      nothing

All else is an error that names the file and the line of the definition; the exit status is 1.
That the translation is right is not taken on trust: acsl2gallina.py reads it back for Coq to prove.
"""
import argparse
import itertools
import re
import sys
from pathlib import Path

import acsl_text
from acsl_text import ADD, AND, COMPARE, MULTIPLY, OR
from extraction import Model, Outside, coq_name, qualify

OPERATORS = {
    "Z.add": (ADD, "+"), "Z.sub": (ADD, "-"), "Z.mul": (MULTIPLY, "*"), "Z.quot": (MULTIPLY, "/"),
    "Z.rem": (MULTIPLY, "%"), "Z.leb": (COMPARE, "<="), "Z.ltb": (COMPARE, "<"), "Z.eqb": (COMPARE, "=="),
    "Bool.andb": (AND, "&&"), "Bool.orb": (OR, "||"), "Bool.eqb": (COMPARE, "==")}
INT, BOOL, FUEL = ("int", None), ("bool", None), ("fuel", None)
CONSTANTS = {"Datatypes.Coq_true": (("name", "\\true"), BOOL),
             "Datatypes.Coq_false": (("name", "\\false"), BOOL),
             "BinNums.Z0": (("name", "0"), INT), "Datatypes.O": (("name", "0"), FUEL)}
KEYWORDS = set('''auto boolean break case char const continue default do double else enum extern
    float for goto if inline int integer long real register restrict return set short signed sizeof
    static struct switch typedef union unsigned void volatile while'''.split())


def c_type(kind, detail):
    """The C type of a field."""
    if kind in ("struct", "enum"):
        return f"{kind} plumb_{coq_name(detail)}"
    return "_Bool" if kind == "bool" else detail


def logic_type(kind, detail):
    """The ACSL type of a parameter or a result."""
    if kind == "struct":
        return c_type(kind, detail)
    return {"bool": "boolean", "octets": "uint8_t *"}.get(kind, "integer")


def enumerator(name):
    """The C name of a constructor."""
    return "name", "PLUMB_" + coq_name(name)


def numeral(tree):
    """The value of a binary number of Coq."""
    digit = coq_name(tree["name"])
    return 1 if digit == "xH" else 2 * numeral(tree["args"][0]) + (digit == "xI")


def choice(test, yes, no):
    """test ? yes : no, in its simplest form."""
    if (yes[1], no[1]) == ("\\true", "\\false"):
        return test
    if (yes[1], no[1]) == ("\\false", "\\true"):
        return "not", test
    return "if", test, yes, no


def stored(term, kind):
    """A term as the value of a field: a cast, unless it is of the field's type already."""
    wanted = c_type(*kind)
    if term[0] == "read" and c_type(*term[3]) == wanted:
        return "path", term[1], term[2]
    if kind[0] == "struct" or kind[0] == "enum" and term[0] == "name" and term[1].startswith("PLUMB_"):
        return term
    return "cast", wanted, term


def expanded(value, count):
    """(parameters, body) of a function of that many, though extraction writes `fun x => f x` as f."""
    names, body = (value["argnames"], value["body"]) if value["what"] == "expr:lambda" else ([], value)
    unused = (x for x in (f"x{i}" for i in itertools.count()) if x not in names)
    more = [next(unused) for _ in range(len(names), count)]
    func, args = (body["func"], body["args"]) if body["what"] == "expr:apply" else (body, [])
    if more and func["what"] != "expr:global":
        raise Outside("a function as a result")
    if more:
        args = args + [{"what": "expr:rel", "name": x} for x in more]
        body = {"what": "expr:apply", "func": func, "args": args}
    return names + more, body


class Translator:
    """Gallina terms to the terms of acsl_text.  An environment maps a local to (term, type)."""

    def __init__(self, model):
        self.model, self.module = model, None
        self.known = {}  # the functions so far: Coq's name to ACSL's

    def function(self, name):
        """The text of one logic function."""
        self.module = name.split(".")[0]
        types, result = self.model.signature(name)
        locals_, body = expanded(self.model.terms[name]["value"], len(types))
        short = coq_name(name)
        if short in KEYWORDS or short in self.known.values():
            raise Outside("the name is a keyword of C or ACSL, or defined in two modules")
        self.known[name] = short
        env = {}
        for x, kind in zip(locals_, types):
            env[x] = ("name", self.fresh(x, env)), kind
        label = "{L}" if ("octets", None) in types else ""
        head = f"  logic {logic_type(*result)} {short}{label}"
        if types:
            listed = [("name", f"{logic_type(*kind)} {x[1]}".replace("* ", "*")) for x, kind in env.values()]
            head += f"({acsl_text.fill(listed, len(head) + 1)})"
        return f"{head} =\n    {acsl_text.text(self.term(body, env)[0], column=4)};\n"

    def fresh(self, name, env):
        """A name for a local that is no keyword, no function and no other local."""
        name = name.replace("'", "_")
        while name in KEYWORDS or name in self.known.values() \
                or name in [x[1] for x, _ in env.values()]:
            name += "_"
        return name

    def term(self, tree, env):
        """(term, type) of a Gallina term."""
        match tree:
            case {"what": "expr:rel", "name": name}:
                return env[name]
            case {"what": "expr:global", "name": name}:
                return self.apply(name, [])
            case {"what": "expr:apply", "func": {"what": "expr:global", "name": name}, "args": args}:
                return self.apply(name, [self.term(x, env)[0] for x in args])
            case {"what": "expr:apply", "func": {"what": "expr:rel", "name": name}, "args": [index]} \
                    if env[name][1][0] == "octets":
                return ("octet", env[name][0], self.term(index, env)[0]), ("int", "uint8_t")
            case {"what": "expr:let", "name": name, "nameval": value, "body": body}:
                value, kind = self.term(value, env)
                local = "name", self.fresh(name, env)
                body, result = self.term(body, {**env, name: (local, kind)})
                return ("let", local[1], value, body), result
            case {"what": "expr:constructor", "name": name, "args": args}:
                return self.constructor(qualify(self.module, name), args, env)
            case {"what": "expr:case", "expr": matched, "cases": cases}:
                return self.match(self.term(matched, env), cases, env)
        raise Outside({"expr:lambda": "fun", "expr:apply": "application of a local"}
                      .get(tree["what"], tree["what"][len("expr:"):]))

    def apply(self, name, terms):
        """An operator, or a function of the model, with all its arguments."""
        if name in OPERATORS and len(terms) == 2:
            strength, sign = OPERATORS[name]
            return ("op", strength, sign, *terms), INT if strength >= ADD else BOOL
        if name == "Bool.negb" and terms:
            return ("not", terms[0]), BOOL
        if name == "Z.to_nat" and terms:
            return terms[0], FUEL
        if name == "Z.of_nat" and terms:
            if terms[0][0] != "op":  # not what is left after S, and so perhaps negative in ACSL
                raise Outside("Z.of_nat of a parameter")
            return terms[0], INT
        if name in OPERATORS or name in ("Bool.negb", "Z.of_nat", "Z.to_nat"):
            raise Outside(f"{name} without all its arguments")
        name = qualify(self.module, name)
        if name not in self.known:
            raise Outside(f'{coq_name(name)} of {name.rsplit(".", 1)[0]}')
        types, result = self.model.signature(name)
        if len(types) != len(terms):
            raise Outside(f"{coq_name(name)} without all its arguments")
        return ("call", self.known[name], terms) if terms else ("name", self.known[name]), result

    def constructor(self, name, args, env):
        """A constant, an enumerator or a record."""
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in ("BinNums.Zpos", "BinNums.Zneg"):
            return ("name", "-" * (name == "BinNums.Zneg") + str(numeral(args[0]))), INT
        if name == "Datatypes.S":
            less, _ = self.term(args[0], env)
            if less[0] != "name" or not less[1].isdigit():
                raise Outside("the successor of a variable")
            return ("name", str(int(less[1]) + 1)), FUEL
        owner = self.model.constructors.get(name)
        if owner and self.model.is_enum(owner):
            return enumerator(name), ("enum", owner)
        if owner and self.model.is_record(owner):
            return self.build(owner, [self.term(x, env)[0] for x in args]), ("struct", owner)
        raise Outside(f"constructor {coq_name(name)}")

    def build(self, record, values):
        """A record, as the record that most of its fields are copied from, with changes."""
        fields = self.model.record(record)
        copied = [v[1] for v, (f, _) in zip(values, fields)
                  if v[0] == "read" and (v[2], v[4]) == (f, record)]
        base = max(copied, key=copied.count, default=("name", "any_" + coq_name(record)))
        changes = [(f, stored(v, kind)) for v, (f, kind) in zip(values, fields)
                   if v[:3] != ("read", base, f)]
        return ("with", base, changes) if changes else base

    def match(self, matched, cases, env):
        """A match: on a record it names the fields, else it chooses."""
        value, (kind, detail) = matched
        arms = {}
        for case in cases:
            if case["pat"]["what"] != "pat:constructor":
                raise Outside("a pattern that is no constructor")
            arms[qualify(self.module, case["pat"]["name"])] = case["pat"]["argnames"], case["body"]
        if kind == "struct":
            (names, body), = arms.values()
            bound = {x: (("read", value, field, t, detail), t)
                     for x, (field, t) in zip(names, self.model.record(detail))}
            return self.term(body, {**env, **bound})
        if kind == "enum":
            return self.match_enum(value, arms, env)
        if kind == "bool":
            yes, result = self.term(arms["Datatypes.Coq_true"][1], env)
            return choice(value, yes, self.term(arms["Datatypes.Coq_false"][1], env)[0]), result
        if kind == "fuel":
            (less,), body = arms["Datatypes.S"]
            rest = ("op", ADD, "-", value, ("name", "1"))
            more, result = self.term(body, {**env, less: (rest, FUEL)})
            return choice(("op", COMPARE, "<=", value, ("name", "0")),
                          self.term(arms["Datatypes.O"][1], env)[0], more), result
        raise Outside("match on a number")

    def match_enum(self, value, arms, env):
        """Extraction writes out `_` and variables, case by case: equal arms become one again, those
        that give back what is matched too.  The arm with most cases comes last, or with as many \\false."""
        terms = {name: self.term(body, env) for name, (_, body) in arms.items()}
        result = next(iter(terms.values()))[1]
        same = [name for name, (term, _) in terms.items() if term == enumerator(name)]
        groups = {}
        for name, (term, _) in terms.items():
            term = value if name in same and len(same) > 1 else term
            groups.setdefault(str(term), (term, []))[1].append(name)
        last = max(reversed(groups), key=lambda k: (len(groups[k][1]), groups[k][0][1] == "\\false"))
        chosen = groups.pop(last)[0]
        for term, names in reversed(groups.values()):
            tests = [("op", COMPARE, "==", value, enumerator(n)) for n in names]
            test = tests[0]
            for other in tests[1:]:
                test = "op", OR, "||", test, other
            chosen = choice(test, term, chosen)
        return chosen, result


def header(model, given, modules, output):
    """The text of the whole header."""
    translator, sections = Translator(model), []
    for module in given + modules:
        model.load(module)
        functions = []
        for name in model.functions[module]:
            try:
                functions.append(translator.function(name))
            except Outside as reason:
                model.die(name, reason)
        if module in modules and functions:
            sections.append(f"/* {model.source(module)} */\n/*@\n" + "\n".join(functions) + "*/\n")
    guard = "PLUMB_" + re.sub(r"\W", "_", "_".join(output.parts[-2:])).upper()
    records = "".join(f"  logic struct plumb_{coq_name(n)} any_{coq_name(n)};\n" for n in model.types
                      if n.split(".")[0] in modules and model.is_record(n))
    return ("/* Generated by tools/gallina2acsl.py from the Coq files named below: do not edit.\n"
            "   The executable model as ACSL logic functions; the C types have to come before. */\n"
            f"#ifndef {guard}\n#define {guard}\n\n"
            "/* What a record is built over when every field of it is given. */\n"
            f'/*@ axiomatic Any_{guard[len("PLUMB_"):-2].lower()} {{\n{records}}} */\n\n'
            + "\n".join(sections) + "\n#endif\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", required=True, metavar="DIR", help="where Coq wrote MODULE.json")
    parser.add_argument("--spec", required=True, metavar="DIR", help="where MODULE.v is")
    parser.add_argument("--given", action="append", default=[], metavar="MODULE",
                        help="a module that a header included before has defined")
    parser.add_argument("--output", required=True, type=Path, metavar="FILE.h")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if FILE.h differs")
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    args = parser.parse_args()
    text = header(Model(args.json, args.spec), args.given, args.modules, args.output)
    if not args.check:
        args.output.write_text(text)
    elif not args.output.exists() or args.output.read_text() != text:
        sys.exit(f"{args.output}: stale: it is not what the model says (make -C proofs acsl)")


if __name__ == "__main__":
    main()
