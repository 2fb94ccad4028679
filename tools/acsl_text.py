"""The text of ACSL terms: parentheses where the grammar needs them, lines of at most WIDTH columns.

A term is a tuple that begins with its kind:

  ('name', text)                         a name or a number
  ('read', base, field, type, record)    base.field; a bool is compared with 0
  ('path', base, field)                  base.field as it is
  ('octet', base, index)                 base[index]
  ('call', name, terms)
  ('not', term)
  ('op', strength, sign, left, right)
  ('cast', C type, term)
  ('if', test, yes, no)
  ('let', name, value, body)
  ('with', base, [(field, term)])        a record with fields changed

Functions here take the column in which the text will stand; None asks for one line.
"""

WIDTH = 100
LET, IF, OR, AND, COMPARE, ADD, MULTIPLY, UNARY, ATOM = range(9)  # how strongly terms bind


def text(term, strength=LET, column=None):
    """The term, on one line if it fits, in parentheses if it binds weaker than strength."""
    flat = enclosed(term, strength, None)
    if column is None or column + len(flat) < WIDTH and "\\let" not in flat:
        return flat
    return enclosed(term, strength, column)


def enclosed(term, strength, column):
    own, shown = show(term, column)
    if own >= strength:
        return shown
    return f"({show(term, right(column, 1))[1]})"


def right(column, width):
    """The column that many further right."""
    return None if column is None else column + width


def newline(column):
    return " " if column is None else "\n" + " " * column


def show(term, column):
    """(how strongly the term binds, its text)"""
    match term:
        case "name", name:
            return ATOM, name
        case "path", base, field:
            return ATOM, f"{text(base, ATOM)}.{field}"
        case "read", base, field, kind, _:
            path = f"{text(base, ATOM)}.{field}"
            return (COMPARE, path + " != 0") if kind[0] == "bool" else (ATOM, path)
        case "octet", base, index:
            return ATOM, f"{text(base, ATOM)}[{text(index)}]"
        case "call", name, terms:
            return ATOM, f"{name}({fill(terms, right(column, len(name) + 1))})"
        case "not", ("read", base, field, _, _):
            return COMPARE, f"{text(base, ATOM)}.{field} == 0"
        case "not", ("op", strength, "==", *operands):
            return strength, show_operation(strength, "!=", operands, column)
        case "not", inner:
            return COMPARE, "!" + text(inner, ATOM, right(column, 1))
        case "cast", wanted, inner:
            return UNARY, f"({wanted})" + text(inner, UNARY, right(column, len(wanted) + 2))
        case "op", strength, sign, *operands:
            return strength, show_operation(strength, sign, operands, column)
        case "if", *_:
            return IF, show_choice(term, column)
        case "let", name, value, body:
            head = f"\\let {name} = "
            value = text(value, IF, right(column, len(head)))
            return LET, f"{head}{value};{newline(column)}{text(body, LET, column)}"
        case "with", base, changes:
            inner = right(column, 4)
            fields = fill([t for _, t in changes], inner, [f".{f} = " for f, _ in changes])
            return ATOM, f"{{ {text(base, ATOM)} \\with{newline(inner)}{fields} }}"
    raise ValueError(term[0])


def show_operation(strength, sign, operands, column):
    """Operators associate to the left, comparisons not at all: ACSL chains them."""
    left, last = operands
    left_strength = strength + 1 if strength == COMPARE else strength
    return (operand(left, strength, left_strength, column) + newline(column) + sign + " "
            + operand(last, strength, strength + 1, right(column, len(sign) + 1)))


def operand(term, outer, strength, column):
    """&& within || gets parentheses it does not need, as C compilers want it."""
    mixed = outer == OR and term[:2] == ("op", AND)
    return text(term, ATOM if mixed else strength, column)


def show_choice(term, column):
    """test ? yes : test ? yes : no, a test to a line."""
    _, test, yes, no = term
    head, arm = text(test, OR, column), text(yes, OR)
    if column is None:
        return f"{head} ? {arm} : {text(no, IF)}"
    gap = " "
    if "\n" in head or "\\let" in arm or column + len(f"{head} ? {arm}") >= WIDTH:
        gap, arm = newline(column + 2), text(yes, OR, column + 4)
    rest = show_choice(no, column) if no[0] == "if" else text(no, LET, column + 2)
    return f"{head}{gap}? {arm}{newline(column)}: {rest}"


def fill(terms, column, heads=None):
    """The terms with commas between them, as many on a line as fit."""
    out, at = "", column
    for head, term in zip(heads or [""] * len(terms), terms):
        item = head + text(term, IF, right(column, len(head)))
        if out and column is not None and at + len(item) + 2 >= WIDTH:
            out, at = out + "," + newline(column), column
        elif out:
            out += ", "
        out, at = out + item, right(at, len(item) + 2)
    return out
