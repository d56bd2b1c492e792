"""Reading what was not given: marks, answers, other students' work, secrets of the grader."""

from tests.grading.attacks import OUTSIDE, SHARED, Attack, Without

NOT_MOUNTED = "only the system, the Python environment and the submission are mounted"
OWN_PROCESSES = "a process namespace of its own, with its own /proc"

STEALING = (
    Attack(
        "reads the gradebook",
        "gradebook",
        'return "MARKS" in open({file!r}).read()',
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "reads the gradebook through /proc",
        "/proc",
        'return "MARKS" in open("/proc/self/root" + {file!r}).read()',
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "finds the gradebook",
        "gradebook",
        """
import os
return any("gradebook.db" in files for _, _, files in os.walk({folder!r}))""",
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "reads the exercises",
        "reference",
        'return bool(open({root!r} + "/autograde/judge/judge.py").read())',
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "imports the reference",
        "reference",
        """
import sys
sys.path.insert(0, {root!r})
sys.modules.pop("rnn_ref", None)
kept = {{name: sys.modules.pop(name) for name in list(sys.modules) if "rnn_ref" in name}}
import rnn_ref
found = hasattr(rnn_ref, "rnn_step_backward")
sys.modules.update(kept)
sys.path.remove({root!r})
return found""",
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "reads a solution",
        "solutions",
        """
import os
return bool(os.listdir({root!r} + "/solutions"))""",
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "reads another student's submission",
        "other students",
        'return "WORK-OF-ANN" in open({folder!r} + "/submitted/ann/work.ipynb").read()',
        NOT_MOUNTED,
        OUTSIDE,
    ),
    Attack(
        "reads the grader's environment",
        "environment",
        'return b"PATH=" in open("/proc/{grader}/environ", "rb").read()',
        OWN_PROCESSES,
        OUTSIDE,
    ),
    Attack(
        "sees the grader",
        "/proc",
        'return b"python" in open("/proc/{grader}/cmdline", "rb").read()',
        OWN_PROCESSES,
        OUTSIDE,
    ),
    Attack(
        "reads the memory of the process that started it",
        "the fork server's memory",
        """
import os
above = f"/proc/{{os.getppid()}}"
place = next(line for line in open(f"{{above}}/maps") if " rw-p " in line)
with open(f"{{above}}/mem", "rb") as memory:
    memory.seek(int(place.split("-")[0], 16))
    return len(memory.read(64)) == 64""",
        "the keeper, which is all that shows of the grader, lets nobody look into it",
        OUTSIDE,
    ),
    Attack(
        "finds the former student's work in its memory",
        "the fork server's memory",
        """
import re
wanted = re.compile(b"WORK-OF-[T]HE-FORMER")
with open("/proc/self/mem", "rb") as memory:
    for line in open("/proc/self/maps"):
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if " rw-p " not in line or end - start > 2**28:
            continue
        memory.seek(start)
        try:
            if wanted.search(memory.read(end - start)):
                return True
        except OSError:
            pass
return False""",
        "each kernel is forked from a server that reads nothing of any submission",
        SHARED,
        'globals()["kept"] = "WORK-OF-" + "THE-FORMER"\nreturn True',
    ),
    Attack(
        "lists the folders of all kernels",
        "other students",
        """
import os
return bool(os.listdir("/kernels"))""",
        "the folders of the fork server are covered in each room",
        Without(
            "rooms.py",
            '_mount("nothing", os.path.dirname(folder), "tmpfs", SAFE | READ_ONLY, '
            '"size=4k,mode=0")',
            serving=True,
        ),
    ),
    Attack(
        "leaves a core dump and reads it",
        "core dumps",
        """
import os, resource, signal, tempfile, time
folder = tempfile.mkdtemp()
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
child = os.fork()
if child == 0:
    os.chdir(folder)
    os.execvp("sleep", ["sleep", "9"])
time.sleep(0.3)
os.kill(child, signal.SIGQUIT)
os.waitpid(child, 0)
return any(name.startswith("core") for name in os.listdir(folder))""",
        "the bound on core dumps is 0 and cannot be raised",
        Without("launch.py", "resource.RLIMIT_CORE: 0,", "resource.RLIMIT_CORE: 2**22,"),
    ),
)
