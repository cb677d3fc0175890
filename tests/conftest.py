"""Defaults of every test: windows are drawn off screen unless a test says otherwise."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
