"""Pictures and pages: plain values in, SVG and HTML out.

Nothing here knows about rules, networks or models; the explanation room fills the view values.
"""
