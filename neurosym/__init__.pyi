from neurosym.bayes.discovery.discover import DiscoveryOptions as DiscoveryOptions
from neurosym.bayes.discovery.knowledge import Knowledge as Knowledge
from neurosym.bayes.network.graph import CausalGraph as CausalGraph
from neurosym.cases import Variable as Variable
from neurosym.cases import Vocabulary as Vocabulary
from neurosym.cases import facts_of as facts_of
from neurosym.errors import NeurosymError as NeurosymError
from neurosym.explanation.answer import Answer as Answer
from neurosym.logic.belief_penalty import BeliefPenalty as BeliefPenalty
from neurosym.logic.deciding import Decider as Decider
from neurosym.logic.fuzzy import FuzzyLoss as FuzzyLoss
from neurosym.logic.fuzzy_theory import FuzzyTheory as FuzzyTheory
from neurosym.logic.neural.networks import Network as Network
from neurosym.logic.neural.networks import Output as Output
from neurosym.logic.neural.program import NeuralProgram as NeuralProgram
from neurosym.logic.program import Program as Program
from neurosym.logic.soft_tests import SoftTests as SoftTests
from neurosym.logic.torch_query import TorchQuery as TorchQuery
from neurosym.packs import Pack as Pack
from neurosym.packs import find_pack as find_pack
from neurosym.packs import list_packs as list_packs
from neurosym.packs import load_data as load_data
from neurosym.packs import new_pack as new_pack
from neurosym.reasoner.discovering import discover as discover
from neurosym.reasoner.options import FitOptions as FitOptions
from neurosym.reasoner.pictures import graph_svg as graph_svg
from neurosym.reasoner.reasoner import Reasoner as Reasoner

__version__: str
__all__: list[str]
