"""Prolog rules, causal graphs and a sparse mixture of experts, joined.

Example:
    >>> import neurosym as ns
    >>> ns.__version__
    '0.1.0'
"""

__version__ = "0.1.0"
