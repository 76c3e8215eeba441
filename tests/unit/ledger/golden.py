"""The bytes of every event version, as they stand in ledgers. A line here never changes.

A new schema version gets a new line beside the old one, and an upcaster.
"""

# fmt: off
GOLDEN = {
    ('action_plan.created', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","review_on":"2026-05-04","items":[{"item_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","domain":"X","owner":"X","description":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"due_on":"2026-05-04"}]}',
    ('action_plan.item_added', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","item":{"item_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"X","domain":"X","owner":"X","description":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]},"due_on":"2026-05-04"},"added_on":"2026-05-04"}',
    ('action_plan.item_progressed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","item_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","status":"X","progressed_on":"2026-05-04","note":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('application.completed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","completed_on":"2026-05-04"}',
    ('application.decided', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"GRANTED","decided_on":"2026-05-04","decided_by":"STAFF","organisation":"LOCAL","reasons":["X"],"explanation":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('application.submitted', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_number":"X","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"completed_on":"2026-05-04"}',
    ('application.withdrawn', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","withdrawn_on":"2026-05-04","reason":"X"}',
    ('assessment.completed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('benefit.issued', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL"}',
    ('benefit.reversed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}',
    ('case.assigned', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","office":"X","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057","assigned_on":"2026-05-04"}',
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
    ('disclosure.made', 1):
        '{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}',
    ('note.added', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","note_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","text":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.contact_updated', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('person.registered', 1):
        '{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
    ('policy.published', 1):
        '{"policy_id":"X","version":"X","effective_from":"2026-05-04","public_on":"2026-05-04","source":"X","content":"{}","content_hash":"X"}',
    ('referral.answered', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"}',
    ('referral.closed', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}',
    ('referral.made', 1):
        '{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}',
}
# fmt: on

# What the fields of each event are, as `ledger.shapes` says them. A line here never changes either: other
# fields, other types or other codes are a new schema version, with a line of its own.
# fmt: off
SHAPES = {
    ('action_plan.created', 1):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,created_on:date,review_on:date,items:tuple[{item_id:UUID,kind:str,domain:str,owner:str,description:{language:str,body:private},due_on:date|null=},...]}',
    ('action_plan.item_added', 1):
        '{case_id:UUID,plan_id:UUID,person_id:UUID,item:{item_id:UUID,kind:str,domain:str,owner:str,description:{language:str,body:private},due_on:date|null=},added_on:date}',
    ('action_plan.item_progressed', 1):
        '{case_id:UUID,plan_id:UUID,item_id:UUID,person_id:UUID,status:str,progressed_on:date,note:{language:str,body:private}|null=}',
    ('application.completed', 1):
        '{case_id:UUID,application_id:UUID,completed_on:date}',
    ('application.decided', 1):
        "{case_id:UUID,application_id:UUID,outcome:'GRANTED'|'REFUSED',decided_on:date,decided_by:'STAFF'|'AUTOMATED',organisation:'LOCAL'|'MINISTRY',reasons:tuple[str,...]=,explanation:{language:str,body:private}|null=}",
    ('application.submitted', 1):
        '{case_id:UUID,case_number:str,application_id:UUID,programme:str,channel:str,received_by:str,office:str,submitted_on:date,members:tuple[{person_id:UUID,role:str,participant_class:str},...],completed_on:date|null=}',
    ('application.withdrawn', 1):
        '{case_id:UUID,application_id:UUID,withdrawn_on:date,reason:str}',
    ('assessment.completed', 1):
        "{case_id:UUID,assessment_id:UUID,person_id:UUID,tool:str,tool_version:str,completed_on:date,strengths:tuple[str,...],needs:tuple[str,...],readiness:'READY'|'NOT_READY',summary:{language:str,body:private}|null=}",
    ('benefit.issued', 1):
        "{case_id:UUID,benefit_id:UUID,benefit_type:str,month:str,amount_cents:int,payee_id:UUID,method:str,issued_on:date,organisation:'LOCAL'|'MINISTRY'}",
    ('benefit.reversed', 1):
        '{case_id:UUID,benefit_id:UUID,amount_cents:int,reversed_on:date,reason:str}',
    ('case.assigned', 1):
        '{case_id:UUID,office:str,caseworker_id:UUID,assigned_on:date}',
    ('case.exited', 1):
        '{case_id:UUID,reason:str,exited_on:date,details:{language:str,body:private}|null=}',
    ('case.reopened', 1):
        '{case_id:UUID,reopened_on:date,reason:str}',
    ('consent.granted', 1):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],signed_on:date,valid_from:datetime,expires_on:date|null,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE',grantor_id:UUID|null=,witness:private|null=}",
    ('consent.refused', 1):
        "{consent_id:UUID,person_id:UUID,categories:tuple[str,...],recipients:tuple[str,...],purposes:tuple[str,...],refused_on:date,notice:str,notice_version:str,notice_hash:str,language:str,method:str,capacity:'SELF'|'PARENT'|'GUARDIAN'|'ATTORNEY_PERSONAL_CARE'}",
    ('consent.withdrawn', 1):
        '{consent_id:UUID,person_id:UUID,received_at:datetime,method:str,reason:{language:str,body:private}|null=}',
    ('disclosure.made', 1):
        '{disclosure_id:UUID,person_id:UUID,case_id:UUID,referral_id:UUID,recipient_kind:str,recipient:str,categories:tuple[str,...],purpose:str,authority_kind:str,authority_reference:str,made_at:datetime,consent_ids:tuple[UUID,...]=}',
    ('note.added', 1):
        '{case_id:UUID,note_id:UUID,person_id:UUID,text:{language:str,body:private}}',
    ('person.contact_updated', 1):
        '{person_id:UUID,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=}',
    ('person.registered', 1):
        "{person_id:UUID,given_name:private,family_name:private,birth_date:private,official_language:'fr'|'en',sin:private|null=,spoken_language:private|null=,telephone:private|null=,email:private|null=,address:private|null=,safe_contact:{language:str,body:private}|null=}",
    ('policy.published', 1):
        '{policy_id:str,version:str,effective_from:date,public_on:date,source:str,content:str,content_hash:str}',
    ('referral.answered', 1):
        "{case_id:UUID,referral_id:UUID,person_id:UUID,answer:'ACCEPTED'|'DECLINED',answered_on:date,reason:str|null=}",
    ('referral.closed', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,outcome:str,closed_on:date}',
    ('referral.made', 1):
        '{case_id:UUID,referral_id:UUID,person_id:UUID,to_type:str,recipient:str,origin:str,purpose:str,shared:tuple[str,...],made_on:date,reply_due_on:date|null,disclosure_id:UUID|null=,reason:{language:str,body:private}|null=}',
}
# fmt: on

# The envelope has no version: it only ever gets fields that may be left out, and loses none.
# fmt: off
ENVELOPES = (
    '{"actor":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"STAFF","role":"X","organisation":"X","office":"X"},"command":"01890a5d-ac96-774b-bcce-b302099a8057","authority":{"kind":"CONSENT","reference":"X"},"channel":"X","site":"X","programme":"X","policy":7,"correlation":"01890a5d-ac96-774b-bcce-b302099a8057","causation":"01890a5d-ac96-774b-bcce-b302099a8057","source":{"system":"X","reference":"X"},"corrects":"01890a5d-ac96-774b-bcce-b302099a8057"}',
    '{"actor":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"SYSTEM","role":"X","organisation":"X","office":null}}',
)
# fmt: on

# The state that each fold makes of all events above, by the fold's version.
# fmt: off
FOLDED = {
    ('person', 1):
        '{"version":1,"registered":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","given_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"family_name":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"birth_date":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"official_language":"fr","sin":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"spoken_language":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}},"updated":{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","telephone":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"email":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"address":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==",null],"safe_contact":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}}',
    ('consent', 1):
        '{"version":1,"grants":{"01890a5d-ac96-774b-bcce-b302099a8057":{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"signed_on":"2026-05-04","valid_from":"2026-05-04T13:30:00Z","expires_on":"2026-05-04","withdrawn_at":"2026-05-04T13:30:00Z","capacity":"SELF","grantor_id":"01890a5d-ac96-774b-bcce-b302099a8057"}},"refusals":[{"consent_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","categories":["X"],"recipients":["X"],"purposes":["X"],"refused_on":"2026-05-04","notice":"X","notice_version":"X","notice_hash":"X","language":"X","method":"X","capacity":"SELF"}],"withdrawals":{"01890a5d-ac96-774b-bcce-b302099a8057":"2026-05-04T13:30:00Z"},"withdrawal_days":{"01890a5d-ac96-774b-bcce-b302099a8057":"2026-05-04"},"disclosures":[{"disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","recipient_kind":"X","recipient":"X","categories":["X"],"purpose":"X","authority_kind":"X","authority_reference":"X","made_at":"2026-05-04T13:30:00Z","consent_ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}]}',
    ('case', 1):
        '{"version":1,"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","number":"X","office":"X","office_since":"2026-05-04","caseworker_id":"01890a5d-ac96-774b-bcce-b302099a8057","applications":{"01890a5d-ac96-774b-bcce-b302099a8057":{"application_id":"01890a5d-ac96-774b-bcce-b302099a8057","programme":"X","channel":"X","received_by":"X","office":"X","submitted_on":"2026-05-04","completed_on":"2026-05-04","members":[{"person_id":"01890a5d-ac96-774b-bcce-b302099a8057","role":"X","participant_class":"X"}],"decision":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","application_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"GRANTED","decided_on":"2026-05-04","decided_by":"STAFF","organisation":"LOCAL","reasons":["X"],"explanation":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}},"effective_on":"2026-05-04","withdrawn_on":"2026-05-04","withdrawal_reason":"X"}},"exits":[{"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"X","exited_on":"2026-05-04","corrected":true}],"assessments":[{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","assessment_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","tool":"X","tool_version":"X","completed_on":"2026-05-04","strengths":["X"],"needs":["X"],"readiness":"READY","summary":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}}],"plans":{"01890a5d-ac96-774b-bcce-b302099a8057":{"plan_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","created_on":"2026-05-04","items":{"01890a5d-ac96-774b-bcce-b302099a8057":"X"}}},"referrals":{"01890a5d-ac96-774b-bcce-b302099a8057":{"referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","made":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","to_type":"X","recipient":"X","origin":"X","purpose":"X","shared":["X"],"made_on":"2026-05-04","reply_due_on":"2026-05-04","disclosure_id":"01890a5d-ac96-774b-bcce-b302099a8057","reason":{"language":"fr","body":["s","01890a5d-ac96-774b-bcce-b302099a8058",1,"MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQtYW5kLXRhZw==","01890a5d-ac96-774b-bcce-b302099a8057"]}},"answer":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","answer":"ACCEPTED","answered_on":"2026-05-04","reason":"X"},"closed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","referral_id":"01890a5d-ac96-774b-bcce-b302099a8057","person_id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"X","closed_on":"2026-05-04"}}},"benefits":{"01890a5d-ac96-774b-bcce-b302099a8057":{"benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","issued":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_type":"X","month":"2026-05","amount_cents":34300,"payee_id":"01890a5d-ac96-774b-bcce-b302099a8057","method":"X","issued_on":"2026-05-04","organisation":"LOCAL"},"reversed":{"case_id":"01890a5d-ac96-774b-bcce-b302099a8057","benefit_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_cents":34300,"reversed_on":"2026-05-04","reason":"X"}}}}',
    ('policy', 1):
        '{"version":1,"hashes":{"X":"X"}}',
}
# fmt: on
