"""What differs between an expectation and what was found, one readable entry a difference."""

ABSENT = object()


def differences(expected, found, path=()):
    """Returns the differences between two values, deepest first reached, each a few lines of text."""
    if isinstance(expected, dict) and isinstance(found, dict):
        entries = []
        for key in sorted(expected.keys() | found.keys(), key=str):
            entries += differences(expected.get(key, ABSENT), found.get(key, ABSENT), (*path, str(key)))
        return entries
    if expected == found and (expected is ABSENT) == (found is ABSENT):
        return []
    return [f"{' › '.join(path)}\n    expected  {shown(expected)}\n    found     {shown(found)}"]


def shown(value):
    """Returns a value as a difference shows it."""
    return "nothing" if value is ABSENT else repr(value)


def count(value):
    """Returns how many single values an expectation holds."""
    return sum(count(entry) for entry in value.values()) if isinstance(value, dict) and value else 1
