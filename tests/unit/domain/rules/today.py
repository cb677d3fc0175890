"""The day the rules' tests happen on."""

from datetime import date

TODAY = date(2026, 5, 1)
