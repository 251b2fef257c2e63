# SPDX-License-Identifier: Apache-2.0
"""Reading an INAPROC v1 export: tables and their keys, values, rich text, stages, and one card per package. Pure.

The export is a folder of ``<table>.jsonl.gz``, one JSON object a row. Its quirks are real and each has a test:
wall-clock times that end in ``Z``, announcements lost for re-tenders, incomplete participants, codes joined by ``;``.
"""
