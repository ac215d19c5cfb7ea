"""The queries of the dashboards and rules here, and the Prometheus that answers them: what check-queries and
render-dashboards share."""
import itertools
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent

# A string, a duration in brackets, a word, a comparison, or any other character.
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|\[[^\]]*\]|[A-Za-z_:][\w:]*|[<>=!~]+|\d[\w.]*|\s+|.', re.S)
COMPARISONS = {"==", "!=", ">", "<", ">=", "<="}
KEYWORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
LABEL_LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}


class PrometheusError(Exception):
    """Prometheus cannot be reached or does not accept a query."""


class Prometheus:
    """The HTTP interface of a running Prometheus."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def get(self, path, **parameters):
        query = urllib.parse.urlencode(parameters, doseq=True)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as e:
            raise PrometheusError(json.loads(e.read() or b"{}").get("error", str(e))) from e
        except OSError as e:
            raise PrometheusError(f"{self.url} does not answer: {e}") from e

    def instant(self, query):
        """The series of an instant query; a number counts as one."""
        data = self.get("query", query=query)
        return [{"metric": {}, "value": data["result"]}] if data["resultType"] == "scalar" else data["result"]

    def range(self, query, start, end, step):
        return self.get("query_range", query=query, start=start, end=end, step=step)["result"]

    def label_values(self, selector, label):
        """The values that series of the last minutes have: what was replaced long ago counts no more."""
        now = time.time()
        found = self.get("series", **{"match[]": selector, "start": now - 300, "end": now})
        values = {series[label] for series in found if label in series}
        return sorted(values, key=lambda value: (len(value), value))

    def unhealthy_rules(self):
        """Rules that it has loaded and cannot evaluate."""
        for group in self.get("rules")["groups"]:
            for rule in group["rules"]:
                if rule["health"] == "err":
                    yield f"{rule['name']}: {rule['lastError']}"


class Setting:
    """One choice of a dashboard's variables."""

    def __init__(self, values):
        self.values = values

    def fill(self, query):
        builtin = {"__rate_interval": "1m", "__interval": "15s", "__range": "15m"}
        for name, value in {**builtin, **self.values}.items():
            query = re.sub(r"\$\{%s(:\w+)?\}|\$%s\b" % (name, name), lambda match: value, query)
        return query


class Dashboard:
    """A dashboard's file."""

    def __init__(self, path):
        model = json.loads(path.read_text())
        self.name = path.stem
        self.title = model["title"]
        self.panels = [panel for panel in model["panels"] if panel["type"] != "row"]
        self.variables = [v for v in model["templating"]["list"] if v["type"] == "query"]

    def settings(self, prometheus, chosen=()):
        """Every choice of the variables that Prometheus knows values of, later variables depending on earlier ones."""
        settings = [Setting(dict(chosen))]
        for variable in self.variables:
            name = variable["name"]
            match = re.fullmatch(r"label_values\((.*),\s*(\w+)\)", variable["query"]["query"], re.S)
            if name not in dict(chosen):
                settings = list(itertools.chain.from_iterable(
                    self._extended(prometheus, setting, name, *match.groups()) for setting in settings))
        return settings

    def _extended(self, prometheus, setting, name, selector, label):
        values = prometheus.label_values(setting.fill(selector), label)
        if not values:
            raise PrometheusError(f"variable {name} has no values: {setting.fill(selector)}")
        return [Setting({**setting.values, name: value}) for value in values]


def dashboards():
    return [Dashboard(path) for path in sorted((HERE / "grafana/dashboards").glob("*.json"))]


def rules():
    """Name and expression of every rule. Of YAML it reads what the files here use: plain and folded (>-) values."""
    for path in sorted((HERE / "prometheus/rules").glob("*.yml")):
        lines = path.read_text().splitlines()
        name = None
        for number, line in enumerate(lines):
            if match := re.match(r"\s*-?\s*(?:alert|record): (\S+)$", line):
                name = match.group(1)
            elif match := re.match(r"(\s*)expr: (.*)$", line):
                indent, value = match.groups()
                if value == ">-":
                    rest = itertools.takewhile(lambda l: l.startswith(indent + "  "), lines[number + 1:])
                    value = " ".join(part.strip() for part in rest)
                yield name, value


def selectors(query):
    """The series selectors of a query, without their ranges and offsets."""
    tokens = TOKEN.findall(query)
    found = []
    for i, token in enumerate(tokens):
        following = next((t for t in tokens[i + 1:] if not t.isspace()), "")
        if depth(tokens[:i]) or not re.fullmatch(r"[A-Za-z_:][\w:]*", token) or in_label_list(tokens[:i]):
            continue
        if token.lower() in KEYWORDS | LABEL_LISTS or following == "(" or following in LABEL_LISTS:
            continue
        matchers = ""
        if following == "{":
            opened = tokens.index("{", i)
            matchers = "".join(tokens[opened:tokens.index("}", opened) + 1])
        found.append(token + matchers)
    return list(dict.fromkeys(found))


def depth(tokens):
    return tokens.count("{") - tokens.count("}")


def in_label_list(tokens):
    """Whether what follows is a name in by (...), on (...) and the like."""
    words = [t for t in tokens if not t.isspace()]
    opened = next((i for i in range(len(words) - 1, -1, -1) if words[i] in "()"), -1)
    return opened > 0 and words[opened] == "(" and words[opened - 1] in LABEL_LISTS


def relaxed(expression):
    """The expression with the same joins that returns data also where the alert does not fire."""
    tokens, out, i = TOKEN.findall(expression), [], 0
    while i < len(tokens):
        token = tokens[i]
        if token in COMPARISONS and not depth(tokens[:i]):
            out.append(f"{token} bool")
        elif token == "unless":
            out.append("and")
        elif token == "offset":
            i += 2
        else:
            out.append(token)
        i += 1
    return "".join(out)
