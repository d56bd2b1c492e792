"""How long a cell state lasts by itself.

With a forget gate that stays at f = sigmoid(b), and nothing written, the carousel multiplies the
cell state by f at each step, and so does the gradient on its way back:

    c_{t+k} = f^k * c_t          half of it is left where f^k = 1/2
"""

import numpy as np


def forget_bias_halflife(b):
    """Steps until a cell state has halved, if the forget gate's bias is b and nothing else acts.

    b: a number, or an array of any shape -> ln 2 / -ln sigmoid(b), shaped like b. Written with
    -ln sigmoid(b) = ln(1 + exp(-b)), which neither overflows nor rounds to 0 below b = 700.
    """
    return np.log(2.0) / np.logaddexp(0.0, -np.asarray(b))
