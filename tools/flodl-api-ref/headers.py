"""Reads the declarations of the public headers: classes, aliases, function objects, functions, methods of Tensor,
each with its documentation comment."""
import re

CLASS = re.compile(r"^(?:class|struct) (\w+)(?: final)?(?: : (?:public )?([\w:]+(?:<[^>]*>)?))? \{")
ALIAS = re.compile(r"^using (\w+) = ([\w:]+)(?:<[^;]*>)?;$")
OBJECT = re.compile(r"^inline constexpr (\w+) (\w+);$")
FUNCTION = re.compile(r"^(?:inline |constexpr |\[\[nodiscard\]\] )*((?:const )?[\w:]+(?:<[^()]*>)?[&* ]+)(operator[^\s(]+|\w+)\((.*)$")
METHOD = re.compile(r"^  (?:static |virtual |explicit |inline )*(?:const )?[\w:]+(?:<[^()]*>)?[&* ]+(operator[^\s(]+|\w+)\(")


class Declaration:
    """One name of the public interface."""

    def __init__(self, kind, name, doc, header, signature="", base=""):
        self.kind, self.name, self.doc, self.header = kind, name, doc, header
        self.signature, self.base, self.members = signature, base, {}
        self.is_template = False  # over a number of dimensions; its aliases are what users name
        self.is_base = False  # its constructors are for derived classes


def summary_of(doc):
    """The first sentence or line of a comment."""
    first = " ".join(doc.split("\n\n")[0].split("\n"))
    match = re.match(r"(.*?[^.\d]\.)(?= [A-Z`]|$)", first)
    return (match.group(1) if match else first).strip()


def section_of(doc, title):
    """The text after `Title:` up to the end of its paragraph."""
    match = re.search(rf"(?:^|\n|\. ){title}: ((?:.+\n?)+?)(?=\n\n|\n?$)", doc)
    return " ".join(match.group(1).split()) if match else ""


def whole_signature(lines, i):
    """The declaration that starts in line `i`, up to its body or its end, on one line."""
    text = ""
    for line in lines[i : i + 8]:
        text += " " + line.strip()
        if line.rstrip().endswith((";", "{", "}")):
            break
    return re.sub(r",? *SourceLoc loc(?: = SourceLoc::current\(\))?", "", re.split(r" *[;{]", text.strip())[0])


def read_header(text, header):
    """Declarations at the top level of namespace flodl, not those of its inner namespaces."""
    lines, declarations, doc, previous = text.split("\n"), [], [], ""
    template = ""
    hidden = owner = None
    public, protected = True, False
    for i, line in enumerate(lines):
        if re.match(r"^namespace (\w+) \{", line) and "flodl {" not in line:
            hidden = 0
        if hidden is not None:
            hidden += line.count("{") - line.count("}")
            hidden, doc = hidden or None, []
            continue
        if owner:
            if line.startswith("}"):
                owner, doc = None, []
            elif line.startswith((" private:", " protected:")):
                public = False
                protected = line.startswith(" protected:")
            elif line.startswith(" public:"):
                public = True
            elif line.startswith("  ///"):
                doc.append(line[5:].strip())
            else:
                owner.is_base |= not public and protected and line.startswith(f"  {owner.name}(")
                method = METHOD.match(line)
                if method and public and not line.startswith("  friend") and method.group(1) not in (owner.name, "bool"):
                    owner.members.setdefault(method.group(1), "\n".join(doc).strip())
                doc = []
            continue
        if line.startswith("///"):
            doc.append(line[3:].strip())
            continue
        if line.startswith(("template <", "  requires")):
            template = line
            continue
        comment = "\n".join(doc).strip()
        if found := CLASS.match(line):
            declaration = Declaration("class", found[1], comment, header, base=re.sub("<.*", "", found[2] or ""))
            declaration.is_template = template.startswith("template <int")
            declarations.append(declaration)
            owner, public = None if "}" in line else declaration, True
        elif found := ALIAS.match(line):
            declarations.append(Declaration("alias", found[1], comment, header, base=found[2]))
        elif found := OBJECT.match(line):
            declarations.append(Declaration("object", found[2], comment, header, base=found[1]))
        elif found := FUNCTION.match(line):
            if found[1].strip() not in ("return", "using", "friend"):
                # What follows a function without an empty line shares its comment.
                comment = comment or (previous if declarations and declarations[-1].kind == "function" else "")
                declarations.append(Declaration("function", found[2], comment, header, whole_signature(lines, i)))
                previous, doc, template = comment, [], ""
                continue
        elif line.startswith("  "):
            continue
        doc, previous, template = [], previous if line.strip() else "", ""
    return declarations
