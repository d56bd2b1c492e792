"""Answers the grader's requests: what the learner's object does, as data in a message."""

import json

from autograde.observe import answer

MIMETYPE = "application/vnd.unrolled.observations+json"


def send(request):
    """Observe what `request` (JSON text) names and publish the reply. Called by the grader."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    reply = answer(shell.user_ns, json.loads(request))
    shell.display_pub.publish({MIMETYPE: json.dumps(reply), "text/plain": ""})
