"""The manager of a sandboxed kernel. Its kernel spec is installed nowhere."""

from __future__ import annotations

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec
from traitlets import Any, Bool, List, default

from autograde.grading.kernel.client import BoundedKernelClient
from autograde.grading.kernel.provisioner import PROVISIONER
from autograde.grading.sandbox.limits import Limits
from autograde.grading.sandbox.runfolder import RunFolder


class SandboxKernelManager(KernelManager):
    """Used by `SandboxKernel` alone, so JupyterLab never sees the grading kernel.

    run_folder: made for this kernel, and removed with it; limits: what the kernel may use;
    hidden: folders that must not show inside; unsafe_no_sandbox: run without bubblewrap.
    """

    run_folder = Any(help="The folder that the kernel finds its files in.")
    limits = Any(help="The bounds that the kernel keeps to.")
    hidden = List(help="Folders that must not show in the sandbox.")
    server = Any(None, help="The fork server to have the kernel from; None: a sandbox of its own.")
    unsafe_no_sandbox = Bool(False, help="Run the submission's code unprotected.")

    @default("run_folder")
    def _run_folder_default(self) -> RunFolder:
        return RunFolder()

    @default("limits")
    def _limits_default(self) -> Limits:
        return Limits()

    @default("client_factory")
    def _client_factory_default(self) -> type[BoundedKernelClient]:
        return BoundedKernelClient

    @default("transport")
    def _transport_default(self) -> str:
        return "ipc"  # the sandbox has a network of its own, with nothing in it

    @default("ip")
    def _ip_default(self) -> str:
        return str(self.run_folder.sockets / "k")

    @default("connection_file")
    def _connection_file_default(self) -> str:
        return str(self.run_folder.path / "client.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Called by `KernelManager` when it starts the kernel. Says which provisioner to use."""
        return KernelSpec(
            argv=["unrolled-sandbox"],
            display_name="Unrolled, graded",
            language="python",
            interrupt_mode="message",  # a signal from outside would hit bubblewrap
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER}},
        )
