# SPDX-License-Identifier: Apache-2.0
"""How the office answers, for everyone: figures with their sentence, chart and table, and all of it as CSV."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.selectors import statistics as selectors
from lpse.core import clock
from lpse.core.cells import cell
from lpse.views import public


@public
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show every figure as it stands now."""
    now = clock.now()
    figures = selectors.figures_of(selectors.counts_at(now))
    return render(request, "complaints/statistics.html", {"figures": figures, "now": now})


@public
@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """Give the tables of all figures as one file."""
    out = io.StringIO()
    writer = csv.writer(out)
    for figure in selectors.figures_of(selectors.counts_at(clock.now())):
        for row in (figure.head, *figure.rows):
            writer.writerow([cell(text) for text in (figure.title, *row)])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statistik-jawaban.csv"'
    return response
