"""What the form of an initiative shows to its author beside the fields."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class WritingHelpPanel(Panel):
    """How complete the sheet is and what the network looks for: in the form itself, for side panels need a script."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cities/admin/writing_help_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"page": self.instance}
