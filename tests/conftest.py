"""Defaults of every test: windows are drawn off screen unless a test says otherwise, and a busy machine is no failure."""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# How long an example takes to be made or run says what else the machine does: the first text of a process alone takes a second.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
