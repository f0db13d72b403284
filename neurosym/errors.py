"""Every error that the library raises on purpose.

A message has three parts: what is wrong, where, and what to do. Lower layers raise the reason;
the layer that knows the file or the case adds the place.
"""


class NeurosymError(Exception):
    """Base of all errors that a user's input or surroundings cause."""


class RuleSyntaxError(NeurosymError):
    """One or more faults in rule files, each as ``file:line:column: what; what to do``."""


class UnknownPredicateError(NeurosymError):
    """A goal names a predicate that no rule, fact or variable defines."""


class UnsupportedRuleError(NeurosymError):
    """A rule uses a construct that the engine leaves out, named in the message."""


class RuleEvaluationError(NeurosymError):
    """A rule failed with a Prolog error while it ran, such as arithmetic on an atom."""


class PackError(NeurosymError):
    """A pack is missing, incomplete, or contradicts itself."""


class PackPermissionError(PackError):
    """A pack's rule reaches for files, processes, the network or the database."""


class CaseError(NeurosymError):
    """A case names an unknown variable or state, or one variable in two states."""


class DataError(NeurosymError):
    """A data set lacks a column, or holds a value that its variable does not know."""


class KnowledgeError(NeurosymError):
    """Causal background knowledge is unreadable or contradicts itself."""


class InconsistentEvidenceError(NeurosymError):
    """No possible world agrees with the evidence and the hard rules."""


class UnidentifiableEffectError(NeurosymError):
    """A causal effect cannot be computed from the given distribution."""


class ResourceLimitError(NeurosymError):
    """A time, memory, inference or size limit was reached."""


class SamplingError(NeurosymError):
    """No random world agrees with the evidence, so that nothing can be estimated."""


class NotFittedError(NeurosymError):
    """A reasoner was asked before it was fitted or loaded."""


class SavedFileError(NeurosymError):
    """A saved reasoner is damaged, foreign, or of another version."""


class MissingDependencyError(NeurosymError):
    """An optional part of the machine is missing; the message says how to add it."""


class PhraseError(NeurosymError):
    """A language, a phrase or a value for a phrase is missing."""
