#!/usr/bin/env python3
"""The list of everything a model's author can call, from the operation records and the public headers.

  api_ref.py generate OPERATIONS.json LIBTORCH OUT.json HEADER...     HEADER is FOLDER/include/flodl/...
  api_ref.py print FILE.json [--json] [--filter TEXT] [--category NAME]
"""
import argparse
import json
import os
import re
import sys

from headers import read_header, section_of, summary_of

ACTIVATIONS = {"Identity", "ReLU", "Sigmoid", "Tanh", "GELU", "SiLU", "LeakyReLU", "ELU", "Softplus", "Mish", "SELU", "CELU",
               "Hardswish", "Hardsigmoid", "Hardtanh", "ReLU6", "PReLU", "Softmax", "LogSoftmax", "LogSigmoid", "GLU",
               "Softsign", "Tanhshrink", "Threshold"}
# By header; every other header is of category "other".
CATEGORIES = {"routing.h": "graph", "loop.h": "graph", "init.h": "initialiser", "loss_functions.h": "loss", "loss.h": "graph", "optim.h": "optimizer", "graph.h": "graph", "builder.h": "graph",
              "model.h": "graph", "module.h": "graph", "opaque.h": "graph", "data.h": "data", "dataset.h": "data",
              "sampler.h": "data", "batch.h": "data", "mnist.h": "data", "monitor.h": "monitor", "trend.h": "monitor"}
ORDER = ["module", "activation", "loss", "initialiser", "operation", "creation", "tensor", "optimizer", "graph", "data",
         "monitor", "other"]
# PyTorch's names of what is called otherwise here.
PYTORCH = {
    "focal_loss": None, "BatchNorm": "torch.nn.BatchNorm1d", "InstanceNorm": "torch.nn.InstanceNorm1d", "Reshape": "torch.nn.Unflatten",
    "bce_loss": "torch.nn.functional.binary_cross_entropy", "cross_entropy_loss": "torch.nn.functional.cross_entropy",
    "bce_with_logits_loss": "torch.nn.functional.binary_cross_entropy_with_logits", "kl_div_loss": "torch.nn.functional.kl_div",
    "from_vector": "torch.tensor", "scalar": "torch.tensor", "feature_dropout": "torch.nn.functional.dropout1d",
    "clip_grad_norm": "torch.nn.utils.clip_grad_norm_", "clip_grad_value": "torch.nn.utils.clip_grad_value_",
    "stddev": "torch.std", "NoGradGuard": "torch.no_grad", "manual_seed": "torch.manual_seed", "default_dtype": "torch.get_default_dtype",
    "set_float32_matmul_precision": "torch.set_float32_matmul_precision",
}
# Functions made of operations whose results have no derivative.
NOT_DIFFERENTIABLE = {"argmax", "argmin", "argsort", "one_hot", "all_finite", "bernoulli", "multinomial", "randint",
                      "full_like", "ones_like", "rand_like", "randn_like",
                      "operator<", "operator<=", "operator>", "operator>=", "operator==", "operator!="}


OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "remainder", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
             "==": "eq", "!=": "ne"}

class PyTorch:
    """Where PyTorch has a name, from the Python files beside libtorch."""

    def __init__(self, folder):
        def read(*paths):
            return "\n".join(open(path).read() for path in (os.path.join(folder, path) for path in paths) if os.path.exists(path))

        self.places = {  # how a place declares NAME
            "torch": (read("_C/_VariableFunctions.pyi", "functional.py"), r'^def NAME\(|^    "NAME",'),
            "torch.nn.functional": (read("nn/functional.py"), r"^def NAME\(|^NAME = "),
            "torch.Tensor": (read("_C/__init__.pyi", "_tensor.py"), r"^    def NAME\(|^    NAME: "),
            "torch.nn": (read("nn/modules/__init__.py"), r'^    "NAME",'),
            "torch.nn.init": (read("nn/init.py"), r"^def NAME\("),
            "torch.optim": (read("optim/__init__.py"), r'^    "NAME",'),
        }

    def find(self, name, places):
        """`torch.nn.functional.silu`; None when PyTorch has no such name in any of the places."""
        if "." in name:  # a record that says where
            return "torch." + name
        for place in places:
            text, pattern = self.places[place]
            if re.search(pattern.replace("NAME", re.escape(name)), text, re.MULTILINE):
                return f"{place}.{name}"
        return None


OPERATION_PLACES = ["torch", "torch.nn.functional", "torch.Tensor"]


class Reference:
    def __init__(self, operations, headers, torch):
        self.torch = torch
        self.records = {op["name"]: op for op in operations if op["public"]}
        self.declarations = []
        for path in headers:
            name = path.split("/include/flodl/")[1]
            with open(path) as file:
                self.declarations += read_header(file.read(), name)
        self.classes = {d.name: d for d in self.declarations if d.kind == "class"}
        self.entries = {}

    def is_module(self, name):
        while name != "Module" and name in self.classes:
            name = self.classes[name].base
        return name == "Module"

    def add(self, name, category, **fields):
        """A second declaration of a name is an overload."""
        signature = fields.pop("signature", "")
        entry = self.entries.setdefault((category, name), {"name": name, "category": category, "signatures": [], **fields})
        if signature and signature not in entry["signatures"]:
            entry["signatures"].append(signature)
        return entry

    def described(self, declaration, **fields):
        doc = declaration.doc
        return {"summary": summary_of(doc), "shapes": section_of(doc, "Shapes"), "header": "flodl/" + declaration.header,
                "signature": declaration.signature, **fields}

    def category_of(self, declaration):
        header = os.path.basename(declaration.header)
        if declaration.kind in ("class", "alias"):
            target = declaration.base if declaration.kind == "alias" else declaration.name
            if declaration.name != "Module" and target != "Graph" and self.is_module(target) and header not in CATEGORIES:
                return "activation" if declaration.name in ACTIVATIONS else "module"
        if header in ("ops.inc", "ops.h") or (header in ("recurrent.h", "attention.h") and declaration.kind == "function"):
            return "operation"
        if header == "tensor.h" and declaration.kind == "function" and not declaration.name.startswith("operator"):
            return "creation" if "Tensor " in declaration.signature else "other"
        if header == "tensor.h" and declaration.name.startswith("operator"):
            return "operation"
        return CATEGORIES.get(header, "other")

    def add_declaration(self, declaration):
        category, name = self.category_of(declaration), declaration.name
        if declaration.kind == "alias" and declaration.base in self.classes and not declaration.doc:
            declaration.doc = self.classes[declaration.base].doc
        record = self.records.get(name)
        tensors = category in ("module", "activation", "loss", "operation", "creation", "initialiser")
        if not tensors:
            self.add(name, category, **self.described(declaration), pytorch=PYTORCH.get(name) or self.torch.find(name, ["torch.optim"]), cpu=True, cuda=True,
                     differentiable=False)
            return
        differentiable = category in ("module", "activation", "loss")
        places = {"module": ["torch.nn"], "activation": ["torch.nn"], "loss": ["torch.nn.functional"],
                  "initialiser": ["torch.nn.init"]}.get(category, OPERATION_PLACES)
        ours = name + "_" if category == "initialiser" else name
        pytorch = PYTORCH[name] if name in PYTORCH else self.torch.find(ours, places)
        fields = self.described(declaration, pytorch=pytorch, cpu=True, cuda=True, differentiable=differentiable)
        if category == "operation":
            fields["differentiable"] = bool(record["differentiable"]) if record else name not in NOT_DIFFERENTIABLE
        if name.startswith("operator"):
            symbol = name.removeprefix("operator")
            fields["summary"] = f"The operation `{OPERATORS.get(symbol) or OPERATORS[symbol.removesuffix('=')]}`" + \
                ("." if symbol in OPERATORS else ", whose result the left tensor then is.")
        if record:
            fields["mlir"] = "flow." + name
            fields["shapes"] = fields["shapes"] or section_of(record["description"], "Shapes")
            if category == "operation":
                fields["pytorch"] = self.torch.find(record["pytorch"], OPERATION_PLACES)
                fields["kernel"] = "formula" if record["scalar"] else record["call"].lower()
        if category in ("activation",):
            fields["shapes"] = fields["shapes"] or "any; the result has the shape of the input"
        self.add(name, category, **fields)

    def is_part_of(self, declaration):
        """Options, function object types of losses and other parts, which appear with what they belong to."""
        name = declaration.name
        return name.endswith(("Options", "Group")) or any(d.kind == "object" and d.base == name for d in self.declarations)

    def build(self):
        for declaration in self.declarations:
            if declaration.kind == "object":
                declaration.doc = declaration.doc or self.classes[declaration.base].doc
            if declaration.kind == "class" and (declaration.is_template or declaration.is_base or self.is_part_of(declaration)):
                continue
            if declaration.kind == "alias" and declaration.base not in self.classes:
                continue
            if declaration.name.endswith("Options"):
                continue
            self.add_declaration(declaration)
        for name, doc in self.methods().items():
            record = self.records.get(name)
            pytorch = self.torch.find(record["pytorch"] if record else name, OPERATION_PLACES if record else ["torch.Tensor"])
            self.add("Tensor::" + name, "tensor", summary=summary_of(doc), shapes=section_of(record["description"], "Shapes") if
                     record else "", header="flodl/tensor.h", pytorch=pytorch, cpu=True, cuda=True,
                     differentiable=bool(record and record["differentiable"]))
        return sorted(self.entries.values(), key=lambda e: (ORDER.index(e["category"]), e["name"].lower(), e["name"]))

    def methods(self):
        """Methods of Tensor with their comments; a method that has none is that function."""
        methods = {**self.classes["Tensor"].members, **self.classes["GeneratedMethods"].members}
        return {name: doc or f"The function `{name}` of this tensor." for name, doc in methods.items()}


def read_methods(path):
    """The generated methods stand inside of class Tensor."""
    with open(path) as file:
        return read_header("class GeneratedMethods {\n" + file.read() + "};\n", "tensor_methods.inc")


def generate(operations, torch, out, headers):
    with open(operations) as file:
        reference = Reference(json.load(file)["operations"], [h for h in headers if not h.endswith("tensor_methods.inc")],
                              PyTorch(torch))
    for path in headers:
        if path.endswith("tensor_methods.inc"):
            reference.classes["GeneratedMethods"] = read_methods(path)[0]
    entries = reference.build()
    with open(out, "w") as file:
        json.dump({"entries": entries}, file, indent=1, ensure_ascii=False)
        file.write("\n")


def print_text(entries):
    for category in ORDER:
        chosen = [e for e in entries if e["category"] == category]
        if not chosen:
            continue
        print(f"\n{category.upper()} ({len(chosen)})")
        width = max(len(e["name"]) for e in chosen)
        for entry in chosen:
            marks = ", ".join(filter(None, [entry["pytorch"], entry["differentiable"] and "differentiable"]))
            print(f"  {entry['name']:{width}}  {entry['summary']}" + (f"  [{marks}]" if marks else ""))
            if entry["shapes"]:
                print(f"  {'':{width}}  shapes: {entry['shapes']}")


def main():
    if sys.argv[1:2] == ["generate"]:
        return generate(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    parser = argparse.ArgumentParser(prog="tools/flodl api-ref")
    parser.add_argument("command", choices=["print"], help=argparse.SUPPRESS)
    parser.add_argument("file", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON: {\"entries\": [...]}")
    parser.add_argument("--filter", metavar="TEXT", default="", help="only entries whose name, PyTorch name or summary contains TEXT")
    parser.add_argument("--category", choices=ORDER, help="only entries of this category")
    options = parser.parse_args()
    with open(options.file) as file:
        entries = json.load(file)["entries"]
    text = options.filter.lower()
    entries = [e for e in entries if text in f"{e['name']} {e['pytorch']} {e['summary']}".lower()
               and options.category in (None, e["category"])]
    if options.json:
        json.dump({"entries": entries}, sys.stdout, indent=1, ensure_ascii=False)
        print()
    else:
        print_text(entries)


if __name__ == "__main__":
    main()
