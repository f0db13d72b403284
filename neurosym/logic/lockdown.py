"""What a process gives up before it runs a stranger's rules: files, network, processes, memory.

The whitelist of `neurosym_builtins.pl` lets no rule reach outside. This is the wall behind it, for
the day on which somebody finds a hole: the operating system refuses what rules have no use for.

- On every POSIX system: no new file descriptor of any kind, so that nothing is opened and no
  socket made; no growing file, no core dump, and a bound on memory and processor time.
- On Linux for x86-64 and ARM64: a list of the system calls that computing needs; every other one
  fails as "not permitted". That also covers removing and renaming files, starting programs, and
  signals to other processes.

References:
    [1] Linux manual, seccomp(2), and Documentation/userspace-api/seccomp_filter.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_SYSTEM_CALLS = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10,
        "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
        "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28,
        "nanosleep": 35, "getpid": 39, "exit": 60, "gettimeofday": 96, "getrusage": 98,
        "sysinfo": 99, "times": 100, "sigaltstack": 131, "gettid": 186, "futex": 202,
        "sched_getaffinity": 204, "set_tid_address": 218, "clock_gettime": 228,
        "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318,
        "membarrier": 324, "rseq": 334,
        "clone": 56, "clone3": 435, "tgkill": 234, "prlimit64": 302, "seccomp": 317,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222,
        "mprotect": 226, "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigreturn": 139, "readv": 65, "writev": 66, "sched_yield": 124, "mremap": 216,
        "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93, "gettimeofday": 169,
        "getrusage": 165, "sysinfo": 179, "times": 153, "sigaltstack": 132, "gettid": 178,
        "futex": 98, "sched_getaffinity": 123, "set_tid_address": 96, "clock_gettime": 113,
        "clock_nanosleep": 115, "exit_group": 94, "set_robust_list": 99, "getrandom": 278,
        "membarrier": 283, "rseq": 293,
        "clone": 220, "clone3": 435, "tgkill": 131, "prlimit64": 261, "seccomp": 277,
    },
}  # fmt: skip
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CONDITIONAL = ("clone", "clone3", "tgkill", "prlimit64", "seccomp")

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_ALL_THREADS = 1
_CLONE_THREAD = 0x10000

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000

_Instruction = tuple[int, int, int, int]


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def lock_down(memory_bytes: int) -> bool:
    """Give up, for good, all that computing does not need.

    Args:
        memory_bytes: How much address space the process may take beside what it has.

    Returns:
        Whether the operating system filters system calls; without that, only the limits hold.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):
        # macOS knows the limit on memory and refuses it.
        most = _address_space() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return filter_system_calls()


def limit_processor_time(seconds: float) -> None:
    """Let the kernel end this process once it has computed for some seconds more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most == resource.RLIM_INFINITY or until <= most:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def filter_system_calls() -> bool:
    """Let this process make no system call but those that computing needs, in all its threads.

    Returns:
        Whether that is in force; False where the system has no such filter.
    """
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in _SYSTEM_CALLS:
        return False
    code = b"".join(struct.pack("HBBI", *line) for line in _program(machine))
    given = _Filter(len(code) // 8, code)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    number = _SYSTEM_CALLS[machine]["seccomp"]
    result = library.syscall(number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(given))
    return int(result) == 0


def _program(machine: str) -> list[_Instruction]:
    """Return the filter: what is listed is allowed, all else fails."""
    calls = _SYSTEM_CALLS[machine]
    fail = (_RETURN, 0, 0, _FAIL | errno.EPERM)
    lines: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        fail,
        (_LOAD, 0, 0, _NUMBER),
    ]
    for name, number in calls.items():
        if name not in _CONDITIONAL:
            lines += _where(number, [(_RETURN, 0, 0, _ALLOW)])
    # A thread is allowed, a process is not; glibc falls back from clone3, whose flags lie in
    # memory, where the filter cannot look.
    lines += _where(calls["clone3"], [(_RETURN, 0, 0, _FAIL | errno.ENOSYS)])
    lines += _where(calls["clone"], _if(0, _ANY_BIT, _CLONE_THREAD))
    lines += _where(calls["tgkill"], _if(0, _EQUAL, os.getpid()))
    lines += _where(calls["prlimit64"], _if(1, _EQUAL, int(resource.RLIMIT_CPU)))
    return [*lines, fail]


def _where(number: int, then: Sequence[_Instruction]) -> list[_Instruction]:
    """Return what is done for one system call, and passed over for others."""
    return [(_EQUAL, 0, len(then), number), *then]


def _if(argument: int, test: int, value: int) -> list[_Instruction]:
    """Return: allowed if the test holds of the argument's lower half, else not permitted."""
    return [
        (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        (test, 0, 1, value),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL | errno.EPERM),
    ]


def _address_space() -> int:
    """Return the bytes of address space that this process has; half a gigabyte if unknown."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * resource.getpagesize()
    return 500_000_000
