# SPDX-License-Identifier: Apache-2.0
"""Which named address shows a page to whom: what a house test wants complete, and what Chromium looks at.

A new address goes into ``PAGES`` with the people it acts for, or into ``NO_PAGE`` with the reason why nobody looks at
it. ``code`` of an address is a thing of the world: ``bids`` (takes bids), ``done`` (awarded), ``draft``, ``package``
(submitted), ``begun`` (a package of the officer's), ``old`` (archived); the first of two words names it.
"""

from __future__ import annotations

from collections.abc import Iterator

STRANGER = "tamu"
SCHEMES = ("light", "dark")
PAGES: dict[str, tuple[str, ...]] = {
    "portal:home": ("tamu",),
    "portal:tasks": ("bima", "arung", "ratna", "hendra", "vera", "oki", "esti"),
    "portal:check": ("tamu",),
    "portal:papers": ("bids tamu", "done tamu", "done bima"),
    "portal:trail": ("bids tamu", "done tamu"),
    "portal:guides": ("tamu",),
    "portal:guide": ("tamu",),
    "portal:terms": ("tamu",),
    "portal:deadline": ("tamu",),
    "portal:rules": ("tamu",),
    "accounts:profile": ("arung", "bima"),
    "portal:contact": ("arung",),
    "accounts:calendar": ("arung",),
    "accounts:people": ("oki",),
    "accounts:invite-person": ("oki",),
    "accounts:person": ("oki",),
    "notices:inbox": ("arung", "bima"),
    "notices:notice": ("arung",),
    "notices:choices": ("arung",),
    "accounts:ending": ("oki",),
    "ledger:record": ("tamu",),
    "ledger:entry": ("tamu",),
    "tenders:search": ("tamu", "arung"),
    "tenders:tender": ("bids tamu", "done tamu", "old tamu", "bids arung", "bids bima"),
    "tenders:documents": ("bids tamu", "bids bima"),
    "tenders:schedule": ("bids tamu", "old tamu", "bids bima"),
    "tenders:archived-contracts": ("old tamu",),
    "tenders:propose-schedule-change": ("bids bima",),
    "tenders:propose-addendum": ("bids bima",),
    "tenders:import-amended-items": ("bids bima",),
    "tenders:draft-tender": ("draft bima", "draft ratna"),
    "tenders:draft-stages": ("draft bima",),
    "tenders:draft-documents": ("draft bima",),
    "tenders:draft-requirements": ("draft bima",),
    "tenders:draft-texts": ("draft bima", "draft ratna"),
    "tenders:draft-items": ("draft bima",),
    "tenders:draft-review": ("draft bima", "draft ratna"),
    "tenders:estimate-history": ("draft bima", "draft ratna"),
    "tenders:change-estimate": ("draft ratna",),
    "tenders:draft-committee": ("draft bima",),
    "tenders:key-set": ("draft bima",),
    "tenders:check-tender": ("draft bima",),
    "tenders:fail-tender": ("bids bima",),
    "tenders:fail-tender-by-authority": ("bids gita",),
    "tenders:cancel-tender": ("bids ratna",),
    "tenders:packages": ("ratna", "bima"),
    "tenders:create-package": ("ratna",),
    "tenders:assignments": ("hendra",),
    "tenders:assign-committee": ("package hendra",),
    "tenders:return-package": ("package hendra",),
    "tenders:package": ("package ratna", "package hendra"),
    "tenders:edit-package": ("begun ratna",),
    "tenders:edit-items": ("begun ratna",),
    "tenders:import-items": ("begun ratna",),
    "tenders:member-key": ("bima",),
    "tenders:enrol-member-key": ("bima",),
    "vendors:register-vendor": ("lintang",),
    "vendors:vendor": ("arung",),
    "vendors:edit-vendor": ("arung",),
    "vendors:add-row": ("arung",),
    "vendors:renew-row": ("arung",),
    "vendors:blacklist": ("tamu", "vera"),
    "vendors:blacklist-vendor": ("vera",),
    "vendors:team": ("arung",),
    "vendors:invite-to-team": ("arung",),
    "vendors:verification": ("vera",),
    "vendors:judge-vendor": ("vera",),
    "vendors:participants": ("bids tamu", "done tamu", "old tamu"),
    "vendors:join-tender": ("bids bahari",),
    "vendors:consortium": ("bids arung",),
    "vendors:mask-askers": ("draft bima",),
    "vendors:questions": ("bids tamu", "bids arung", "bids bima"),
    "vendors:ask-question": ("bids arung",),
    "vendors:room": ("bids arung",),
    "vendors:practice": ("tamu",),
    "vendors:withdraw-bid": ("bids arung",),
    "vendors:receipt": ("bids arung",),
    "evaluation:openings": ("tamu",),
    "evaluation:opening": ("bids tamu", "done tamu"),
    "evaluation:release": ("done bima",),
    "evaluation:minutes": ("done tamu", "done bima"),
    "evaluation:sheet": ("done bima",),
    "evaluation:prices": ("done bima",),
    "evaluation:clarifications": ("done bima",),
    "evaluation:proofs": ("done bima",),
    "tenders:draft-preference": ("draft bima",),
    "evaluation:assessors": ("done bima", "draft bima"),
    "evaluation:result": ("bids tamu", "done tamu", "done arung", "done bima"),
    "complaints:objections": ("bids tamu", "done tamu", "done bahari"),
    "complaints:file-objection": ("done arung",),
    "complaints:answer-objection": ("done bima",),
    "complaints:complaints": ("tamu",),
    "complaints:receive-complaint": ("tamu",),
    "complaints:follow-complaint": ("tamu",),
    "complaints:seal-complaint": ("tamu",),
    "complaints:desk": ("esti",),
    "complaints:handle-complaint": ("esti",),
    "complaints:record-letter": ("esti",),
    "complaints:statistics": ("tamu",),
    "complaints:survey": ("tamu",),
    "complaints:answer-survey": ("tamu",),
    "complaints:survey-result": ("tamu", "hendra"),
    "complaints:publish-survey": ("hendra",),
    "complaints:affected-clocks": ("oki", "esti"),
    "complaints:information": ("tamu",),
    "complaints:request-information": ("tamu",),
    "complaints:information-register": ("tamu",),
    "complaints:follow-information": ("tamu",),
    "complaints:information-desk": ("putri",),
    "complaints:handle-information": ("putri",),
}
"""People by address; several words: the thing it is about, then the person."""

NO_PAGE: dict[str, str] = {
    "gives a file": """
        portal:verify-program portal:evidence tenders:download tenders:search-csv tenders:search-rss tenders:search-ics
        portal:paper-file tenders:quantities-sheet
        tenders:schedule-ics tenders:addendum-file tenders:key-file tenders:sheet-qr tenders:items-sheet
        tenders:document-preview tenders:estimate-sheet
        vendors:consortium-agreement
        vendors:evidence vendors:judge-evidence vendors:question-file vendors:receipt-bundle evaluation:opened-file
        evaluation:minutes-file evaluation:evaluation-file evaluation:own-evaluation-file
        evaluation:award-letter complaints:evidence complaints:complaint-file complaints:appeal-file
        complaints:survey-csv complaints:statistics-csv portal:calendar
        ledger:leaf ledger:proof ledger:checkpoint ledger:verification-keys ledger:tile ledger:document
        evaluation:clarification-file vendors:receipt-paper complaints:own-information-file
        complaints:ticket-file complaints:message-file
        complaints:information-file complaints:sealed-object""",
    "answers a program": """
        portal:livez portal:readyz portal:metrics portal:deadline-data vendors:room-facts vendors:rehearse
        vendors:begin-envelope portal:openapi
        vendors:begin-object vendors:tickets vendors:prove-object vendors:submit-bid evaluation:release-material
        evaluation:contribute-release complaints:keep-sealed-part""",
    "takes a form of another page, and leads on": """
        notices:open-all
        accounts:end-session accounts:end-other-sessions accounts:know-device accounts:make-calendar
        accounts:end-calendar
        accounts:send-again accounts:appoint accounts:end-appointment
        tenders:accept-schedule-change tenders:refuse-schedule-change tenders:accept-addendum tenders:refuse-addendum
        tenders:propose-key-set tenders:consent-to-key-set tenders:announce-tender tenders:submit-package
        tenders:choose-template tenders:sign-pact tenders:sign-officer-pact
        tenders:renew-estimate tenders:read-estimate-sheet
        tenders:answer-remark tenders:settle-remark tenders:agree-to-documents
        tenders:end-member-key vendors:withdraw-invitation vendors:end-seat vendors:submit-vendor
        vendors:agree-to-consortium
        vendors:refuse-consortium vendors:dissolve-consortium
        vendors:remove-row vendors:publish-answers vendors:draft-answer tenders:retry-tender
        vendors:discard-draft evaluation:draw-clarification-minutes evaluation:approve-minutes
        evaluation:set-assessors evaluation:assign-assessors evaluation:decide-assessment
        evaluation:save-assessment evaluation:lock-evaluation evaluation:announce-result evaluation:propose-winner
        evaluation:conclude-proof
        evaluation:issue-award complaints:withdraw-objection complaints:reply
        complaints:leave complaints:accept-complaint complaints:ask-for-more complaints:review-complaint
        complaints:reply-to-complaint complaints:close-complaint complaints:propose-extension
        complaints:accept-extension complaints:refuse-extension complaints:leave-information
        complaints:hand-on-sealed complaints:record-forwarded-answer
        complaints:attach-information complaints:extend-information complaints:answer-information
        complaints:review-information""",
    "needs a proposal or a case of its own, and is looked at where it is made": """
        vendors:lift-blacklisting vendors:join-team vendors:set-powers accounts:renew-certificate
        tenders:schedule-change tenders:addendum complaints:ticket complaints:open-sealed complaints:own-information
        complaints:object-to-information complaints:file-appeal
        complaints:record-paper-appeal complaints:clarify-bond complaints:decide-appeal
        complaints:settle-bond tenders:retry-with-new-committee evaluation:void-result
        evaluation:request-clarification evaluation:judge-clarification evaluation:my-clarifications
        evaluation:answer-clarification evaluation:decide-winner evaluation:reopen-evaluation
        evaluation:lock-step evaluation:reopen-step
        evaluation:invite-to-proof evaluation:settle-proof""",
}
"""Addresses nobody looks at, by the reason."""


def unseen() -> set[str]:
    """Names of all addresses in ``NO_PAGE``."""
    return {name for names in NO_PAGE.values() for name in names.split()}


def looks() -> Iterator[tuple[str, str, str]]:
    """Each address with the thing it is about (empty for none) and who looks."""
    for name, people in PAGES.items():
        for words in people:
            thing, _space, person = words.rpartition(" ")
            yield name, thing, person
