"""Every process that there is."""

from projections.effects.engine.model import Process
from projections.effects.processes.letters import LETTERS
from projections.effects.processes.partners import PARTNERS
from projections.effects.processes.reaffirmation import REAFFIRMATION

PROCESSES: tuple[Process, ...] = (REAFFIRMATION, LETTERS, PARTNERS)
