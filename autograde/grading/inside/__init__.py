"""What runs in the sandbox, beside the submission's code. Nothing here knows an answer.

`launch.py` starts the kernel; `face.py` and `reply.py` become the sandbox's package `autograde`
together with the judge's observing half. These files are copied there, never imported here.
"""
