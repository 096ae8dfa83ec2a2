"""Background work: a worker with retries, reclaim, schedule and heartbeat on top of django-tasks' database queue."""
