# SPDX-License-Identifier: Apache-2.0
"""The only lock of the domain: the row of the tender (or of the package before there is one)."""

from tenders.models import Package, Tender


def lock(tender_id: int) -> Tender:
    """Lock a tender until the transaction ends and return it as it stands now. Raises Tender.DoesNotExist."""
    return (
        Tender.objects.select_for_update(of=("self",))
        .select_related("package__agency", "package__work_unit")
        .get(pk=tender_id)
    )


def lock_package(package_id: int) -> Package:
    """Lock a package until the transaction ends and return it as it stands now. Raises Package.DoesNotExist."""
    return Package.objects.select_for_update(of=("self",)).select_related("agency", "work_unit").get(pk=package_id)
