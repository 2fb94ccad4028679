"""What Coq's `Extraction Language JSON` says of the executable model: its types and functions.

Names are 'Module.name', as extraction writes them; coq_name gives the name in the source.
Types are pairs: ('int', C type or None), ('bool', None), ('fuel', None), ('octets', None),
('enum', name) and ('struct', name).
"""
import json
import re
import sys
from pathlib import Path

C_TYPE = {"u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t",
          "time": "uint64_t"}
BUILTIN = {"BinNums.coq_Z": ("int", None), "Datatypes.bool": ("bool", None),
           "Datatypes.nat": ("fuel", None)}


class Outside(Exception):
    """The definition is outside the fragment."""


def qualify(module, name):
    """Extraction leaves the module out of the names of the module it is in."""
    return name if "." in name else f"{module}.{name}"


def coq_name(name):
    """The name in the source: extraction writes a term Acceptable as coq_Acceptable."""
    return re.sub(r"^[Cc]oq_", "", name.split(".")[-1])


class Model:
    """The extracted modules, each loaded after those it uses."""

    def __init__(self, json_dir, spec_dir):
        self.json_dir, self.spec_dir = Path(json_dir), Path(spec_dir)
        self.functions = {}  # module: [name], in the order of the source
        self.types, self.terms, self.constructors = {}, {}, {}
        self.fields = {}  # record: {index: field}

    def source(self, module):
        """The Coq file of a module."""
        return self.spec_dir / f"{module}.v"

    def load(self, module):
        """Take in a module.  Those without source are Coq's own: BUILTIN has what is used of them."""
        if module in self.functions:
            return
        self.functions[module] = []
        if not self.source(module).exists():
            return
        path = self.json_dir / f"{module}.json"
        if not path.exists():
            sys.exit(f"{path}: no such file: Coq has not extracted {module}")
        tree = json.loads(path.read_text())
        for used in tree["used_modules"]:
            self.load(used)
        for group in tree["declarations"]:
            for item in group.get("fixlist", [group]):
                self.declare(module, item)
        for name in [n for n in self.types if n.startswith(module + ".") and self.is_record(n)]:
            try:
                self.record(name)
            except Outside as reason:
                self.die(name, reason)

    def declare(self, module, item):
        """Take in one type, function or projection."""
        name = f"{module}.{item['name']}"
        if item["what"] in ("decl:type", "decl:ind"):
            self.types[name] = item
            for constructor in item.get("constructors", []):
                self.constructors[f"{module}.{constructor['name']}"] = name
            return
        if re.sub("_(rect|rec)$", "", name) in self.types and "type:varidx" in str(item["type"]):
            return  # the elimination scheme that comes with an inductive type
        self.terms[name] = item
        record, index = self.projection(module, item["value"])
        if record is None:
            self.functions[module].append(name)
            return
        prefix = coq_name(record) + "_"
        if not item["name"].startswith(prefix):
            self.die(name, f"a projection of record {coq_name(record)} without the prefix {prefix}")
        self.fields.setdefault(record, {})[index] = item["name"][len(prefix):]

    def projection(self, module, value):
        """(record, index) of `fun r => match r with Build_record .. x .. => x end`, the first time."""
        match value:
            case {"argnames": [r], "body": {
                    "what": "expr:case", "expr": {"what": "expr:rel", "name": matched},
                    "cases": [{"pat": {"name": constructor, "argnames": names},
                               "body": {"what": "expr:rel", "name": chosen}}]}} \
                    if matched == r and [n for n in names if n != "_"] == [chosen]:
                record = self.constructors.get(qualify(module, constructor))
                if record and self.is_record(record) \
                        and len(self.fields.get(record, ())) < len(names):
                    return record, names.index(chosen)
        return None, None

    def is_record(self, name):
        """One constructor, with the name that Coq's Record command gives."""
        found = self.types.get(name, {}).get("constructors", [])
        return [c["name"] for c in found] == ["Build_" + name.split(".")[-1]]

    def is_enum(self, name):
        """Several constructors without arguments."""
        found = self.types.get(name, {}).get("constructors", [])
        return len(found) > 1 and not any(c["argtypes"] for c in found)

    def record(self, name):
        """[(field, type)] of a record."""
        types = self.types[name]["constructors"][0]["argtypes"]
        fields = self.fields.get(name, {})
        for i in range(len(types)):
            if i not in fields:
                raise Outside(f"field {i + 1} has no projection")
        return [(fields[i], self.field_type(name, t)) for i, t in enumerate(types)]

    def field_type(self, record, tree):
        """The type of a field: one that C can store."""
        kind, detail = self.type_of(record.split(".")[0], tree)
        if (kind, detail) == ("int", None):
            raise Outside("a field of type Z: C needs one of " + ", ".join(C_TYPE))
        if kind in ("fuel", "octets"):
            raise Outside(f'a field of type {"nat" if kind == "fuel" else "Z -> Z"}')
        return kind, detail

    def type_of(self, module, tree):
        """The type that a tree found in the module says."""
        match tree:
            case {"what": "type:arrow", "left": left, "right": result}:
                if {self.type_of(module, t)[0] for t in (left, result)} == {"int"}:
                    return "octets", None
                raise Outside("a function as an argument or a field")
            case {"what": "type:glob", "name": name, "args": []}:
                name = qualify(module, name)
                if name in BUILTIN:
                    return BUILTIN[name]
                if self.types.get(name, {}).get("what") == "decl:type":
                    kind, detail = self.type_of(name.split(".")[0], self.types[name]["value"])
                    return kind, C_TYPE.get(coq_name(name)) if kind == "int" else detail
                if self.is_enum(name):
                    return "enum", name
                if self.is_record(name):
                    return "struct", name
                raise Outside(f"type {coq_name(name)}")
        raise Outside(f"type {coq_name(tree['name'])}" if "name" in tree else "a polymorphic type")

    def signature(self, name):
        """(parameter types, result type) of a function."""
        module, tree, parameters = name.split(".")[0], self.terms[name]["type"], []
        while tree["what"] == "type:arrow":
            parameters.append(self.type_of(module, tree["left"]))
            tree = tree["right"]
        return parameters, self.type_of(module, tree)

    def die(self, name, reason):
        """Say what is wrong with a definition, where it stands, and end."""
        path, short = self.source(name.split(".")[0]), coq_name(name)
        source = re.sub(r"\(\*.*?\*\)", lambda c: "\n" * c[0].count("\n"), path.read_text(), flags=re.S)
        found = re.search(rf"^[ \t]*(Definition|Fixpoint|with|Record|Inductive)\s+{short}\b", source, re.M) \
            or re.search(rf"\b{short}\b", source)
        line = source.count("\n", 0, found.start()) + 1
        sys.exit(f"{path}:{line}: {short}: outside the fragment: {reason}")
