"""Why a look was allowed or not, in both languages; and what a viewer is told instead."""

from domain.access.facts import Access
from domain.private import Language

# What a viewer is told, whatever the reason was: it must not tell that there is something to see.
NOTICE = {
    "fr": "Ces renseignements ne sont pas affichés ici.",
    "en": "This information is not shown here.",
}

# For the record of looks and the privacy officer.
EXPLANATIONS = {
    "ASSIGNED_CASEWORKER": {
        "fr": "Chargée ou chargé de cas à qui un cas de la personne est confié.",
        "en": "Caseworker to whom a case of the person is assigned.",
    },
    "UNASSIGNED_IN_OFFICE": {
        "fr": "Chargée ou chargé de cas du bureau responsable ; le cas n’est confié à personne.",
        "en": "Caseworker of the responsible office; the case is assigned to nobody yet.",
    },
    "OFFICE_SUPERVISOR": {
        "fr": "Superviseure ou superviseur du bureau responsable d’un cas de la personne.",
        "en": "Supervisor of the office responsible for a case of the person.",
    },
    "SITE_LIAISON": {
        "fr": "Agente ou agent de liaison du site d’une Première Nation où est un cas de la personne.",
        "en": "Liaison of the First Nations site responsible for a case of the person.",
    },
    "SETTLES_SAME_PERSON": {
        "fr": "Superviseure ou superviseur qui décide si deux inscriptions sont la même personne.",
        "en": "Supervisor who decides whether two records are one person.",
    },
    "APPLICANT_IDENTIFIED": {
        "fr": "Demande reçue de la personne elle-même, dont l’identité a été vérifiée sur place.",
        "en": "Application received from the person themselves, whose identity was verified then.",
    },
    "COMMAND_NOT_FOR_ROLE": {
        "fr": "Ce rôle n’accomplit pas cet acte.",
        "en": "This role does not do this.",
    },
    "INTAKE_PENDING_APPLICATION": {
        "fr": "Réception des demandes : une demande de la personne attend une décision.",
        "en": "Intake: an application of the person waits for a decision.",
    },
    "FIGURES": {
        "fr": "Liste derrière un chiffre : numéros de cas, jours et montants, sans nom.",
        "en": "List behind a figure: case numbers, days and amounts, no names.",
    },
    "OPERATES": {
        "fr": "Exploitation : ce qui suit d’un événement a été repris ou abandonné, sans être montré.",
        "en": "Operator: what follows from an event was tried again or given up, without being shown.",
    },
    "SIN_TAKEN": {
        "fr": "Inscription refusée : la réponse a dit que le numéro d’assurance sociale est connu.",
        "en": "Registration refused: the answer told that the social insurance number is known.",
    },
    "INTAKE_NEW_PERSON": {
        "fr": "Réception des demandes : la personne n’a encore aucun cas.",
        "en": "Intake: the person has no case yet.",
    },
    "PRIVACY_OFFICER_DUTY": {
        "fr": "Responsable de la protection de la vie privée, dans l’exercice de ses fonctions.",
        "en": "Privacy officer, as part of their duties.",
    },
    "CONSENT_IN_FORCE": {
        "fr": "Un consentement de la personne est en vigueur pour cela.",
        "en": "A consent of the person is in force for this.",
    },
    "NO_ACCOUNT_THEN": {
        "fr": "Ce compte n’existait pas alors, était fermé ou n’avait pas ce rôle.",
        "en": "This account did not exist then, was closed, or did not have this role.",
    },
    "ROLE_SEES_NO_FILES": {
        "fr": "Ce rôle ne consulte aucun dossier.",
        "en": "This role looks at no files.",
    },
    "CATEGORY_NOT_FOR_ROLE": {
        "fr": "Ce rôle ne consulte pas cette catégorie de renseignements.",
        "en": "This role does not look at this category of information.",
    },
    "NOT_REFERRED": {
        "fr": "La personne n’a pas été aiguillée vers cet organisme.",
        "en": "The person was not referred to this organisation.",
    },
    "CONSENT_WITHDRAWN": {
        "fr": "La personne a retiré le consentement qui le permettait.",
        "en": "The person withdrew the consent that allowed it.",
    },
    "CONSENT_EXPIRED": {
        "fr": "Le consentement qui le permettait est échu.",
        "en": "The consent that allowed it has expired.",
    },
    "CATEGORY_NOT_COVERED": {
        "fr": "Un consentement est en vigueur, mais il ne vise pas cette catégorie.",
        "en": "A consent is in force, but it does not cover this category.",
    },
    "NO_CONSENT": {
        "fr": "Aucun consentement de la personne ne le permet.",
        "en": "No consent of the person allows it.",
    },
    "NO_ASSIGNMENT": {
        "fr": "Aucun cas de la personne ne relève de ce rôle, et aucun consentement ne le permet.",
        "en": "No case of the person falls to this role, and no consent allows it.",
    },
    "STATUTE_ALLOWS": {
        "fr": "Une disposition de la loi le permet sans consentement.",
        "en": "A section of the law allows it without consent.",
    },
    "AGREEMENT_IN_FORCE": {
        "fr": "Une entente en vigueur avec l’organisme le permet.",
        "en": "An agreement in force with the organisation allows it.",
    },
    "BREAK_GLASS_OPEN": {
        "fr": "Accès d’urgence ouvert par cette personne, avec motif, pour peu de temps.",
        "en": "Emergency access that this user opened, with a reason, for a short time.",
    },
    "FILE_SEALED": {
        "fr": "Le dossier est scellé ; ce compte n’est pas de ceux à qui il est ouvert.",
        "en": "The file is sealed; this account is not one of those to whom it is open.",
    },
    "REFERRAL_ENDED": {
        "fr": "L’aiguillage vers cet organisme a pris fin.",
        "en": "The referral to this organisation has ended.",
    },
    "CONSENT_REVOKED": {
        "fr": "Le consentement qui le permettait a été révoqué.",
        "en": "The consent that allowed it was revoked.",
    },
    "CONSENT_SUPERSEDED": {
        "fr": "Un consentement plus récent remplace celui qui le permettait.",
        "en": "A newer consent replaces the one that allowed it.",
    },
    "CONSENT_INVALIDATED": {
        "fr": "Le consentement qui le permettait n’était pas valable.",
        "en": "The consent that allowed it was not valid.",
    },
    "CONSENT_NEEDS_REAFFIRMATION": {
        "fr": "La personne doit confirmer le consentement qu’une autre a donné pour elle.",
        "en": "The person must confirm the consent that somebody else gave for them.",
    },
}


def explain(access: Access, language: Language) -> str:
    """Why, in plain words, for those who may know it. Others are told ``NOTICE``."""
    return EXPLANATIONS[access.code][language]
