"""Values as text for people, without a locale's guesswork."""

from plextera_review.domain.field import Field, FieldValue, Money


def value_text(value: FieldValue) -> str:
    """One value as it stands in an editor: money as ``1234.50 EUR``, dates in ISO form, booleans as yes/no."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Money(amount=amount, currency=currency):
            return f"{amount} {currency}" if currency else amount
        case float():
            return f"{value:.12g}"
        case _:
            return str(value)


def display_value(field: Field) -> str:
    """The value of a field as shown; what was printed when there is no typed value."""
    if field.value is None:
        return field.raw_text or ""
    return value_text(field.value)
