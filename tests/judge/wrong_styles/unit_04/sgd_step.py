"""Wrong answers to `sgd_step`, as learners write them."""


def sgd_items(params, grads, lr):
    return [p - lr * g for p, g in zip(params.values(), grads.values(), strict=True)]


def sgd_zips_the_values(params, grads, lr):
    new = [p - lr * g for p, g in zip(params.values(), grads.values(), strict=True)]
    return dict(zip(params, new, strict=True))


def sgd_returns_in_the_loop(params, grads, lr):
    new = {}
    for key in params:
        new[key] = params[key] - lr * grads[key]
        return new
    return new


def sgd_dict_times_number(params, grads, lr):
    return params - lr * grads


def sgd_uphill_in_place(params, grads, lr):
    for key, value in params.items():
        value += lr * grads[key]
    return params


def sgd_rebinds_only(params, grads, lr):
    for key, p in params.items():
        p = p - lr * grads[key]
    return params


def sgd_prefixes_the_names(params, grads, lr):
    return {key: params[key] - lr * grads["d" + key] for key in params}


WRONG = [
    (
        sgd_items,
        "",
        "it is a list of 1, expected a dict",
    ),
    (
        sgd_zips_the_values,
        "paired-by-place",
    ),
    (
        sgd_returns_in_the_loop,
        "first-parameter-only",
    ),
    (
        sgd_dict_times_number,
        "",
        "params - lr * grads",
        "a dict",
    ),
    (
        sgd_uphill_in_place,
        "uphill",
    ),
    (
        sgd_rebinds_only,
        "unchanged",
    ),
    (
        sgd_prefixes_the_names,
        "",
        'grads["d" + key]',
        "no such key",
    ),
]
