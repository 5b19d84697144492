"""What a `Model` says, read off without any engine."""

from itertools import product

from solver.cpsat.model import TRUE


def literal_holds(literal, values):
    if abs(literal) == TRUE:
        return literal == TRUE
    return bool(values[literal]) if literal > 0 else not values[-literal]


def total(terms, values):
    return sum(coefficient * values[variable] for coefficient, variable in terms)


def is_allowed(model, values):
    """Whether values by variable number (0 is unused) break nothing."""
    return (
        all(low <= value <= high for (low, high), value in zip(model.domains, values, strict=True))
        and all(any(literal_holds(x, values) for x in clause) for clause in model.clauses)
        and all(sum(literal_holds(x, values) for x in some) <= 1 for some in model.at_most_ones)
        and all(_linear_holds(linear, values) for linear in model.linears)
    )


def _linear_holds(linear, values):
    if not literal_holds(linear.condition, values):
        return True
    found = total(linear.terms, values)
    low = found if linear.low is None else linear.low
    high = found if linear.high is None else linear.high
    return low <= found <= high


def assignments(model):
    """All values within the domains."""
    ranges = [range(low, high + 1) for low, high in model.domains]
    return [values for values in product(*ranges)]
