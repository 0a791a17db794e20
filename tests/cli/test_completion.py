"""Tab completion: scripts made from the table of commands, tried in real shells."""

from __future__ import annotations

import os
import select
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Pdtrack
from pdtrack.cli.commands.completion import value_of
from pdtrack.cli.completion.scripts import SCRIPTS
from pdtrack.cli.completion.surface import Option, Program, Subcommand, Value
from pdtrack.cli.index import COMMANDS
from pdtrack.cli.questions import HELPED_WORDS
from pdtrack.content import library
from pdtrack.domain.fields import PAIN, TEARS
from pdtrack.domain.settings import SETTINGS

NAMES = [command.name for command in COMMANDS]
KNOWN = [tag.slug for tag in library.vocabulary().tags]
TOPICS = [guide.topic for guide in library.guides()]
PATIENCE = 30.0

# What a person typed, the last word unfinished, and what the shell offers for it.
OFFERED = [
    (["pdtrack", ""], NAMES),
    (["pdtrack", "--plain", "pat"], ["patterns"]),
    (["pdtrack", "--journal", "other.db", "pat"], ["patterns"]),
    (["pdtrack", "log", "--tears", ""], list(TEARS)),
    (["pdtrack", "log", "--pain", "m"], ["mild", "moderate"]),
    (["pdtrack", "log", "--mood", "1"], ["1", "10"]),
    (["pdtrack", "log", "-m", "3", "--pa"], ["--pain"]),
    (["pdtrack", "log", "--no-or"], ["--no-orgasm"]),
    (["pdtrack", "log", "--tag", ""], KNOWN),
    (["pdtrack", "log", "-t", "str"], ["stress"]),
    (["pdtrack", "list", "--tag", "str"], ["stress"]),
    (["pdtrack", "log", "--helped", ""], list(HELPED_WORDS)),
    (["pdtrack", "log", "--note", ""], []),
    (["pdtrack", "log", "--at", ""], []),
    (["pdtrack", "log", "--note", "log", "--pa"], ["--pain"]),
    (["pdtrack", "guide", ""], TOPICS),
    (["pdtrack", "config", ""], [setting.key for setting in SETTINGS]),
    (["pdtrack", "delete", "3", "4", "l"], ["last"]),
    (["pdtrack", "completion", ""], list(SCRIPTS)),
    (["pdtrack", "export", "--format", ""], ["csv", "json"]),
    (["pdtrack", "no-such-command", ""], []),
]
# Words that a shell would misread if they weren't quoted.
STRANGE = (
    "it's",
    "two words",
    "$(touch ran)",
    "`touch ran`",
    "a;touch ran",
    "$HOME",
    "*",
    "~",
    "=ls",
    'a"b',
    "back\\slash",
    "{a,b}",
    "umlaut-ä",
)
ODD_HELP = "It's $(touch ran) [50%]: `touch ran` \\ done"
ODD = Program(
    "pdtrack",
    (),
    (
        Subcommand(
            "odd",
            ODD_HELP,
            (Option(("--word", "-w"), ODD_HELP, Value("A|[B]:C", STRANGE)),),
            (Value("FILE", is_file=True),),
        ),
    ),
)


def _found(shell: str) -> str:
    path = shutil.which(shell)
    if path is None or (os.name == "nt" and shell != "pwsh"):
        pytest.skip(f"there is no {shell} on this system")
    return path


@dataclass(slots=True)
class Corner:
    """A folder with a script in it, and the only PATH that its shell knows.

    The one program on that PATH is a `pdtrack` that leaves a mark when it is run.
    """

    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """What the shell knows of the world."""
        home = str(self.folder)
        fake = str(self.folder / "bin")
        return {"HOME": home, "PATH": fake, "TERM": "xterm", "LANG": "C.UTF-8", "OUT": home}

    def script(self, shell: str, text: str) -> Path:
        """The script, written down."""
        path = self.folder / f"script.{'ps1' if shell == 'pwsh' else shell}"
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, argv: Sequence[str]) -> str:
        """What a shell prints; it may not complain."""
        done = subprocess.run(
            argv, cwd=self.folder, env=self.environ, capture_output=True, timeout=60, check=False
        )
        assert done.stderr.decode() == ""
        return done.stdout.decode()

    @property
    def untouched(self) -> bool:
        """Whether neither pdtrack nor any command inside a word was run."""
        return not (self.folder / "ran").exists()


@pytest.fixture
def corner(tmp_path: Path) -> Corner:
    """An empty corner with the false pdtrack."""
    folder = tmp_path / "corner"
    (folder / "bin").mkdir(parents=True)
    fake = folder / "bin" / "pdtrack"
    fake.write_text(f'#!/bin/sh\n: >"{folder}/ran"\n', encoding="utf-8")
    fake.chmod(0o755)
    return Corner(folder)


def in_bash(corner: Corner, script: Path, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """What bash offers for each line, as the words that it would pass on."""
    ask = [f"source {shlex.quote(str(script))}"]
    for line in lines:
        ask.append(f"COMP_WORDS=({shlex.join(line)}) COMP_CWORD={len(line) - 1}")
        ask.append('_pdtrack; eval "set -- ${COMPREPLY[*]}"; printf "%s\\n" "$@" END')
    return _split_words(corner.run([_found("bash"), "--norc", "-c", "\n".join(ask)]))


def in_fish(corner: Corner, script: Path, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """What fish offers for each line."""
    fish = _found("fish")
    ask = [f"source {shlex.quote(str(script))}"]
    for line in lines:
        text = shlex.join(line[:-1]) + " " + line[-1]
        quoted = text.replace("\\", "\\\\").replace("'", "\\'")
        ask += [f"complete -C '{quoted}' | string replace -r '\\t.*' ''", "echo END"]
    return _split_words(corner.run([fish, "--no-config", "-c", "\n".join(ask)]))


def in_powershell(corner: Corner, script: Path, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """What PowerShell offers for each line; an empty text means nothing."""
    shell = _found("pwsh")
    ask = [f". '{script}'"]
    for line in lines:
        text = (" ".join(line[:-1]) + " " + line[-1]).replace("'", "''")
        ask.append(f"$line = '{text}'")
        ask.append("$all = (TabExpansion2 $line $line.Length).CompletionMatches")
        ask.append("$all | ForEach-Object { $_.ListItemText }; 'END'")
    done = subprocess.run(
        [shell, "-NoProfile", "-NonInteractive", "-Command", "\n".join(ask)],
        cwd=corner.folder,
        capture_output=True,
        timeout=120,
        check=True,
    )
    return _split_words(done.stdout.decode())


ZSH = r"""
PS1=
autoload -Uz compinit
compinit -D -u
source $OUT/script.zsh
compadd() {
  local -a hits
  if [[ "${@[1,(i)(-|--)]}" != *-[OAD]\ * ]]; then
    builtin compadd -O hits "$@"
    (( $#hits )) && print -rl -- $hits >>$OUT/offered
  fi
  builtin compadd "$@"
}
take() { _main_complete; compstate[list]= compstate[insert]= }
zle -C take complete-word take
bindkey '^I' take
finish() { print END >>$OUT/offered; BUFFER= }
zle -N finish
bindkey '^G' finish
print END >>$OUT/offered
"""


def in_zsh(corner: Corner, script: Path, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """What zsh offers for each line, typed on a terminal; `compadd` is watched."""
    setup, offered = corner.folder / "setup.zsh", corner.folder / "offered"
    setup.write_text(ZSH, encoding="utf-8")
    keys = ["source $OUT/setup.zsh\r"]
    keys += [f"{shlex.join(line[:-1])} {line[-1]}\t\a" for line in lines]
    return _split_words(typed(corner, [_found("zsh"), "-f", "-i"], keys, offered))[1:]


def typed(corner: Corner, argv: Sequence[str], keys: Sequence[str], output: Path) -> str:
    """The contents of the file `output` after all `keys`, each of which adds an END to it."""
    import pty

    master, slave = pty.openpty()
    with subprocess.Popen(
        argv,
        cwd=corner.folder,
        env=corner.environ,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as running:
        os.close(slave)
        try:
            text, shown = "", b""
            for number, key in enumerate(keys, 1):
                os.write(master, key.encode())
                end = time.monotonic() + PATIENCE
                while text.count("END\n") < number:
                    assert time.monotonic() < end, shown
                    if select.select([master], [], [], 0.01)[0]:
                        shown += os.read(master, 65536)
                    text = output.read_text(encoding="utf-8") if output.exists() else ""
        finally:
            running.kill()
            os.close(master)
    return text


def _split_words(text: str) -> list[list[str]]:
    return [part.splitlines() for part in text.replace("\r\n", "\n").split("END\n")[:-1]]


SHELLS = [
    pytest.param("bash", in_bash, id="bash"),
    pytest.param("zsh", in_zsh, id="zsh"),
    pytest.param("fish", in_fish, id="fish"),
    pytest.param("powershell", in_powershell, id="powershell"),
]
Offers = Callable[[Corner, Path, Sequence[Sequence[str]]], list[list[str]]]


@pytest.mark.parametrize(("shell", "offers"), SHELLS)
def test_a_shell_offers_what_can_follow(
    shell: str, offers: Offers, corner: Corner, pdtrack: Pdtrack
) -> None:
    """Commands, options, choices, tags, topics and settings; Tab never runs pdtrack."""
    script = corner.script(
        shell.replace("powershell", "pwsh"), pdtrack.ok(f"completion {shell}").out
    )
    found = offers(corner, script, [line for line, _ in OFFERED])
    said = [sorted(filter(None, words)) for words in found]
    assert said == [sorted(words) for _, words in OFFERED]
    assert corner.untouched
    assert not pdtrack.journal.exists()


@pytest.mark.parametrize(("shell", "offers"), SHELLS)
def test_a_scale_keeps_its_order(
    shell: str, offers: Offers, corner: Corner, pdtrack: Pdtrack
) -> None:
    """None, mild, moderate, severe: not alphabetical."""
    script = corner.script(
        shell.replace("powershell", "pwsh"), pdtrack.ok(f"completion {shell}").out
    )
    assert offers(corner, script, [["pdtrack", "log", "--pain", ""]]) == [list(PAIN)]


@pytest.mark.parametrize(("shell", "offers"), SHELLS)
def test_words_with_shell_characters_are_offered_unchanged(
    shell: str, offers: Offers, corner: Corner
) -> None:
    """The shell runs, expands and loses nothing in a word, a help text or a label."""
    script = corner.script(shell.replace("powershell", "pwsh"), SCRIPTS[shell](ODD))
    lines = [["pdtrack", "odd", "--word", ""], ["pdtrack", "od"], ["pdtrack", "odd", "--"]]
    words, commands, options = offers(corner, script, lines)
    assert sorted(words) == sorted(STRANGE)
    assert commands == ["odd"]
    assert options == ["--word"]
    assert corner.untouched


@pytest.mark.parametrize(
    ("shell", "setup"),
    [
        pytest.param("bash", "bash --norc -i", id="bash"),
        pytest.param("zsh", "zsh -f -i", id="zsh"),
    ],
)
def test_a_completed_word_reaches_the_program_unchanged(
    shell: str, setup: str, corner: Corner
) -> None:
    """On a terminal, Tab and Enter pass on one word, quoted by the shell where needed."""
    script = shlex.quote(str(corner.script(shell, SCRIPTS[shell](ODD))))
    (corner.folder / "my diary.csv").touch()
    output = corner.folder / "told"
    fake = f"pdtrack() {{ printf '%s\\n' \"$@\" END >>{shlex.quote(str(output))}; }}"
    ready = {"bash": "", "zsh": "autoload -Uz compinit; compinit -D -u; "}[shell]
    keys = [
        f"{ready}source {script}; {fake}; pdtrack\r",
        "pdtrack odd --word it\t\r",
        "pdtrack odd --word two\t\r",
        "pdtrack odd -w umlaut\t my\t\r",
    ]
    first, *rest = setup.split()
    got = _split_words(typed(corner, [_found(first), *rest], keys, output))[1:]
    assert got == [
        ["odd", "--word", "it's"],
        ["odd", "--word", "two words"],
        ["odd", "-w", "umlaut-ä", "my diary.csv"],
    ]


@pytest.mark.parametrize(
    ("shell", "offers", "kept"),
    [
        pytest.param("bash", in_bash, "sad,", id="bash"),
        pytest.param(
            "zsh", in_zsh, "", id="zsh"
        ),  # fish keeps the text before the cursor by itself
        pytest.param("fish", in_fish, "sad,", id="fish"),
    ],
)
def test_a_tag_after_a_comma_is_completed(
    shell: str, offers: Offers, kept: str, corner: Corner, pdtrack: Pdtrack
) -> None:
    """`--tag sad,str` and Tab give `--tag sad,stress`."""
    script = corner.script(shell, pdtrack.ok(f"completion {shell}").out)
    assert offers(corner, script, [["pdtrack", "log", "-t", "sad,str"]]) == [[f"{kept}stress"]]


@pytest.mark.parametrize(
    ("shell", "offers", "kept"),
    [
        pytest.param("zsh", in_zsh, "", id="zsh"),
        pytest.param("fish", in_fish, "--tears=", id="fish"),
    ],
)
def test_a_value_after_an_equals_sign_is_completed(
    shell: str, offers: Offers, kept: str, corner: Corner, pdtrack: Pdtrack
) -> None:
    """`--tears=so` and Tab give `--tears=sobbing`."""
    script = corner.script(shell, pdtrack.ok(f"completion {shell}").out)
    assert offers(corner, script, [["pdtrack", "log", "--tears=so"]]) == [[f"{kept}sobbing"]]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["log", "--tears", "="], list(TEARS)),
        (["log", "--tears", "=", "so"], ["sobbing"]),
        (["log", "--tears", "=", "none", "--pa"], ["--pain"]),
        (["log", "--tears=so"], ["--tears=sobbing"]),
        (["log", "--tag", '"str'], ["stress"]),
        (["edit", "3", "--at", "22", ":", "30", "--pa"], ["--pain"]),
        (["log", "--", "--pa"], []),
        (["log", "--note", "$(touch ran)"], []),
        (["log", "$(touch ran)", "--pa"], ["--pain"]),
        (["$(touch ran)", ""], []),
    ],
)
def test_bash_completes_lines_that_it_split_itself(
    words: list[str], offered: list[str], corner: Corner, pdtrack: Pdtrack
) -> None:
    """bash splits words at `=` and `:`, and passes on the typed text with its quotes."""
    script = corner.script("bash", pdtrack.ok("completion bash").out)
    assert [
        list(filter(None, found)) for found in in_bash(corner, script, [["pdtrack", *words]])
    ] == [offered]
    assert corner.untouched


@pytest.mark.parametrize(
    "setting", ["set -u", "set -o posix", "set -f", "IFS=,", "shopt -s nullglob"]
)
def test_bash_completes_under_any_shell_settings(
    setting: str, corner: Corner, pdtrack: Pdtrack
) -> None:
    """The script works under the settings that people use."""
    script = corner.script("bash", pdtrack.ok("completion bash").out)
    ask = [
        f"{setting}; source {shlex.quote(str(script))}",
        'COMP_WORDS=(pdtrack log --pain ""); COMP_CWORD=3; _pdtrack',
        'printf "%s\\n" "${COMPREPLY[@]}"',
        'COMP_WORDS=(pdtrack log --note ""); _pdtrack; echo "${#COMPREPLY[@]}"',
    ]
    output = corner.run([_found("bash"), "--norc", "-c", "\n".join(ask)])
    assert output.split() == [*PAIN, "0"]


def test_bash_completes_file_names_itself(corner: Corner, pdtrack: Pdtrack) -> None:
    """bash completes FILE and --journal, quoting the names; a note isn't a file."""
    script = corner.script("bash", pdtrack.ok("completion bash").out)
    ask = [f"source {shlex.quote(str(script))}", 'compopt() { printf "%s " "$@"; }']
    for line in ("pdtrack --journal x", "pdtrack export x", "pdtrack log --note x"):
        words = line.split()
        ask.append(f"COMP_WORDS=({line}) COMP_CWORD={len(words) - 1}; _pdtrack; echo END")
    output = _split_words(
        corner.run([_found("bash"), "--norc", "-c", "\n".join(ask)]).replace(" END", "\nEND")
    )
    assert output == [["-o default"], ["-o default"], []]


@pytest.mark.parametrize(
    ("shell", "offers"),
    [pytest.param("zsh", in_zsh, id="zsh"), pytest.param("fish", in_fish, id="fish")],
)
def test_file_names_are_offered_for_file_arguments(
    shell: str, offers: Offers, corner: Corner, pdtrack: Pdtrack
) -> None:
    """FILE and --journal offer the files in this folder; a note doesn't."""
    script = corner.script(shell, pdtrack.ok(f"completion {shell}").out)
    (corner.folder / "diary.csv").touch()
    lines = [
        ["pdtrack", "export", "dia"],
        ["pdtrack", "--journal", "dia"],
        ["pdtrack", "log", "-n", "dia"],
    ]
    assert offers(corner, script, lines) == [["diary.csv"], ["diary.csv"], []]


def test_zsh_finds_the_script_by_its_name(corner: Corner, pdtrack: Pdtrack) -> None:
    """Saved as `_pdtrack` in a folder of fpath, it is loaded at the first Tab."""
    (corner.folder / "functions").mkdir()
    text = pdtrack.ok("completion zsh").out
    (corner.folder / "functions" / "_pdtrack").write_text(text, encoding="utf-8")
    # Otherwise the sourced script sets up the folder.
    script = corner.script("zsh", "fpath=($OUT/functions $fpath); compinit -D -u")
    assert in_zsh(corner, script, [["pdtrack", "log", "--tears", "so"]]) == [["sobbing"]]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_holds_nothing_personal(shell: str, pdtrack: Pdtrack) -> None:
    """It has no own tags, notes or people, and is the same without a journal."""
    before = pdtrack.ok(f"completion {shell}").out
    assert not pdtrack.journal.exists()
    pdtrack.ok("log --mood 3 --tag my-own-word --new-tag --note secret-note --helped my-own-way")
    after = pdtrack.ok(f"completion {shell}").out
    assert after == before
    pdtrack.journal.write_bytes(b"this is no journal")
    assert pdtrack.ok(f"completion {shell}").out == before


@pytest.mark.parametrize("shell", SCRIPTS)
def test_every_command_is_in_every_script(shell: str, pdtrack: Pdtrack) -> None:
    """The scripts are made from the table of commands, so none is missing."""
    result = pdtrack.ok(f"completion {shell}")
    assert all(command.name in result.out for command in COMMANDS)
    assert result.err == ""
    assert "\r" not in result.out
    assert result.out.endswith("\n")
    assert "\n\n\n" not in result.out


@pytest.mark.parametrize(
    ("metavar", "kind", "words"),
    [
        ("none|mild", "words", ("none", "mild")),
        ("[mood|calendar]", "words", ("mood", "calendar")),
        ("[rename]", "words", ("rename",)),
        ("1-3", "words", ("1", "2", "3")),
        ("ID...", "words", ("last",)),
        ("[ID]...", "words", ("last",)),
        ("[ID…]", "words", ("last",)),
        ("TAG", "list", ("calm",)),
        ("FILE", "file", ()),
        ("[FILE.html]", "file", ()),
        ("TEXT", "free", ()),
        ("WORD=N", "free", ()),
        (None, "free", ()),
    ],
)
def test_a_metavar_names_what_can_follow(
    metavar: str | None, kind: str, words: tuple[str, ...]
) -> None:
    """The help page and Tab completion use the same words."""
    value = value_of(metavar, {"ID": ("last",), "TAG": ("calm",)})
    assert (value.kind, value.words) == (kind, words)


def test_a_shell_without_a_script_is_refused(pdtrack: Pdtrack) -> None:
    """One line lists the shells that have one."""
    result = pdtrack("completion tcsh")
    assert result.code == 2
    assert result.out == ""
    assert result.err == (
        "pdtrack: There is no script for that shell. The shells are bash, zsh, fish, powershell.\n"
    )
