"""Heartbeats of workers and the runs of scheduled jobs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class WorkerBeat(models.Model):
    """When a worker was last seen alive."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat of a worker")
        verbose_name_plural = _("heartbeats of workers")

    def __str__(self) -> str:
        return self.worker_id


class ScheduledRun(models.Model):
    """One due time of a scheduled job; the constraint keeps two workers from queueing it twice."""

    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("run of a scheduled job")
        verbose_name_plural = _("runs of scheduled jobs")
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="scheduled_run_once")]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"


class ScheduleFailure(models.Model):
    """A scheduled revision that could not go live; its author is told once."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("failed scheduled publication")
        verbose_name_plural = _("failed scheduled publications")

    def __str__(self) -> str:
        return str(self.revision_id)
