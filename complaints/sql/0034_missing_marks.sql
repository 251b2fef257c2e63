-- SPDX-License-Identifier: Apache-2.0
-- Clocks that were open before the version that writes their marks get those that are still ahead, and an end that
-- passed unseen is told as overdue, once. A clock that has any mark was started by a later version: it has all of its
-- own. Nothing is counted anew: start and end are those that the clock was stored with. Run twice, it adds nothing.
WITH clocks (rule, of, subject, starts_at, due_at, days, tells_end) AS (
  -- The end of an objection's answer is told by itself (complaints.answer_overdue).
  SELECT o.basis ->> 'rule', o.number, t.code, r.objection_ends_at, o.due_at, (o.basis ->> 'days')::int, false
  FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id JOIN tenders_tender t ON t.id = r.tender_id
  WHERE o.status = 'filed'
  UNION ALL
  -- Where silence accepts an appeal, its end is that act.
  SELECT a.basis ->> 'rule', a.number, t.code, a.clarified_at, a.due_at, (a.basis ->> 'days')::int, NOT a.silence_accepts
  FROM complaints_appeal a JOIN complaints_objection o ON o.id = a.objection_id
    JOIN evaluation_result r ON r.id = o.result_id JOIN tenders_tender t ON t.id = r.tender_id
  WHERE a.status = 'admitted'
  UNION ALL
  SELECT c.basis ->> 'rule', c.case, 'complaints', c.received_at, c.due_at, (c.basis ->> 'days')::int, true
  FROM complaints_complaint c WHERE c.status <> 'closed'
  UNION ALL
  -- Time that the law gives to the complainant is told to nobody; completeness waits only until it was looked at.
  SELECT k.rule, c.case, 'complaints', k.starts_at, k.due_at, (k.basis ->> 'days')::int, true
  FROM complaints_complaintclock k JOIN complaints_complaint c ON c.id = k.complaint_id
  WHERE c.status <> 'closed' AND k.rule <> 'complaint_completion'
    AND (k.rule <> 'complaint_completeness' OR c.status = 'received')
  UNION ALL
  SELECT f.basis ->> 'rule', c.case || ':diteruskan', 'complaints', f.forwarded_at, f.due_at,
    (f.basis ->> 'days')::int, true
  FROM complaints_complaintforwarding f JOIN complaints_complaint c ON c.id = f.complaint_id
  WHERE f.answered_at IS NULL
  UNION ALL
  SELECT q.basis ->> 'rule', q.number, 'information', q.received_at, q.due_at, (q.basis ->> 'days')::int, true
  FROM complaints_informationrequest q WHERE q.status = 'received' AND q.extended_at IS NULL
  UNION ALL
  SELECT q.extended_basis ->> 'rule', q.number, 'information', q.due_at, q.extended_due_at,
    (q.extended_basis ->> 'days')::int, true
  FROM complaints_informationrequest q WHERE q.status = 'received' AND q.extended_at IS NOT NULL
  UNION ALL
  SELECT j.basis ->> 'rule', q.number, 'information', j.filed_at, j.due_at, (j.basis ->> 'days')::int, true
  FROM complaints_informationobjection j JOIN complaints_informationrequest q ON q.id = j.request_id
  WHERE q.status = 'objected'
), spans AS (
  SELECT *, extract(epoch FROM due_at - starts_at) AS seconds FROM clocks
), levels (rule, of, subject, due_at, tells_end, level, reached_at) AS (
  SELECT s.rule, s.of, s.subject, s.due_at, s.tells_end, l.level,
    CASE WHEN l.level = 'overdue' THEN s.due_at
      ELSE least(s.due_at, s.starts_at + make_interval(secs => s.seconds * l.share)) END
  FROM spans s CROSS JOIN LATERAL (
    VALUES ('half', 0.5), ('four_fifths', 0.8), ('due', greatest(1 - 1.0 / s.days, 0.8)), ('overdue', 1.0)
  ) AS l (level, share)
)
INSERT INTO complaints_clockmark (rule, of, subject, level, reached_at, due_at)
SELECT rule, of, subject, level, reached_at, due_at FROM levels n
WHERE CASE WHEN level = 'overdue' THEN tells_end ELSE reached_at > clock_timestamp() END
  AND NOT EXISTS (SELECT FROM complaints_clockmark m WHERE m.rule = n.rule AND m.of = n.of)
ON CONFLICT (rule, of, level) DO NOTHING;
