"""Packs: a domain's rules and causal knowledge, found, opened, written and given its data."""

from neurosym.packs.data import load_data, published_network
from neurosym.packs.folders import Roots, find_pack, list_packs, open_pack, pack_folders
from neurosym.packs.network_file import Network, read_network
from neurosym.packs.new import new_pack
from neurosym.packs.pack import CsvData, DataSource, HardCase, NetworkData, Pack, SklearnData

__all__ = [
    "CsvData",
    "DataSource",
    "HardCase",
    "Network",
    "NetworkData",
    "Pack",
    "Roots",
    "SklearnData",
    "find_pack",
    "list_packs",
    "load_data",
    "new_pack",
    "open_pack",
    "pack_folders",
    "published_network",
    "read_network",
]
