#!/usr/bin/env python3
"""Translate the executable model from Gallina to ACSL logic functions.

Reads what Coq's `Extraction Language JSON` writes for the modules named (spec/Extract.v says how) and
writes one C header of ACSL comments, with the definitions in the order of the Coq files.  The C
types are hand-written; this program only speaks of them:

  Gallina                                 ACSL
  Z, in a record u8 u16 u32 time          integer; uint8_t uint16_t uint32_t uint64_t
  bool                                    boolean; a field is _Bool
  enum tcp_state, its SYN_SENT            integer, PLUMB_SYN_SENT; a field is enum plumb_tcp_state
  record snd, its projection snd_una      struct plumb_snd, its field una
  nat, as the fuel of a Fixpoint          integer, nothing left when <= 0
  Z -> Z, an octet buffer                 uint8_t *
  let, if, match on the types above       \\let, ?:, ==
  total first-order application           application
  Z.add sub mul quot rem leb ltb eqb      + - * / % <= < ==
  andb orb negb                           && || !

Anything else is an error that names the file and the line of the definition; the exit status is 1.
"""
import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

WIDTH = 100
LET, IF, OR, AND, EQ, REL, ADD, MUL, UNARY, ATOM = range(10)
BINARY = {
    'Z.add': (ADD, '+'), 'Z.sub': (ADD, '-'), 'Z.mul': (MUL, '*'), 'Z.quot': (MUL, '/'),
    'Z.rem': (MUL, '%'), 'Z.leb': (REL, '<='), 'Z.ltb': (REL, '<'), 'Z.eqb': (EQ, '=='),
    'Bool.andb': (AND, '&&'), 'Bool.orb': (OR, '||')}
TRUE, FALSE = ('name', '\\true'), ('name', '\\false')
C_TYPE = {'u8': 'uint8_t', 'u16': 'uint16_t', 'u32': 'uint32_t', 'time': 'uint64_t'}
BUILTIN = {'BinNums.coq_Z': ('int', None), 'Datatypes.bool': ('bool', None),
           'Datatypes.nat': ('fuel', None)}
RESERVED = set('''auto boolean break case char const continue default do double else enum extern float
    for goto if inline int integer long real register restrict return set short signed sizeof static
    struct switch typedef union unsigned void volatile while'''.split())


class Outside(Exception):
    """The definition is outside the fragment."""


class Model:
    """The extracted modules: their types, functions and where each stands in the Coq source."""

    def __init__(self, json_dir, spec_dir):
        self.json_dir, self.spec_dir = Path(json_dir), Path(spec_dir)
        self.modules, self.types, self.terms = {}, {}, {}
        self.constructors, self.fields = {}, {}

    def load(self, module):
        """The declarations of a module, after those of the modules it uses."""
        if module in self.modules:
            return
        self.modules[module] = []
        path = self.json_dir / f'{module}.json'
        if not (self.spec_dir / f'{module}.v').exists():
            return  # Coq's own library: what may be used of it is in the tables above
        tree = json.loads(path.read_text())
        for used in tree['used_modules']:
            self.load(used)
        for group in tree['declarations']:
            for item in group.get('fixlist', [group]):
                self.declare(module, item, recursive='fixlist' in group)

    def declare(self, module, item, recursive):
        """Take in one declaration; a projection is told from a function by its shape."""
        name = f"{module}.{item['name']}"
        if item['what'] in ('decl:type', 'decl:ind'):
            self.types[name] = item
            for constructor in item.get('constructors', []):
                self.constructors[f"{module}.{constructor['name']}"] = (name, constructor)
            return
        if re.sub('_(rect|rec|ind)$', '', name) in self.types and 'type:varidx' in json.dumps(item['type']):
            return  # the elimination scheme that Coq defines with an inductive type
        self.terms[name] = dict(item, module=module, recursive=recursive)
        record, index = self.projection(module, item['value'])
        if record is None:
            self.modules[module].append(name)
        else:
            prefix = record.split('.')[1] + '_'
            if not item['name'].startswith(prefix):
                self.die(name, f"projection of record {prefix[:-1]} lacks the prefix {prefix}")
            self.fields.setdefault(record, {})[index] = item['name'][len(prefix):]

    def projection(self, module, value):
        """(record, index) when value is `fun r => match r with Build_record .. x .. => x end`."""
        body = value.get('body', {})
        if len(value.get('argnames', [])) == 1 and body.get('what') == 'expr:case' \
                and body['expr'] == {'what': 'expr:rel', 'name': value['argnames'][0]}:
            case = body['cases'][0]
            record, _ = self.constructors.get(qualify(module, case['pat'].get('name', '')), (None, None))
            names = case['pat'].get('argnames', [])
            if record and self.is_record(record) and case['body']['what'] == 'expr:rel' \
                    and [x for x in names if x != '_'] == [case['body']['name']] \
                    and len(self.fields.get(record, {})) < len(names):
                return record, names.index(case['body']['name'])
        return None, None

    def is_record(self, name):
        """One constructor, named by Coq's Record command."""
        found = self.types.get(name, {}).get('constructors', [])
        return len(found) == 1 and found[0]['name'] == 'Build_' + name.split('.')[1]

    def is_enum(self, name):
        """Constructors without arguments only."""
        found = self.types.get(name, {}).get('constructors', [])
        return len(found) > 1 and not any(c['argtypes'] for c in found)

    def record(self, name):
        """[(field, type)] of a record."""
        arguments = self.types[name]['constructors'][0]['argtypes']
        fields = self.fields.get(name, {})
        missing = [i + 1 for i in range(len(arguments)) if i not in fields]
        if missing:
            raise Outside(f"record {name.split('.')[1]}: no projection for field {missing[0]}")
        module = name.split('.')[0]
        return [(fields[i], self.type_of(module, t)) for i, t in enumerate(arguments)]

    def type_of(self, module, tree):
        """(kind, detail): kind is int, bool, fuel, octets, enum or struct."""
        if tree['what'] == 'type:arrow':
            ends = self.type_of(module, tree['left']), self.type_of(module, tree['right'])
            if all(kind == 'int' for kind, _ in ends):
                return 'octets', None
            raise Outside('higher-order type')
        if tree['what'] != 'type:glob' or tree['args']:
            raise Outside('polymorphic type')
        name = qualify(module, tree['name'])
        if name in BUILTIN:
            return BUILTIN[name]
        short = name.split('.')[1]
        if self.types.get(name, {}).get('what') == 'decl:type':
            kind, detail = self.type_of(name.split('.')[0], self.types[name]['value'])
            return kind, C_TYPE.get(short, detail)
        if self.is_enum(name) or self.is_record(name):
            return 'enum' if self.is_enum(name) else 'struct', name
        raise Outside(f'type {coq_name(short)}')

    def signature(self, name):
        """(parameter types, result type) of a function."""
        module, tree, parameters = name.split('.')[0], self.terms[name]['type'], []
        while tree['what'] == 'type:arrow':
            parameters.append(self.type_of(module, tree['left']))
            tree = tree['right']
        return parameters, self.type_of(module, tree)

    def die(self, name, message):
        """Report a definition as FILE:LINE and end."""
        module, short = name.split('.')
        path = self.spec_dir / f'{module}.v'
        word = re.compile(rf'\b{re.escape(coq_name(short))}\b')
        lines = path.read_text().splitlines()
        starts = r'\s*(Definition|Fixpoint|with|Record|Inductive|Let|Function)\b'
        line = next((i for i, s in enumerate(lines, 1) if re.match(starts, s) and word.search(s)),
                    next((i for i, s in enumerate(lines, 1) if word.search(s)), 1))
        sys.exit(f'{path}:{line}: {coq_name(short)}: outside the fragment: {message}')


def qualify(module, name):
    """Coq leaves the module out of the names of the module it is in."""
    return name if '.' in name else f'{module}.{name}'


def coq_name(name):
    """The name as in the source: Extraction writes a term Acceptable as coq_Acceptable."""
    return re.sub(r'^[cC]oq_(?=[A-Z_a-z])', '', name)


class Translator:
    """Gallina terms to ACSL terms, which are tuples that Layout prints."""

    def __init__(self, model, known):
        self.model, self.known, self.module = model, known, None

    def function(self, name):
        """(name, parameters as (type, name), result type, body) of one definition."""
        self.module = name.split('.')[0]
        parameters, result = self.model.signature(name)
        value = self.model.terms[name]['value']
        names, body = [], value
        if value['what'] == 'expr:lambda':
            names, body = value['argnames'], value['body']
        if len(names) != len(parameters):
            raise Outside('partial application: not all parameters are named')
        env, listed = {}, []
        for x, kind in zip(names, parameters):
            env[x] = ('name', self.local(x, env)), kind
            listed.append((kind, env[x][0][1]))
        short = coq_name(name.split('.')[1])
        if short in RESERVED:
            raise Outside('the name is a keyword of C or ACSL')
        self.known[name] = short
        return short, listed, result, self.term(body, env)[0]

    def local(self, name, env):
        """A name for a local that is no keyword, function or other local."""
        name = name.replace("'", '_')
        taken = RESERVED | set(self.known.values()) | {v[0][1] for v in env.values()}
        while name in taken:
            name += '_'
        return name

    def term(self, tree, env):
        """(ACSL term, type) of a Gallina term."""
        what = tree['what']
        if what == 'expr:rel':
            return env[tree['name']]
        if what == 'expr:global':
            return self.apply(tree['name'], [])
        if what == 'expr:apply':
            arguments = [self.term(x, env) for x in tree['args']]
            head = tree['func']
            if head['what'] == 'expr:global':
                return self.apply(head['name'], arguments)
            if head['what'] == 'expr:rel' and env[head['name']][1][0] == 'octets':
                return ('index', env[head['name']][0], arguments[0][0]), ('int', 'uint8_t')
            raise Outside('higher-order application')
        if what == 'expr:let':
            value, kind = self.term(tree['nameval'], env)
            x = self.local(tree['name'], env)
            body, result = self.term(tree['body'], {**env, tree['name']: (('name', x), kind)})
            return ('let', x, value, body), result
        if what == 'expr:constructor':
            return self.constructor(tree, env)
        if what == 'expr:case':
            return self.match(tree, env)
        raise Outside({'expr:lambda': 'a function as a value'}.get(what, what[5:]))

    def apply(self, name, arguments):
        """A function of the tables above or of the model, with all its arguments."""
        terms = [term for term, _ in arguments]
        if name in BINARY and len(terms) == 2:
            prec, sign = BINARY[name]
            kind = ('int', None) if prec >= ADD else ('bool', None)
            return ('op', prec, sign, *terms), kind
        if name == 'Bool.negb' and len(terms) == 1:
            return ('not', terms[0]), ('bool', None)
        if name == 'Z.of_nat' and len(terms) == 1:
            return terms[0], ('int', None)
        name = qualify(self.module, name)
        if name not in self.known:
            raise Outside(f'{coq_name(name.split(".")[1])} of {name.split(".")[0]}')
        parameters, result = self.model.signature(name)
        if len(parameters) != len(terms):
            raise Outside(f'partial application of {self.known[name]}')
        return ('call', self.known[name], terms) if terms else ('name', self.known[name]), result

    def constructor(self, tree, env):
        """A number, true, false, an enumerator, or a record."""
        name, arguments = qualify(self.module, tree['name']), tree['args']
        if name in ('BinNums.Z0', 'Datatypes.O'):
            return ('name', '0'), ('int' if name[0] == 'B' else 'fuel', None)
        if name in ('BinNums.Zpos', 'BinNums.Zneg'):
            sign = '-' if name == 'BinNums.Zneg' else ''
            return ('name', f'{sign}{positive(arguments[0])}'), ('int', None)
        if name == 'Datatypes.S':
            term, kind = self.term(arguments[0], env)
            if not term[1].isdigit():
                raise Outside('successor')
            return ('name', str(int(term[1]) + 1)), kind
        if name in ('Datatypes.Coq_true', 'Datatypes.Coq_false'):
            return TRUE if name.endswith('true') else FALSE, ('bool', None)
        owner, _ = self.model.constructors.get(name, ('', None))
        if self.model.is_enum(owner):
            return ('name', 'PLUMB_' + tree['name'].split('.')[-1]), ('enum', owner)
        if self.model.is_record(owner):
            return self.build(owner, [self.term(x, env)[0] for x in arguments]), ('struct', owner)
        raise Outside(f'constructor {coq_name(name.split(".")[1])}')

    def build(self, record, values):
        """A record, as the changes to the record that most of its fields are copied from."""
        fields = self.model.record(record)
        copied = [v[1] for v, (f, _) in zip(values, fields)
                  if v[0] == 'read' and v[2] == f and v[4] == record]
        base = max(copied, key=copied.count, default=('name', 'any_' + record.split('.')[1]))
        changes = [(f, store(v, kind)) for v, (f, kind) in zip(values, fields)
                   if v[:3] != ('read', base, f)]
        return ('with', base, changes) if changes else base

    def match(self, tree, env):
        """A match: on a record it names fields, else it chooses."""
        value, (kind, detail) = self.term(tree['expr'], env)
        cases = []
        for case in tree['cases']:
            if case['pat']['what'] != 'pat:constructor':
                raise Outside('pattern ' + case['pat']['what'][4:])
            cases.append((qualify(self.module, case['pat']['name']), case['pat']['argnames'], case['body']))
        if kind == 'struct':
            _, names, body = cases[0]
            bound = {x: (('read', value, field, t, detail), t)
                     for x, (field, t) in zip(names, self.model.record(detail))}
            return self.term(body, {**env, **bound})
        if kind == 'enum':
            return self.match_enum(value, detail, cases, env)
        if kind == 'bool':
            by = {name: self.term(body, env) for name, _, body in cases}
            return choice(value, by['Datatypes.Coq_true'][0], by['Datatypes.Coq_false']
                          [0]), by['Datatypes.Coq_true'][1]
        if kind == 'fuel':
            by = {name: (names, body) for name, names, body in cases}
            zero, result = self.term(by['Datatypes.O'][1], env)
            (less,), body = by['Datatypes.S']
            rest = ('op', ADD, '-', value, ('name', '1'))
            more, _ = self.term(body, {**env, less: (rest, ('fuel', None))})
            return choice(('op', REL, '<=', value, ('name', '0')), zero, more), result
        raise Outside('match on ' + {'int': 'Z'}.get(kind, kind))

    def match_enum(self, value, enum, cases, env):
        """Equal branches (Coq expands `_`) become one; the one with most cases comes last."""
        groups = {}
        for name, _, body in cases:
            term, result = self.term(body, env)
            groups.setdefault(repr(term), (term, []))[1].append(name)
        last = max(reversed(groups), key=lambda k: len(groups[k][1]))
        term = groups.pop(last)[0]
        for branch, names in reversed(groups.values()):
            test = None
            for name in names:
                equal = ('op', EQ, '==', value, ('name', 'PLUMB_' + name.split('.')[1]))
                test = ('op', OR, '||', test, equal) if test else equal
            term = choice(test, branch, term)
        return term, result


def choice(test, yes, no):
    """test ? yes : no"""
    if (yes, no) == (TRUE, FALSE):
        return test
    return ('not', test) if (yes, no) == (FALSE, TRUE) else ('if', test, yes, no)


def positive(tree):
    """The value of a binary numeral of Coq."""
    digit = tree['name'].split('_')[1]
    return 1 if digit == 'xH' else 2 * positive(tree['args'][0]) + (digit == 'xI')


def c_type(kind, detail):
    """The C type of a field."""
    if kind == 'int' and detail is None:
        raise Outside('a field of type Z: it needs one of ' + ', '.join(C_TYPE))
    if kind in ('struct', 'enum'):
        return f"{kind} plumb_{detail.split('.')[1]}"
    return {'int': detail, 'bool': '_Bool'}[kind]


def store(term, kind):
    """A term as the value of a field: a C type, by cast where it is not of that type already."""
    wanted = c_type(*kind)
    if term[0] == 'read' and c_type(*term[3]) == wanted:
        return 'path', term[1], term[2]
    if kind[0] == 'struct' or kind[0] == 'enum' and term[0] == 'name' and term[1].startswith('PLUMB_'):
        return term
    return 'cast', wanted, term


class Layout:
    """Prints terms.  A column of None asks for one line, else the term starts at that column and
    its further lines are indented to fit."""

    def text(self, term, prec, column):
        """The term, in parentheses if it binds weaker than prec."""
        flat = self.enclosed(term, prec, None)
        if column is None or column + len(flat) < WIDTH and '\\let' not in flat:
            return flat
        return self.enclosed(term, prec, column)

    def enclosed(self, term, prec, column):
        own, text = getattr(self, term[0] + '_')(column, *term[1:])
        if own >= prec:
            return text
        if column is not None:
            text = getattr(self, term[0] + '_')(column + 1, *term[1:])[1]
        return f'({text})'

    def name_(self, _, name):
        return ATOM, name

    def path_(self, _, base, field):
        return ATOM, f'{self.text(base, ATOM, None)}.{field}'

    def read_(self, _, base, field, kind, __):
        path = f'{self.text(base, ATOM, None)}.{field}'
        return (EQ, path + ' != 0') if kind[0] == 'bool' else (ATOM, path)

    def index_(self, _, base, index):
        return ATOM, f'{self.text(base, ATOM, None)}[{self.text(index, LET, None)}]'

    def not_(self, column, term):
        if term[0] == 'read':
            return EQ, f'{self.text(term[1], ATOM, None)}.{term[2]} == 0'
        return UNARY, '!' + self.text(term, UNARY, column and column + 1)

    def cast_(self, column, wanted, term):
        return UNARY, f'({wanted})' + self.text(term, UNARY, column and column + len(wanted) + 2)

    def call_(self, column, name, arguments):
        return ATOM, f'{name}({self.fill(column and column + len(name) + 1, arguments)})'

    def with_(self, column, base, changes):
        head = f'{{ {self.text(base, ATOM, None)} \\with'
        heads, terms = [f'.{f} = ' for f, _ in changes], [t for _, t in changes]
        pad = ' ' if column is None else '\n' + ' ' * (column + 4)
        return ATOM, f'{head}{pad}{self.fill(column and column + 4, terms, heads)} }}'

    def fill(self, column, terms, heads=None):
        """Terms with commas between, as many on a line as fit."""
        parts, at = [], column
        for head, term in zip(heads or [''] * len(terms), terms):
            text = head + self.text(term, IF, column and column + len(head))
            if parts and column is not None and at + len(text) + 2 >= WIDTH:
                parts.append(',\n' + ' ' * column)
                at = column
            elif parts:
                parts.append(', ')
            parts.append(text)
            at = at and at + len(text) + 2
        return ''.join(parts)

    def op_(self, column, prec, sign, left, right):
        joint = ' ' if column is None else '\n' + ' ' * column
        last = column and column + len(sign) + 1
        return prec, f'{self.operand(left, prec, prec, column)}{joint}{sign} ' \
                     f'{self.operand(right, prec, prec + 1, last)}'

    def operand(self, term, outer, prec, column):
        """An operand; && within || gets parentheses it does not need, as C compilers want it."""
        mixed = outer == OR and term[:2] == ('op', AND)
        return self.text(term, ATOM if mixed else prec, column)

    def if_(self, column, test, yes, no):
        """A chain of tests, one a line."""
        head, arm = self.text(test, OR, column), self.text(yes, OR, None)
        if column is None:
            return IF, f'{head} ? {arm} : {self.text(no, IF, None)}'
        pad = '\n' + ' ' * column
        if '\n' in head or '\\let' in arm or column + len(head) + len(arm) + 5 >= WIDTH:
            arm = pad + '  ? ' + self.text(yes, OR, column + 4)
        else:
            arm = ' ? ' + arm
        rest = self.enclosed(no, LET, column + 2) if no[0] == 'let' else self.text(no, IF, column + 2)
        if no[0] == 'if':
            rest = self.if_(column, *no[1:])[1] if self.chain(no) else rest
        return IF, f'{head}{arm}{pad}: {rest}'

    def chain(self, term):
        """Whether the else branch is written below, test by test."""
        return term[0] == 'if'

    def let_(self, column, name, value, body):
        head = f'\\let {name} = '
        pad = ' ' if column is None else '\n' + ' ' * column
        return LET, (f'{head}{self.text(value, IF, column and column + len(head))};'
                     f'{pad}{self.text(body, LET, column)}')


def logic_type(kind, detail):
    """The ACSL type of a parameter or result."""
    if kind == 'struct':
        return c_type(kind, detail)
    return {'bool': 'boolean', 'octets': 'uint8_t *'}.get(kind, 'integer')


def definition(name, parameters, result, body):
    """The text of one logic function."""
    label = '{L}' if any(kind[0] == 'octets' for kind, _ in parameters) else ''
    head = f'  logic {logic_type(*result)} {name}{label}'
    if parameters:
        listed = [('name', f'{logic_type(*kind)} {x}'.replace('* ', '*')) for kind, x in parameters]
        head += f'({Layout().fill(len(head) + 1, listed)})'
    return f'{head} =\n    {Layout().text(body, LET, 4)};\n'


def header(model, arguments):
    """The whole header."""
    translator, parts = Translator(model, {}), []
    for module in arguments.given + arguments.modules:
        model.load(module)
    if clash := next((n for n, c in Counter(coq_name(n.split('.')[1]) for m in model.modules
                                            for n in model.modules[m]).items() if c > 1), None):
        sys.exit(f'{clash}: defined in two modules')
    for module in arguments.given + arguments.modules:
        functions = []
        for name in model.modules[module]:
            try:
                functions.append(definition(*translator.function(name)))
            except Outside as reason:
                model.die(name, reason)
        if module in arguments.modules and functions:
            parts.append(f'/* {model.spec_dir.name}/{module}.v */\n/*@\n' + '\n'.join(functions) + '*/\n')
    records = [n for n in model.types if model.is_record(n) and n.split('.')[0] in arguments.modules]
    guard = 'PLUMB_' + re.sub(r'\W', '_', '_'.join(Path(arguments.output).parts[-2:])).upper()
    anything = ''.join(f"  logic struct plumb_{n} any_{n};\n" for n in (r.split('.')[1] for r in records))
    return (f'/* Generated by tools/gallina2acsl.py from the Coq files named below: do not edit.\n'
            f'   The executable model as ACSL logic functions.  The C types come before: see plumb.h. */\n'
            f'#ifndef {guard}\n#define {guard}\n\n'
            '/* A record of which every field is given is built over one of these. */\n'
            f'/*@ axiomatic Any_{guard[6:-2].lower()} {{\n{anything}}} */\n\n'
            + '\n'.join(parts) + '\n#endif\n')


def main():
    """Parse the command line, write the header."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--json', required=True, metavar='DIR', help='what Coq extracted, MODULE.json')
    parser.add_argument('--spec', required=True, metavar='DIR', help='the Coq source, MODULE.v')
    parser.add_argument('--given', action='append', default=[], metavar='MODULE',
                        help='its functions are defined by an included header')
    parser.add_argument('--output', required=True, metavar='FILE.h')
    parser.add_argument('--check', action='store_true', help='write nothing; fail if FILE.h differs')
    parser.add_argument('modules', nargs='+', metavar='MODULE')
    arguments = parser.parse_args()
    text, output = header(Model(arguments.json, arguments.spec), arguments), Path(arguments.output)
    if not arguments.check:
        output.write_text(text)
    elif not output.exists() or output.read_text() != text:
        sys.exit(f'{output}: stale: not what the model says now')


if __name__ == '__main__':
    main()
