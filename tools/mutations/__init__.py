"""The ways in which mutate_capture.py breaks a rule of TCP, by what they change."""

from . import acknowledgments, headers, marks, options, resets, sack, sequence_numbers, timing, windows  # noqa: F401
from .connection import MUTATIONS, Connection, NoPlace, ends_of  # noqa: F401
