"""The bytes of every event version, as they stand in ledgers. A line here never changes.

A new schema version gets a new line beside the old one, and an upcaster.
"""

# fmt: off
GOLDEN = {
    ('action_plan.created', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","review_on":"2026-05-04","items":[{"item_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","domain":"X","owner":"X","description":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"due_on":"2026-05-04"}]}',
    ('action_plan.created', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","review_on":"2026-05-04","items":[{"item_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","domain":"X","owner":"X","description":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"due_on":"2026-05-04"}],"goals":"X"}',
    ('action_plan.item_added', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","item":{"item_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","domain":"X","owner":"X","description":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"due_on":"2026-05-04"},"added_on":"2026-05-04"}',
    ('action_plan.item_progressed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","item_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","status":"X","progressed_on":"2026-05-04","note":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('action_plan.reviewed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04"}',
    ('application.completed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","completed_on":"2026-05-04"}',
    ('application.decided', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"GRANTED","decided_on":"2026-05-04","decided_by":"STAFF","organisation":"LOCAL","reasons":["X"],"explanation":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('application.submitted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_number":"X","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"completed_on":"2026-05-04"}',
    ('application.submitted', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_number":"X","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"completed_on":"2026-05-04","ministry_reference":"X","risk_band":"X","readiness":"X","route_reason":"X","first_nations_site":true,"e_signature":true}',
    ('application.withdrawn', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","withdrawn_on":"2026-05-04","reason":"X"}',
    ('assessment.completed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('assessment.completed', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"scores":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('benefit.issued', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL"}',
    ('benefit.issued', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL","envelope":"X"}',
    ('benefit.reversed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}',
    ('case.assigned', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057","assigned_on":"2026-05-04"}',
    ('case.entry_retracted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","subject_id":"01890a5d-ac96-774b-bcce-b302099a8057","entry":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('case.exited', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","details":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('case.reopened', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","reopened_on":"2026-05-04","reason":"X"}',
    ('consent.granted', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"signed_on":"2026-05-04","valid_from":"2026-05-04T13:30:00Z","expires_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('consent.refused', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF"}',
    ('consent.withdrawn', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","received_at":"2026-05-04T13:30:00Z","method":"X","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('deferral.granted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"from_on":"2026-05-04","review_by":"2026-05-04"}',
    ('deferral.reviewed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04","outcome":"ENDED"}',
    ('disclosure.made', 1):
        '{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('income.reported', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","month":"2026-05","earnings_cents":34300,"other_cents":34300,"reported_on":"2026-05-04"}',
    ('note.added', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","note_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","text":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('overpayment.established', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","overpayment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","established_on":"2026-05-04","month":"2026-05","amount_cents":34300,"cause":"X"}',
    ('person.contact_updated', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.registered', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.registered', 2):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('policy.published', 1):
        '{"policy_id":"X","version":"X","effective_from":"2026-05-04","public_on":"2026-05-04","source":"X","content":"{}","content_hash":"X"}',
    ('referral.acknowledged', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","acknowledged_on":"2026-05-04"}',
    ('referral.answered', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"}',
    ('referral.closed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}',
    ('referral.made', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('referral.made', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"made_by":"LOCAL","claimed_consent":"X"}',
    ('referral.started', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","started_on":"2026-05-04"}',
    ('unit.member_joined', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X","joined_on":"2026-05-04"}',
    ('unit.member_left', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","left_on":"2026-05-04"}',
}
# fmt: on
