"""Layers of the model in plain numpy."""

import numpy as np
from jaxtyping import Float32

_EPSILON = np.float32(1e-5)  # what torch's LayerNorm adds to the variance


def layer_norm(
    x: Float32[np.ndarray, "*shape feature"],
    weight: Float32[np.ndarray, " feature"],
    bias: Float32[np.ndarray, " feature"],
) -> Float32[np.ndarray, "*shape feature"]:
    """Embeddings with mean 0 and variance 1, scaled and moved."""
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + _EPSILON) * weight + bias)


def sigmoid(x: Float32[np.ndarray, "*shape"]) -> Float32[np.ndarray, "*shape"]:
    """Logistic function, without overflow."""
    half = np.float32(0.5)
    return np.asarray(half + half * np.tanh(half * x))


def silu(x: Float32[np.ndarray, "*shape"]) -> Float32[np.ndarray, "*shape"]:
    """The experts' activation, ``x`` times its sigmoid."""
    return np.asarray(x * sigmoid(x))


def softmax(x: Float32[np.ndarray, "*shape slot"]) -> Float32[np.ndarray, "*shape slot"]:
    """Probabilities of logits along the last axis, one of which must be finite."""
    weight = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def log_softmax(x: Float32[np.ndarray, "*shape slot"]) -> Float32[np.ndarray, "*shape slot"]:
    """Log-probabilities of logits along the last axis, one of which must be finite."""
    centred = x - x.max(axis=-1, keepdims=True)
    return np.asarray(centred - np.log(np.exp(centred).sum(axis=-1, keepdims=True)))


def feed_forward(
    x: Float32[np.ndarray, "*shape feature"],
    up: Float32[np.ndarray, "_ feature"],
    down: Float32[np.ndarray, "feature _"],
) -> Float32[np.ndarray, "*shape feature"]:
    """A plain two-layer network."""
    return np.asarray(silu(x @ up.T) @ down.T)


def best(merit: Float32[np.ndarray, "*shape expert"], count: int) -> np.ndarray:
    """Positions of the largest entries along the last axis, the largest first."""
    return np.argsort(-merit, axis=-1, kind="stable")[..., :count]
