"""What professionals do with an initiative: the network's review, adoptions by other Cités, evaluations."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cities.enums import DONE, CriterionUse, ReviewVerb
from cities.models.initiatives import FIRST_YEAR, LAST_YEAR, Initiative
from cities.models.terms import NetworkTerm
from portal.tenancy.models import Cite

LOWEST, HIGHEST = 1, 4


class ReviewEntry(models.Model):
    """One step of a review, with what was said. Rows are only ever added."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="review_entries", verbose_name=_("initiative")
    )
    verb = models.CharField(_("step"), max_length=10, choices=ReviewVerb.choices)
    comment = models.TextField(_("comment"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.done}"

    @property
    def done(self) -> str:
        """The step as a fact: "Accepted"."""
        return str(DONE[ReviewVerb(self.verb)])


class Criterion(NetworkTerm):
    """A sentence of the network: what a good sheet says, or a line of its grid of evaluation.

    No source gives the network's own criteria or grid, so they are rows that the network's editors keep.
    """

    use = models.CharField(_("use"), max_length=8, choices=CriterionUse.choices, default=CriterionUse.WRITING)

    panels = [FieldPanel("use"), *NetworkTerm.panels]

    class Meta(NetworkTerm.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")


class Adoption(models.Model):
    """ "We use this": another Cité took an initiative over. Counts are public, notes for members."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="adoptions", verbose_name=_("initiative")
    )
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="adoptions", verbose_name=_("Cité"))
    year = models.PositiveSmallIntegerField(
        _("since"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    note = models.TextField(_("note"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["year", "pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "cite"], name="adoption_once")]

    def __str__(self) -> str:
        return f"{self.cite}: {self.initiative}"


class Evaluation(models.Model):
    """What another Cité thinks of an initiative, by the network's grid. Averages are public, texts for members."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="evaluations", verbose_name=_("initiative")
    )
    cite = models.ForeignKey(Cite, on_delete=models.CASCADE, related_name="evaluations", verbose_name=_("Cité"))
    text = models.TextField(_("in words"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "cite"], name="evaluation_once")]

    def __str__(self) -> str:
        return f"{self.cite}: {self.initiative}"


class EvaluationScore(models.Model):
    """One line of the grid, from 1 (not at all) to 4 (wholly)."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="scores", verbose_name=_("evaluation")
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, related_name="scores", verbose_name=_("criterion")
    )
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )

    class Meta:
        verbose_name = _("score of an evaluation")
        verbose_name_plural = _("scores of evaluations")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="evaluation_score_once"),
            models.CheckConstraint(
                condition=models.Q(score__gte=LOWEST, score__lte=HIGHEST), name="evaluation_score_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
