"""The table of scenarios, rig/scenarios.tsv, and what one capture is to be."""

import csv
import dataclasses
import os

HERE = os.path.dirname(os.path.abspath(__file__))
IPV6_PREFIX = "v6-"  # of the name of a scenario that runs over IPv6
ROLES = {"c": "client", "s": "server"}
PROBED_PORTS = ("5000", "7")  # listening, and not


@dataclasses.dataclass(frozen=True)
class Scenario:
    """One row of the table. Sysctls apply to Linux ends: the peer of the stack under test, or both."""

    name: str
    clauses: tuple
    why: str
    client: tuple  # words of the client's script
    server: tuple  # of the server's
    c2s: str  # the path from client to server, as `link --help` has it
    s2c: str
    limit: float  # seconds after which it is over in any case
    mtu: int
    tap: bool  # capture in the middle of the path too
    prober: bool  # the client is the prober, and its words are groups of probes
    peer: dict  # sysctls below net.ipv4
    both: dict

    def script(self, role):
        return self.client if role == "c" else self.server

    def ports(self):
        """Those of the server's end, that the client asks for."""
        if self.prober:
            return PROBED_PORTS
        return tuple(dict.fromkeys(port for word, port in zip(self.client, self.client[1:]) if word == "connect"))


def parse_settings(text):
    """The settings of a row as a dictionary of Scenario's fields."""
    found = {"limit": 20.0, "mtu": 1500, "tap": False, "prober": False, "peer": {}, "both": {}}
    for part in [] if text == "-" else text.split(";"):
        name, _, value = part.partition("=")
        end, dot, sysctl = name.partition(".")
        if dot and end in ("peer", "both"):
            found[end][sysctl] = value
        elif name == "limit":
            found["limit"] = float(value)
        elif name == "mtu":
            found["mtu"] = int(value)
        elif part in ("tap", "prober"):
            found[part] = True
        else:
            raise ValueError("no such setting: %s" % part)
    return found


def words(text):
    """The words of a script, in which `3*( WORD... )` stands for the same three times."""
    found, begin, times = [], None, 0
    for word in text.split():
        if word.endswith("*("):
            begin, times = len(found), int(word[:-2])
        elif word == ")":
            found[begin:] = found[begin:] * times
        else:
            found.append(word)
    return tuple(found)


def load(path=os.path.join(HERE, "scenarios.tsv")):
    """All scenarios by their names, in the order of the table."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["scenario"]: Scenario(
            name=row["scenario"], clauses=tuple(row["clauses"].split()), why=row["why"],
            client=words(row["client"]), server=words(row["server"]), c2s=row["c2s"], s2c=row["s2c"],
            **parse_settings(row["settings"])) for row in rows}


def split_name(name):
    """The scenario's name in the table, and whether NAME wants it over IPv6."""
    ipv6 = name.startswith(IPV6_PREFIX)
    return name[len(IPV6_PREFIX):] if ipv6 else name, ipv6
