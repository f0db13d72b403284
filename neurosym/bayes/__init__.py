"""The causal engine: learn a graph, fit its tables, infer exactly, intervene.

It works on plain arrays: integer codes ``[case, variable]`` with -1 for a missing cell, and the
names, states and numbers of states of the variables. ``discovery`` learns graphs from data under
knowledge, ``network`` holds graphs and fitted tables, ``inference`` computes posteriors, and
``causal`` intervenes and traces paths.
"""
