"""How events of money are told: incomes, benefits, overpayments."""

from api.schema.category import INCOME
from api.tellings.telling import PERSON, Telling, value

MONEY: dict[str, Telling] = {
    "income.reported": Telling(
        INCOME,
        "Income reported",
        "Revenu déclaré",
        (
            PERSON,
            value("month", "Month", "Mois", "month"),
            value("earnings_cents", "Earnings", "Gains", "money"),
            value("other_cents", "Other income", "Autres revenus", "money"),
            value("reported_on", "Reported on", "Déclaré le", "day"),
        ),
    ),
    "overpayment.established": Telling(
        INCOME,
        "Overpayment established",
        "Trop-payé établi",
        (
            PERSON,
            value("amount_cents", "Amount", "Montant", "money"),
            value("month", "Month", "Mois", "month"),
            value("cause", "Cause", "Cause", "overpayment_causes"),
            value("established_on", "Established on", "Établi le", "day"),
        ),
    ),
    "benefit.issued": Telling(
        INCOME,
        "Benefit issued",
        "Prestation versée",
        (
            value("benefit_type", "Benefit", "Prestation", "benefit_types"),
            value("month", "Month", "Mois", "month"),
            value("amount_cents", "Amount", "Montant", "money"),
            value("payee_id", "Payee", "Bénéficiaire du versement", "person"),
            value("method", "Method", "Mode de versement", "payment_methods"),
            value("issued_on", "Issued on", "Versée le", "day"),
            value("organisation", "Issued by", "Versée par", "deciding_organisations"),
            value("envelope", "Envelope", "Enveloppe", "as_is"),
        ),
    ),
    "benefit.reversed": Telling(
        INCOME,
        "Benefit reversed",
        "Prestation annulée",
        (
            value("amount_cents", "Amount", "Montant", "money"),
            value("reversed_on", "Reversed on", "Annulée le", "day"),
            value("reason", "Reason", "Motif", "reversal_reasons"),
        ),
    ),
}
