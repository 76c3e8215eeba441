"""The bytes of every event version, as they stand in ledgers. A line here never changes.

A new schema version gets a new line beside the old one, and an upcaster.
"""

# fmt: off
GOLDEN = {
    ('access_request.answered', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","given":["X"],"withheld":[{"category":"X","section":"X"}],"means":"X"}',
    ('access_request.appealed', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","reference":"X"}',
    ('access_request.extended', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","days":1}',
    ('access_request.received', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","capacity":"X","received_on":"2026-05-04","requester":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"about":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('access_request.requester_verified', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X"}',
    ('access_request.transferred', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","institution":"X"}',
    ('access_request.withdrawn', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
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
    ('appointment.cancelled', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('appointment.held', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('appointment.missed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('appointment.scheduled', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","staff_id":"01890a5d-ac96-774b-bcce-b302099a8057","on":"2026-05-04","at":"X","mode":"X"}',
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
    ('break_glass.opened', 1):
        '{"emergency_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","words":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"categories":["X"],"opened_at":"2026-05-04T13:30:00Z","until":"2026-05-04T13:30:00Z","review_by":"2026-05-04","seals":["X"],"alerted":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('break_glass.reviewed', 1):
        '{"emergency_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"JUSTIFIED","words":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"reviewed_at":"2026-05-04T13:30:00Z","incident_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('case.assigned', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057","assigned_on":"2026-05-04"}',
    ('case.assigned', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057","assigned_on":"2026-05-04","worker":"X"}',
    ('case.entry_retracted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","subject_id":"01890a5d-ac96-774b-bcce-b302099a8057","entry":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('case.exited', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","details":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('case.reopened', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","reopened_on":"2026-05-04","reason":"X"}',
    ('consent.granted', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"signed_on":"2026-05-04","valid_from":"2026-05-04T13:30:00Z","expires_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('consent.granted', 2):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"signed_on":"2026-05-04","valid_from":"2026-05-04T13:30:00Z","expires_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"evidence":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"custody":true,"authority_ends_on":"2026-05-04","lapses_on":"2026-05-04","collection_version":"X","collection_authority":"X","supersedes":"01890a5d-ac96-774b-bcce-b302099a8057","one_off":true}',
    ('consent.invalidated', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","found_at":"2026-05-04T13:30:00Z","cause":"X","details":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('consent.lapse_moved', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","lapses_on":"2026-05-04","instead_of":"2026-05-04","expires_on":"2026-05-04"}',
    ('consent.narrowed', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","received_at":"2026-05-04T13:30:00Z","method":"X","categories":["X"],"recipients":["X"],"purposes":["X"],"reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('consent.reaffirmed', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reaffirmed_at":"2026-05-04T13:30:00Z","reaffirmed_by":"01890a5d-ac96-774b-bcce-b302099a8057","lapsed_on":"2026-05-04"}',
    ('consent.refused', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF"}',
    ('consent.refused', 2):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","part_of":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('consent.requested', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"requested_on":"2026-05-04"}',
    ('consent.revoked', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","revoked_at":"2026-05-04T13:30:00Z","cause":"X","details":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('consent.superseded', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","superseded_at":"2026-05-04T13:30:00Z","superseded_by":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('consent.withdrawn', 1):
        '{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","received_at":"2026-05-04T13:30:00Z","method":"X","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('correction.disagreement_stated', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","statement":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"owed":[{"recipient":"X","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","disclosed_on":"2026-05-04"}]}',
    ('correction.granted', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","corrected_by":"01890a5d-ac96-774b-bcce-b302099a8057","owed":[{"recipient":"X","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","disclosed_on":"2026-05-04"}]}',
    ('correction.recipient_acknowledged', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient":"X"}',
    ('correction.recipient_told', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient":"X"}',
    ('correction.refused', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('correction.requested', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","received_on":"2026-05-04","wanted":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('counter_visit.recorded', 1):
        '{"visit_id":"01890a5d-ac96-774b-bcce-b302099a8057","office":"X","reasons":["X"],"case_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('deferral.granted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"from_on":"2026-05-04","review_by":"2026-05-04"}',
    ('deferral.reviewed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04","outcome":"ENDED"}',
    ('disclosure.made', 1):
        '{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('disclosure.made', 2):
        '{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"recipient_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"given":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"notice":"WITHHELD","notice_withheld_until":"2026-05-04","notice_withheld_for":"X"}',
    ('disclosure.notice_given', 1):
        '{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_on":"2026-05-04","method":"X"}',
    ('disposal.approved', 1):
        '{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('disposal.declined', 1):
        '{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('disposal.requested', 1):
        '{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"persons":["01890a5d-ac96-774b-bcce-b302099a8057"],"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"kept_until":"2026-05-04","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","items":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('file.circle_changed', 1):
        '{"seal_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","circle":["01890a5d-ac96-774b-bcce-b302099a8057"],"reviewers":["01890a5d-ac96-774b-bcce-b302099a8057"],"changed_on":"2026-05-04","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"words":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('file.sealed', 1):
        '{"seal_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"VIOLENCE","circle":["01890a5d-ac96-774b-bcce-b302099a8057"],"reviewers":["01890a5d-ac96-774b-bcce-b302099a8057"],"sealed_on":"2026-05-04","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"words":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('file.unsealed', 1):
        '{"seal_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","unsealed_on":"2026-05-04","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"words":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('finding.reviewed', 1):
        '{"finding_id":"01890a5d-ac96-774b-bcce-b302099a8057","found":{"kind":"X","account_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","office":"X","at":"2026-05-04T13:30:00Z","look_id":"01890a5d-ac96-774b-bcce-b302099a8057"},"outcome":"EXPLAINED","explanation":"X","incident_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('hold.lifted', 1):
        '{"hold_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('hold.placed', 1):
        '{"hold_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","reason":"X","authority":"X","reference":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","record_class":"X"}',
    ('incident.assessed', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","significant":true,"grounds":["X"],"owed":["X"]}',
    ('incident.closed', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","lessons":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('incident.contained', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","measure":"X"}',
    ('incident.notified', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient":"X"}',
    ('incident.person_affected', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"]}',
    ('incident.reported', 1):
        '{"matter_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","found_on":"2026-05-04","from_on":"2026-05-04","to_on":"2026-05-04","account_id":"01890a5d-ac96-774b-bcce-b302099a8057","account":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('income.reported', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","month":"2026-05","earnings_cents":34300,"other_cents":34300,"reported_on":"2026-05-04"}',
    ('item.disposed', 1):
        '{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"of_event":"01890a5d-ac96-774b-bcce-b302099a8057","items":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('letter.let_go', 1):
        '{"letter_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('letter.prepared', 1):
        '{"letter_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"DECISION","about":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","language":"fr","prepared_on":"2026-05-04"}',
    ('letter.sent', 1):
        '{"letter_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","means":"X","sent_on":"2026-05-04"}',
    ('note.added', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","note_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","text":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('overpayment.established', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","overpayment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","established_on":"2026-05-04","month":"2026-05","amount_cents":34300,"cause":"X"}',
    ('person.contact_updated', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.contact_updated', 2):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"safe_means":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_hours":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"code_word":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('person.disposed', 1):
        '{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"persons":["01890a5d-ac96-774b-bcce-b302099a8057"],"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('person.duplicate_suspected', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","other_id":"01890a5d-ac96-774b-bcce-b302099a8057","likeness":[["X",7]],"score":7}',
    ('person.kept_apart', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","other_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X"}',
    ('person.merged', 1):
        '{"survivor_id":"01890a5d-ac96-774b-bcce-b302099a8057","merged_id":"01890a5d-ac96-774b-bcce-b302099a8057","members":["01890a5d-ac96-774b-bcce-b302099a8057"],"reason":"X"}',
    ('person.registered', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.registered', 2):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('person.unmerged', 1):
        '{"survivor_id":"01890a5d-ac96-774b-bcce-b302099a8057","merged_id":"01890a5d-ac96-774b-bcce-b302099a8057","members":["01890a5d-ac96-774b-bcce-b302099a8057"],"reason":"X"}',
    ('policy.published', 1):
        '{"policy_id":"X","version":"X","effective_from":"2026-05-04","public_on":"2026-05-04","source":"X","content":"{}","content_hash":"X"}',
    ('referral.acknowledged', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","acknowledged_on":"2026-05-04"}',
    ('recipient.acknowledged', 1):
        '{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"X","acknowledged_on":"2026-05-04"}',
    ('recipient.told', 1):
        '{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","ending_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","disclosure_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"told_on":"2026-05-04","method":"X","answer_due_on":"2026-05-04"}',
    ('referral.answered', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"}',
    ('referral.closed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}',
    ('referral.made', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('referral.made', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"made_by":"LOCAL","claimed_consent":"X"}',
    ('referral.paused', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","paused_at":"2026-05-04T13:30:00Z","cause":"X","consent_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('referral.resumed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","resumed_at":"2026-05-04T13:30:00Z","consent_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    ('referral.started', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","started_on":"2026-05-04"}',
    ('task.closed', 1):
        '{"task_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"DONE"}',
    ('task.raised', 1):
        '{"task_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","about":"01890a5d-ac96-774b-bcce-b302099a8057","due_on":"2026-05-04"}',
    ('unit.member_joined', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X","joined_on":"2026-05-04"}',
    ('unit.member_left', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","left_on":"2026-05-04"}',
    ('unit.member_left', 2):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","left_on":"2026-05-04","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('verification.consented', 1):
        '{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"signed_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}',
    ('verification.refused', 1):
        '{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"refused_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}',
}
# fmt: on

# What the fields of each event are, as `ledger.shapes` says them. A line here never changes either: other
# fields, other types or other codes are a new schema version, with a line of its own.
# fmt: off
SHAPES = {
    ('access_request.answered', 1):
        '{matter_id:UUID,outcome:str,given:tuple[str,...],withheld:tuple[{category:str,section:str},...],means:str}',
    ('access_request.appealed', 1):
        '{matter_id:UUID,reference:str}',
    ('access_request.extended', 1):
        '{matter_id:UUID,reason:str,days:int}',
    ('access_request.received', 1):
        '{matter_id:UUID,person_id:UUID,capacity:str,received_on:date,requester:private|null=,about:{language:str,body:private}|null=}',
    ('access_request.requester_verified', 1):
        '{matter_id:UUID,method:str}',
    ('access_request.transferred', 1):
        '{matter_id:UUID,institution:str}',
    ('access_request.withdrawn', 1):
        '{matter_id:UUID}',
    ('action_plan.created', 1):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,created_on:date,review_on:date,items:tuple[{item_id:UUID,kind:str,domain:str,owner:str,description:{language:str,body:private},due_on:date|null=},...]}',
    ('action_plan.created', 2):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,created_on:date,review_on:date|null,items:tuple[{item_id:UUID,kind:str,domain:str,owner:str,description:{language:str,body:private},due_on:date|null=},...],goals:str|null=}',
    ('action_plan.item_added', 1):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,item:{item_id:UUID,kind:str,domain:str,owner:str,description:{language:str,body:private},due_on:date|null=},added_on:date}',
    ('action_plan.item_progressed', 1):
        '{case_id:UUID,plan_id:UUID,item_id:UUID,person_id:UUID,status:str,progressed_on:date,note:{language:str,body:private}|null=}',
    ('action_plan.reviewed', 1):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,reviewed_on:date}',
    ('application.completed', 1):
        '{case_id:UUID,application_id:UUID,completed_on:date}',
    ('application.decided', 1):
        "{case_id:UUID,application_id:UUID,outcome:'GRANTED'|'REFUSED',decided_on:date,decided_by:'STAFF'|'AUTOMATED',organisation:'LOCAL'|'MINISTRY',reasons:tuple[str,...]=,explanation:{language:str,body:private}|null=}",
    ('application.submitted', 1):
        '{case_id:UUID,case_number:str,application_id:UUID,programme:str,channel:str,received_by:str,office:str,submitted_on:date,members:tuple[{person_id:UUID,role:str,participant_class:str},...],completed_on:date|null=}',
    ('application.submitted', 2):
        '{case_id:UUID,case_number:str,application_id:UUID,programme:str,channel:str,received_by:str,office:str,submitted_on:date,members:tuple[{person_id:UUID,role:str,participant_class:str},...],completed_on:date|null=,ministry_reference:str|null=,risk_band:str|null=,readiness:str|null=,route_reason:str|null=,first_nations_site:bool=,e_signature:bool|null=}',
    ('application.withdrawn', 1):
        '{case_id:UUID,application_id:UUID,withdrawn_on:date,reason:str}',
    ('appointment.cancelled', 1):
        '{case_id:UUID,appointment_id:UUID,person_id:UUID,reason:str}',
    ('appointment.held', 1):
        '{case_id:UUID,appointment_id:UUID,person_id:UUID}',
    ('appointment.missed', 1):
        '{case_id:UUID,appointment_id:UUID,person_id:UUID}',
    ('appointment.scheduled', 1):
        '{case_id:UUID,appointment_id:UUID,person_id:UUID,staff_id:UUID,on:date,at:str,mode:str}',
    ('assessment.completed', 1):
        "{case_id:UUID,assessment_id:UUID,person_id:UUID,tool:str,tool_version:str,completed_on:date,strengths:tuple[str,...],needs:tuple[str,...],readiness:'READY'|'NOT_READY',summary:{language:str,body:private}|null=}",
    ('assessment.completed', 2):
        "{case_id:UUID,assessment_id:UUID,person_id:UUID,tool:str,tool_version:str,completed_on:date,strengths:tuple[str,...],needs:tuple[str,...],readiness:'READY'|'NOT_READY',summary:{language:str,body:private}|null=,scores:private|null=}",
    ('benefit.issued', 1):
        "{case_id:UUID,benefit_id:UUID,benefit_type:str,month:str,amount_cents:int,payee_id:UUID,method:str,issued_on:date,organisation:'LOCAL'|'MINISTRY'}",
    ('benefit.issued', 2):
        "{case_id:UUID,benefit_id:UUID,benefit_type:str,month:str,amount_cents:int,payee_id:UUID,method:str,issued_on:date,organisation:'LOCAL'|'MINISTRY',envelope:str|null=}",
    ('benefit.reversed', 1):
        '{case_id:UUID,benefit_id:UUID,amount_cents:int,reversed_on:date,reason:str}',
    ('break_glass.opened', 1):
        '{emergency_id:UUID,person_id:UUID,reason:str,words:{language:str,body:private},categories:tuple[str,...],opened_at:datetime,until:datetime,review_by:date,seals:tuple[str,...]=,alerted:tuple[UUID,...]=}',
    ('break_glass.reviewed', 1):
        "{emergency_id:UUID,person_id:UUID,outcome:'JUSTIFIED'|'NOT_JUSTIFIED'|'FOLLOW_UP',words:{language:str,body:private},reviewed_at:datetime,incident_id:UUID|null=}",
    ('case.assigned', 1):
        '{case_id:UUID,office:str,caseworker_id:UUID,assigned_on:date}',
    ('case.assigned', 2):
        '{case_id:UUID,office:str,caseworker_id:UUID,assigned_on:date,worker:str|null=}',
    ('case.entry_retracted', 1):
        '{case_id:UUID,subject_id:UUID,entry:str,person_id:UUID|null=}',
    ('case.exited', 1):
        '{case_id:UUID,reason:str,exited_on:date,details:{language:str,body:private}|null=}',
    ('case.reopened', 1):
        '{case_id:UUID,reopened_on:date,reason:str}',
    ('consent.granted', 1):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],signed_on:date,valid_from:datetime,expires_on:date|null,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',grantor_id:UUID|null=,witness:private|null=}",
    ('consent.granted', 2):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],signed_on:date,valid_from:datetime,expires_on:date|null,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',grantor_id:UUID|null=,witness:private|null=,evidence:private|null=,custody:bool|null=,authority_ends_on:date|null=,lapses_on:date|null=,collection_version:str|null=,collection_authority:str|null=,supersedes:UUID|null=,one_off:bool=}",
    ('consent.invalidated', 1):
        '{consent_id:UUID,person_id:UUID,found_at:datetime,cause:str,details:{language:str,body:private}|null=}',
    ('consent.lapse_moved', 1):
        '{consent_id:UUID,person_id:UUID,lapses_on:date,instead_of:date,expires_on:date|null=}',
    ('consent.narrowed', 1):
        '{consent_id:UUID,person_id:UUID,received_at:datetime,method:str,categories:tuple[str,...]|null=,recipients:tuple[str,...]|null=,purposes:tuple[str,...]|null=,reason:{language:str,body:private}|null=}',
    ('consent.reaffirmed', 1):
        '{consent_id:UUID,person_id:UUID,reaffirmed_at:datetime,reaffirmed_by:UUID,lapsed_on:date}',
    ('consent.refused', 1):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],refused_on:date,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE'}",
    ('consent.refused', 2):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],refused_on:date,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',grantor_id:UUID|null=,part_of:UUID|null=}",
    ('consent.requested', 1):
        '{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],requested_on:date}',
    ('consent.revoked', 1):
        '{consent_id:UUID,person_id:UUID,revoked_at:datetime,cause:str,details:{language:str,body:private}|null=}',
    ('consent.superseded', 1):
        '{consent_id:UUID,person_id:UUID,superseded_at:datetime,superseded_by:UUID}',
    ('consent.withdrawn', 1):
        '{consent_id:UUID,person_id:UUID,received_at:datetime,method:str,reason:{language:str,body:private}|null=}',
    ('correction.disagreement_stated', 1):
        '{matter_id:UUID,person_id:UUID,of_event:UUID,case_id:UUID|null,statement:{language:str,body:private},owed:tuple[{recipient:str,disclosure_id:UUID,disclosed_on:date},...]}',
    ('correction.granted', 1):
        '{matter_id:UUID,corrected_by:UUID,owed:tuple[{recipient:str,disclosure_id:UUID,disclosed_on:date},...]}',
    ('correction.recipient_acknowledged', 1):
        '{matter_id:UUID,recipient:str}',
    ('correction.recipient_told', 1):
        '{matter_id:UUID,recipient:str}',
    ('correction.refused', 1):
        '{matter_id:UUID,reason:str}',
    ('correction.requested', 1):
        '{matter_id:UUID,person_id:UUID,of_event:UUID,case_id:UUID|null,received_on:date,wanted:{language:str,body:private}}',
    ('counter_visit.recorded', 1):
        '{visit_id:UUID,office:str,reasons:tuple[str,...],case_id:UUID|null=}',
    ('deferral.granted', 1):
        '{case_id:UUID,deferral_id:UUID,person_id:UUID,reason:private,from_on:date,review_by:date|null}',
    ('deferral.reviewed', 1):
        "{case_id:UUID,deferral_id:UUID,person_id:UUID,reviewed_on:date,outcome:'ENDED'|'RENEWED'}",
    ('disclosure.made', 1):
        '{disclosure_id:UUID,person_id:UUID,case_id:UUID,referral_id:UUID,recipient_kind:str,recipient:str,categories:tuple[str,...],purpose:str,authority_kind:str,authority_reference:str,made_at:datetime,consent_ids:tuple[UUID,...]=}',
    ('disclosure.made', 2):
        "{disclosure_id:UUID,person_id:UUID,case_id:UUID|null,referral_id:UUID|null,recipient_kind:str,recipient:str,categories:tuple[str,...],purpose:str,authority_kind:str,authority_reference:str,made_at:datetime,consent_ids:tuple[UUID,...]=,recipient_name:private|null=,given:{language:str,body:private}|null=,notice:'NONE'|'OWED'|'WITHHELD'|null=,notice_withheld_until:date|null=,notice_withheld_for:str|null=}",
    ('disclosure.notice_given', 1):
        '{disclosure_id:UUID,person_id:UUID,given_on:date,method:str}',
    ('disposal.approved', 1):
        '{disposal_id:UUID,person_id:UUID}',
    ('disposal.declined', 1):
        '{disposal_id:UUID,person_id:UUID,reason:str}',
    ('disposal.requested', 1):
        "{disposal_id:UUID,person_id:UUID,scope:'PERSON'|'ITEM',ground:{record_class:str,schedule:str,reason:str,authority:str,reference:str|null=},persons:tuple[UUID,...],case_ids:tuple[UUID,...],kept_until:date|null=,of_event:UUID|null=,items:tuple[UUID,...]=}",
    ('file.circle_changed', 1):
        '{seal_id:UUID,case_id:UUID|null,person_id:UUID,circle:tuple[UUID,...],reviewers:tuple[UUID,...],changed_on:date,reason:private,words:{language:str,body:private}|null=}',
    ('file.sealed', 1):
        "{seal_id:UUID,case_id:UUID|null,person_id:UUID,kind:'VIOLENCE'|'STAFF'|'FAMILY',circle:tuple[UUID,...],reviewers:tuple[UUID,...],sealed_on:date,reason:private,words:{language:str,body:private}|null=}",
    ('file.unsealed', 1):
        '{seal_id:UUID,case_id:UUID|null,person_id:UUID,unsealed_on:date,reason:private,words:{language:str,body:private}|null=}',
    ('finding.reviewed', 1):
        "{finding_id:UUID,found:{kind:str,account_id:UUID,role:str,office:str|null,at:datetime,look_id:UUID},outcome:'EXPLAINED'|'NOT_EXPLAINED'|'INCIDENT',explanation:str|null=,incident_id:UUID|null=}",
    ('hold.lifted', 1):
        '{hold_id:UUID,reason:str}',
    ('hold.placed', 1):
        "{hold_id:UUID,scope:'PERSON'|'CASE'|'CLASS',reason:str,authority:str,reference:str,person_id:UUID|null=,case_id:UUID|null=,record_class:str|null=}",
    ('incident.assessed', 1):
        '{matter_id:UUID,significant:bool,grounds:tuple[str,...],owed:tuple[str,...]}',
    ('incident.closed', 1):
        '{matter_id:UUID,lessons:{language:str,body:private}}',
    ('incident.contained', 1):
        '{matter_id:UUID,measure:str}',
    ('incident.notified', 1):
        '{matter_id:UUID,recipient:str}',
    ('incident.person_affected', 1):
        '{matter_id:UUID,person_id:UUID,categories:tuple[str,...]}',
    ('incident.reported', 1):
        '{matter_id:UUID,kind:str,found_on:date,from_on:date,to_on:date,account_id:UUID|null=,account:{language:str,body:private}|null=}',
    ('income.reported', 1):
        '{case_id:UUID,person_id:UUID,month:str,earnings_cents:int,other_cents:int,reported_on:date}',
    ('item.disposed', 1):
        '{disposal_id:UUID,person_id:UUID,ground:{record_class:str,schedule:str,reason:str,authority:str,reference:str|null=},case_ids:tuple[UUID,...],of_event:UUID,items:tuple[UUID,...]}',
    ('letter.let_go', 1):
        "{letter_id:UUID,case_id:UUID,person_id:UUID,reason:str}",
    ('letter.prepared', 1):
        "{letter_id:UUID,case_id:UUID,person_id:UUID,kind:'DECISION'|'OVERPAYMENT'|'CONSENT_ENDED',about:UUID,of_event:UUID,language:'fr'|'en',prepared_on:date}",
    ('letter.sent', 1):
        "{letter_id:UUID,case_id:UUID,person_id:UUID,means:str,sent_on:date}",
    ('note.added', 1):
        '{case_id:UUID,note_id:UUID,person_id:UUID,text:{language:str,body:private}}',
    ('overpayment.established', 1):
        '{case_id:UUID,overpayment_id:UUID,person_id:UUID,established_on:date,month:str,amount_cents:int,cause:str}',
    ('person.contact_updated', 1):
        '{person_id:UUID,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=}',
    ('person.contact_updated', 2):
        '{person_id:UUID,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=,safe_means:private|null=,safe_hours:private|null=,code_word:private|null=}',
    ('person.disposed', 1):
        '{disposal_id:UUID,person_id:UUID,ground:{record_class:str,schedule:str,reason:str,authority:str,reference:str|null=},persons:tuple[UUID,...],case_ids:tuple[UUID,...]}',
    ('person.duplicate_suspected', 1):
        '{person_id:UUID,other_id:UUID,likeness:tuple[{code:str,weight:int},...],score:int}',
    ('person.kept_apart', 1):
        '{person_id:UUID,other_id:UUID,reason:str}',
    ('person.merged', 1):
        '{survivor_id:UUID,merged_id:UUID,members:tuple[UUID,...],reason:str}',
    ('person.registered', 1):
        "{person_id:UUID,given_name:private,family_name:private,birth_date:private,official_language:'fr'|'en',sin:private|null=,spoken_language:private|null=,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=}",
    ('person.registered', 2):
        "{person_id:UUID,given_name:private,family_name:private,birth_date:private,official_language:'fr'|'en',sin:private|null=,spoken_language:private|null=,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=,interpreter_language:private|null=,postal_code:private|null=,indigenous_self_id:private|null=,safety_flag:private|null=}",
    ('person.unmerged', 1):
        '{survivor_id:UUID,merged_id:UUID,members:tuple[UUID,...],reason:str}',
    ('policy.published', 1):
        '{policy_id:str,version:str,effective_from:date,public_on:date,source:str,content:str,content_hash:str}',
    ('referral.acknowledged', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,acknowledged_on:date}',
    ('recipient.acknowledged', 1):
        '{telling_id:UUID,person_id:UUID,answer:str,acknowledged_on:date}',
    ('recipient.told', 1):
        '{telling_id:UUID,person_id:UUID,consent_id:UUID,ending_id:UUID,recipient_kind:str,recipient:str,disclosure_ids:tuple[UUID,...],told_on:date,method:str,answer_due_on:date}',
    ('referral.answered', 1):
        "{case_id:UUID,referral_id:UUID,person_id:UUID,answer:'ACCEPTED'|'DECLINED',answered_on:date,reason:str|null=}",
    ('referral.closed', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,outcome:str,closed_on:date}',
    ('referral.made', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,to_type:str,recipient:str,origin:str,purpose:str,shared:tuple[str,...],made_on:date,reply_due_on:date|null,disclosure_id:UUID|null=,reason:{language:str,body:private}|null=}',
    ('referral.made', 2):
        "{case_id:UUID,referral_id:UUID,person_id:UUID,to_type:str,recipient:str,origin:str,purpose:str,shared:tuple[str,...],made_on:date,reply_due_on:date|null,disclosure_id:UUID|null=,reason:{language:str,body:private}|null=,made_by:'LOCAL'|'MINISTRY'=,claimed_consent:str|null=}",
    ('referral.paused', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,paused_at:datetime,cause:str,consent_id:UUID}',
    ('referral.resumed', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,resumed_at:datetime,consent_id:UUID}',
    ('referral.started', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,started_on:date}',
    ('task.closed', 1):
        "{task_id:UUID,case_id:UUID,outcome:'DONE'|'NOT_NEEDED'}",
    ('task.raised', 1):
        "{task_id:UUID,case_id:UUID,kind:str,person_id:UUID,about:UUID,due_on:date}",
    ('unit.member_joined', 1):
        '{case_id:UUID,membership_id:UUID,person_id:UUID,role:str,participant_class:str,joined_on:date}',
    ('unit.member_left', 1):
        '{case_id:UUID,membership_id:UUID,person_id:UUID,left_on:date}',
    ('unit.member_left', 2):
        '{case_id:UUID,membership_id:UUID,person_id:UUID,left_on:date,reason:private|null=}',
    ('verification.consented', 1):
        "{verification_id:UUID,person_id:UUID,sources:tuple[str,...],signed_on:date,notice_version:str,notice_hash:str,consequence_version:str,consequence_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',authority:str,grantor_id:UUID|null=,witness:private|null=}",
    ('verification.refused', 1):
        "{verification_id:UUID,person_id:UUID,sources:tuple[str,...],refused_on:date,notice_version:str,notice_hash:str,consequence_version:str,consequence_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',authority:str,grantor_id:UUID|null=}",
}
# fmt: on

# The envelope has no version: it only ever gets fields that may be left out, and loses none.
# fmt: off
ENVELOPES = (
    '{"actor":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"STAFF","role":"X","organisation":"X","office":"X"},"command":"01890a5d-ac96-774b-bcce-b302099a8057","authority":{"kind":"CONSENT","reference":"X"},"channel":"X","site":"X","programme":"X","policy":7,"correlation":"01890a5d-ac96-774b-bcce-b302099a8057","causation":"01890a5d-ac96-774b-bcce-b302099a8057","source":{"system":"X","reference":"X"},"source_hash":"0123456789abcdef","corrects":"01890a5d-ac96-774b-bcce-b302099a8057","correction":{"cause":"X","party":"X"},"irregularities":["X"]}',
    '{"actor":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"SYSTEM","role":"X","organisation":"X","office":null}}',
)
# fmt: on

# The state that each fold makes of all events above, by the fold's version.
# fmt: off
FOLDED = {
    ('consent', 6):
        '{"version":1,"requests":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"requested_on":"2026-05-04"}},"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","part_of":"01890a5d-ac96-774b-bcce-b302099a8057"}},"ended":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"ending":{"kind":"WITHDRAWN","at":"2026-05-04T13:30:00Z","known_at":"2026-05-04T14:00:00Z","categories":null,"recipients":null,"purposes":null},"day":"2026-05-04"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"recipient_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"given":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"notice":"WITHHELD","notice_withheld_until":"2026-05-04","notice_withheld_for":"X"}},"notices":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_on":"2026-05-04","method":"X"}},"told":{"01890a5d-ac96-774b-bcce-b302099a8057":{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","ending_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","disclosure_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"told_on":"2026-05-04","method":"X","answer_due_on":"2026-05-04"}},"acknowledged":{"01890a5d-ac96-774b-bcce-b302099a8057":{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"X","acknowledged_on":"2026-05-04"}},"verified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"signed_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"unverified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"refused_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"emergencies":{"01890a5d-ac96-774b-bcce-b302099a8057":{"emergency_id":"01890a5d-ac96-774b-bcce-b302099a8057","account_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","office":"X","until":"2026-05-04T13:30:00Z","outcome":"JUSTIFIED"}}}',
    ('letter', 1):
        '{"version":1,"prepared":{"letter_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"DECISION","about":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","language":"fr","prepared_on":"2026-05-04"},"ended":"SENT"}',
    ('task', 1):
        '{"version":1,"raised":{"task_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","about":"01890a5d-ac96-774b-bcce-b302099a8057","due_on":"2026-05-04"},"closed":null}',
    ('person', 5):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"email":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"address":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"safe_contact":{"language":"fr","body":["d","01890a5d-ac96-774b-bcce-b302099a8058"]},"safe_means":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"safe_hours":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"code_word":["d","01890a5d-ac96-774b-bcce-b302099a8058"]},"registered_in":"01890a5d-ac96-774b-bcce-b302099a8057","updated_in":"01890a5d-ac96-774b-bcce-b302099a8057","sameness":{"suspected":["01890a5d-ac96-774b-bcce-b302099a8057"],"apart":["01890a5d-ac96-774b-bcce-b302099a8057"],"survivor":null,"absorbed":[]},"seal":null,"disposals":{"by_id":{"01890a5d-ac96-774b-bcce-b302099a8057":{"request":{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"persons":["01890a5d-ac96-774b-bcce-b302099a8057"],"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"kept_until":"2026-05-04","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","items":["01890a5d-ac96-774b-bcce-b302099a8057"]},"requested_by":"01890a5d-ac96-774b-bcce-b302099a8057","status":"DISPOSED"}},"disposed_on":"2026-05-04"}}',
    ('incident', 1):
        '{"version":1,"status":"REPORTED","received_on":"2026-05-04","extended_by":1,"verified":true,"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","affected":{"01890a5d-ac96-774b-bcce-b302099a8057":["X"]},"owed":["X"],"told":["X"],"acknowledged":["X"]}',
    ('correction', 1):
        '{"version":1,"status":"REPORTED","received_on":"2026-05-04","extended_by":1,"verified":true,"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","affected":{"01890a5d-ac96-774b-bcce-b302099a8057":["X"]},"owed":["X"],"told":["X"],"acknowledged":["X"]}',
    ('access_request', 1):
        '{"version":1,"status":"REPORTED","received_on":"2026-05-04","extended_by":1,"verified":true,"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","affected":{"01890a5d-ac96-774b-bcce-b302099a8057":["X"]},"owed":["X"],"told":["X"],"acknowledged":["X"]}',
    ('visit', 1):
        '{"version":1}',
    ('consent', 5):
        '{"version":1,"requests":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"requested_on":"2026-05-04"}},"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","part_of":"01890a5d-ac96-774b-bcce-b302099a8057"}},"ended":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"ending":{"kind":"WITHDRAWN","at":"2026-05-04T13:30:00Z","known_at":"2026-05-04T14:00:00Z","categories":null,"recipients":null,"purposes":null},"day":"2026-05-04"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}},"told":{"01890a5d-ac96-774b-bcce-b302099a8057":{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","ending_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","disclosure_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"told_on":"2026-05-04","method":"X","answer_due_on":"2026-05-04"}},"acknowledged":{"01890a5d-ac96-774b-bcce-b302099a8057":{"telling_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"X","acknowledged_on":"2026-05-04"}},"verified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"signed_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"unverified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"refused_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"emergencies":{"01890a5d-ac96-774b-bcce-b302099a8057":{"emergency_id":"01890a5d-ac96-774b-bcce-b302099a8057","account_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","office":"X","until":"2026-05-04T13:30:00Z","outcome":"JUSTIFIED"}}}',
    ('case', 3):
        '{"version":1,"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","number":"X","responsible":{"01890a5d-ac96-774b-bcce-b302099a8057":{"on":"2026-05-04","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"applications":{"01890a5d-ac96-774b-bcce-b302099a8057":{"application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","completed_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"decision":null,"effective_on":null,"withdrawn_on":"2026-05-04","withdrawal_reason":"X"}},"memberships":{"01890a5d-ac96-774b-bcce-b302099a8057":{"membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","member":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"},"joined_on":"2026-05-04","left_on":"2026-05-04"}},"exits":[{"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","corrected":true}],"assessments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"scores":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"plans":{"01890a5d-ac96-774b-bcce-b302099a8057":{"plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","items":{"01890a5d-ac96-774b-bcce-b302099a8057":"X"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":"2026-05-04"}}},"deferrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","granted":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"from_on":"2026-05-04","review_by":"2026-05-04"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04","outcome":"ENDED"}}}},"referrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","made":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"made_by":"LOCAL","claimed_consent":"X"},"acknowledged_on":"2026-05-04","answer":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"},"started_on":"2026-05-04","closed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"},"paused_at":"2026-05-04T13:30:00Z","resumed_at":"2026-05-04T13:30:00Z"}},"benefits":{"01890a5d-ac96-774b-bcce-b302099a8057":{"benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","issued":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL","envelope":"X"},"reversed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}}},"overpayments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","overpayment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","established_on":"2026-05-04","month":"2026-05","amount_cents":34300,"cause":"X"}},"appointments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","scheduled":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","staff_id":"01890a5d-ac96-774b-bcce-b302099a8057","on":"2026-05-04","at":"X","mode":"X"},"ended":"MISSED"}},"seal":null}',
    ('consent', 4):
        '{"version":1,"requests":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"requested_on":"2026-05-04"}},"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","part_of":"01890a5d-ac96-774b-bcce-b302099a8057"}},"ended":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"ending":{"kind":"WITHDRAWN","at":"2026-05-04T13:30:00Z","known_at":"2026-05-04T14:00:00Z","categories":null,"recipients":null,"purposes":null},"day":"2026-05-04"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}},"verified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"signed_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"unverified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"refused_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"emergencies":{"01890a5d-ac96-774b-bcce-b302099a8057":{"emergency_id":"01890a5d-ac96-774b-bcce-b302099a8057","account_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","office":"X","until":"2026-05-04T13:30:00Z","outcome":"JUSTIFIED"}}}',
    ('finding', 1):
        '{"version":1,"outcome":"EXPLAINED"}',
    ('person', 1):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}}',
    ('person', 2):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}},"sameness":{"suspected":["01890a5d-ac96-774b-bcce-b302099a8057"],"apart":["01890a5d-ac96-774b-bcce-b302099a8057"],"survivor":null,"absorbed":[]}}',
    ('person', 3):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"email":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"address":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"safe_contact":{"language":"fr","body":["d","01890a5d-ac96-774b-bcce-b302099a8058"]}},"registered_in":"01890a5d-ac96-774b-bcce-b302099a8057","sameness":{"suspected":["01890a5d-ac96-774b-bcce-b302099a8057"],"apart":["01890a5d-ac96-774b-bcce-b302099a8057"],"survivor":null,"absorbed":[]},"disposals":{"by_id":{"01890a5d-ac96-774b-bcce-b302099a8057":{"request":{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"persons":["01890a5d-ac96-774b-bcce-b302099a8057"],"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"kept_until":"2026-05-04","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","items":["01890a5d-ac96-774b-bcce-b302099a8057"]},"requested_by":"01890a5d-ac96-774b-bcce-b302099a8057","status":"DISPOSED"}},"disposed_on":"2026-05-04"}}',
    ('person', 4):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"interpreter_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"postal_code":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"indigenous_self_id":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safety_flag":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"email":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"address":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"safe_contact":{"language":"fr","body":["d","01890a5d-ac96-774b-bcce-b302099a8058"]},"safe_means":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"safe_hours":["d","01890a5d-ac96-774b-bcce-b302099a8058"],"code_word":["d","01890a5d-ac96-774b-bcce-b302099a8058"]},"registered_in":"01890a5d-ac96-774b-bcce-b302099a8057","sameness":{"suspected":["01890a5d-ac96-774b-bcce-b302099a8057"],"apart":["01890a5d-ac96-774b-bcce-b302099a8057"],"survivor":null,"absorbed":[]},"seal":null,"disposals":{"by_id":{"01890a5d-ac96-774b-bcce-b302099a8057":{"request":{"disposal_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","ground":{"record_class":"X","schedule":"X","reason":"X","authority":"X","reference":"X"},"persons":["01890a5d-ac96-774b-bcce-b302099a8057"],"case_ids":["01890a5d-ac96-774b-bcce-b302099a8057"],"kept_until":"2026-05-04","of_event":"01890a5d-ac96-774b-bcce-b302099a8057","items":["01890a5d-ac96-774b-bcce-b302099a8057"]},"requested_by":"01890a5d-ac96-774b-bcce-b302099a8057","status":"DISPOSED"}},"disposed_on":"2026-05-04"}}',
    ('consent', 1):
        '{"version":1,"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF"}},"withdrawals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"received_at":"2026-05-04T13:30:00Z","day":"2026-05-04"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}}}',
    ('consent', 2):
        '{"version":1,"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF"}},"withdrawals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"received_at":"2026-05-04T13:30:00Z","day":"2026-05-04","known_at":"2026-05-04T14:00:00Z"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}}}',
    ('consent', 3):
        '{"version":1,"requests":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"requested_on":"2026-05-04"}},"grants":{},"refusals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","part_of":"01890a5d-ac96-774b-bcce-b302099a8057"}},"ended":{"01890a5d-ac96-774b-bcce-b302099a8057":{"01890a5d-ac96-774b-bcce-b302099a8057":{"ending":{"kind":"WITHDRAWN","at":"2026-05-04T13:30:00Z","known_at":"2026-05-04T14:00:00Z","categories":null,"recipients":null,"purposes":null},"day":"2026-05-04"}}},"disclosures":{"01890a5d-ac96-774b-bcce-b302099a8057":{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}},"verified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"signed_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057","witness":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"unverified":{"01890a5d-ac96-774b-bcce-b302099a8057":{"verification_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","sources":["X"],"refused_on":"2026-05-04","notice_version":"X","notice_hash":"X","consequence_version":"X","consequence_hash":"X","language":"X","method":"X","capacity":"SELF","authority":"X","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}}}',
    ('case', 1):
        '{"version":1,"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","number":"X","responsible":{"01890a5d-ac96-774b-bcce-b302099a8057":{"on":"2026-05-04","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"applications":{"01890a5d-ac96-774b-bcce-b302099a8057":{"application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","completed_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"decision":null,"effective_on":null,"withdrawn_on":"2026-05-04","withdrawal_reason":"X"}},"memberships":{"01890a5d-ac96-774b-bcce-b302099a8057":{"membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","member":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"},"joined_on":"2026-05-04","left_on":"2026-05-04"}},"exits":[{"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","corrected":true}],"assessments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"scores":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"plans":{"01890a5d-ac96-774b-bcce-b302099a8057":{"plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","items":{"01890a5d-ac96-774b-bcce-b302099a8057":"X"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":"2026-05-04"}}},"deferrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","granted":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"from_on":"2026-05-04","review_by":"2026-05-04"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04","outcome":"ENDED"}}}},"referrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","made":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"made_by":"LOCAL","claimed_consent":"X"},"acknowledged_on":"2026-05-04","answer":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"},"started_on":"2026-05-04","closed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}}},"benefits":{"01890a5d-ac96-774b-bcce-b302099a8057":{"benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","issued":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL","envelope":"X"},"reversed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}}},"overpayments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","overpayment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","established_on":"2026-05-04","month":"2026-05","amount_cents":34300,"cause":"X"}}}',
    ('case', 2):
        '{"version":1,"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","number":"X","responsible":{"01890a5d-ac96-774b-bcce-b302099a8057":{"on":"2026-05-04","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"applications":{"01890a5d-ac96-774b-bcce-b302099a8057":{"application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","completed_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"decision":null,"effective_on":null,"withdrawn_on":"2026-05-04","withdrawal_reason":"X"}},"memberships":{"01890a5d-ac96-774b-bcce-b302099a8057":{"membership_id":"01890a5d-ac96-774b-bcce-b302099a8057","member":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"},"joined_on":"2026-05-04","left_on":"2026-05-04"}},"exits":[{"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","corrected":true}],"assessments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"scores":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null]}},"plans":{"01890a5d-ac96-774b-bcce-b302099a8057":{"plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","items":{"01890a5d-ac96-774b-bcce-b302099a8057":"X"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":"2026-05-04"}}},"deferrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","granted":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"from_on":"2026-05-04","review_by":"2026-05-04"},"reviews":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","deferral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","reviewed_on":"2026-05-04","outcome":"ENDED"}}}},"referrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","made":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"made_by":"LOCAL","claimed_consent":"X"},"acknowledged_on":"2026-05-04","answer":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"},"started_on":"2026-05-04","closed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}}},"benefits":{"01890a5d-ac96-774b-bcce-b302099a8057":{"benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","issued":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL","envelope":"X"},"reversed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}}},"overpayments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","overpayment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","established_on":"2026-05-04","month":"2026-05","amount_cents":34300,"cause":"X"}},"appointments":{"01890a5d-ac96-774b-bcce-b302099a8057":{"appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","scheduled":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","appointment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","staff_id":"01890a5d-ac96-774b-bcce-b302099a8057","on":"2026-05-04","at":"X","mode":"X"},"ended":"MISSED"}},"seal":null}',
    ('holds', 1):
        '{"version":1,"standing":{"01890a5d-ac96-774b-bcce-b302099a8057":{"placed":{"hold_id":"01890a5d-ac96-774b-bcce-b302099a8057","scope":"PERSON","reason":"X","authority":"X","reference":"X","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","record_class":"X"},"on":"2026-05-04"}},"lifted":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('policy', 1):
        '{"version":1,"hashes":{"X":"X"}}',
}
# fmt: on
