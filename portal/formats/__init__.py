"""How dates are typed, in every language of the admin: day first, or as ISO 8601 has it.

Django reads formats from one module a language; each of them is this list. Month first is not among them: in English
Django would take 11/12/2026 for 12 November, which nobody in the network means.
"""

from __future__ import annotations

DAY = "%d/%m/%Y"
DATE_INPUT_FORMATS = [DAY, "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]
DATETIME_INPUT_FORMATS = [
    f"{day} {time}" for day in DATE_INPUT_FORMATS for time in ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
] + DATE_INPUT_FORMATS
