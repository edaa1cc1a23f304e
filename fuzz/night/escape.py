"""Bytes of inputs and of targets, made harmless for the places they are shown in."""
import html
import re

# What no XML file may hold, and what changes the direction of text.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def visible(text):
    """Controls as \\x1B; line ends and tabs stay."""
    return UNSAFE.sub(lambda m: f"\\x{ord(m.group()):02X}" if ord(m.group()) < 256 else f"\\u{ord(m.group()):04X}", text)


def one_line(text):
    return visible(text.replace("\n", " ").replace("\t", " "))


def markup(text):
    """For HTML and XML, text and attributes alike."""
    return html.escape(visible(text), quote=True)


def fenced(text):
    """A code block of Markdown that nothing within can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{visible(text)}\n{fence}"


def cell(text):
    """In a table of Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&])", r"\\\1", one_line(text))


def code(text):
    """Within a line of Markdown; it cannot hold a backtick in any simple way."""
    return f"`{one_line(text).replace('`', chr(0x2019))}`"


def printable(byte):
    return chr(byte) if 0x20 <= byte < 0x7F else "."


def hexdump(data):
    lines = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        lines.append(f"{at:06x}  {row.hex(' '):<47}  {''.join(map(printable, row))}")
    return "\n".join(lines)
