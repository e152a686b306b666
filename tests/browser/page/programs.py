"""Programs in several languages, run one after the other by one process of each language.

Starting an interpreter, or a compiler, takes longer than all of its programs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

#: What a process writes after a program has ended.
END: Final = "\x1e"

_PYTHON: Final = """
import runpy, sys, traceback
for line in sys.stdin:
    try:
        runpy.run_path(line.rstrip("\\n"), run_name="__main__")
    except BaseException:
        traceback.print_exc(file=sys.stdout)
    print("\\x1e", flush=True)
"""
_JAVASCRIPT: Final = """
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  try { await import(line); } catch (error) { console.log(error); }
  console.log("\\x1e");
}
"""
_RUBY: Final = """
$stdout.sync = true
while (line = $stdin.gets)
  begin
    load line.chomp, true
  rescue Exception => error
    puts error.full_message
  end
  puts "\\x1e"
end
"""
_JAVA: Final = """
import java.io.*;
import java.net.*;
import java.nio.file.*;
import javax.tools.*;

public class Run {
    public static void main(String[] arguments) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; System.out.println("\\u001e")) {
            var source = Path.of(line);
            var folder = source.getParent();
            var options = new String[] {"-d", folder.toString(), line};
            if (compiler.run(null, System.out, System.out, options) != 0) continue;
            try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
                var main = loader.loadClass("Sample").getMethod("main", String[].class);
                main.invoke(null, (Object) new String[0]);
            } catch (Exception error) {
                error.printStackTrace(System.out);
            }
        }
        System.exit(0);
    }
}
"""

#: The name of a program's file; the name and the text of what runs each program, if that is one
#: process for all; and the command: the file follows where it is one process for each.
LANGUAGES: Final[dict[str, tuple[str, tuple[str, str] | None, tuple[str, ...]]]] = {
    "curl": ("sample.sh", None, ("sh",)),
    "Python": ("sample.py", ("run.py", _PYTHON), (sys.executable,)),
    "JavaScript": ("sample.mjs", ("run.mjs", _JAVASCRIPT), ("node",)),
    "Ruby": ("sample.rb", ("run.rb", _RUBY), ("ruby",)),
    "PHP": ("sample.php", None, ("php",)),
    "Java": (
        "Sample.java",
        ("Run.java", _JAVA),
        ("java", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"),
    ),
}


class Programs:
    """Runs programs of a language, each in a folder of its own."""

    def __init__(self, language: str, folder: Path) -> None:
        self._file, self._runner, self._command = LANGUAGES[language]
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def run(self, name: str, text: str) -> str:
        """All that a program prints."""
        folder = self._folder / name
        folder.mkdir()
        file = folder / self._file
        file.write_text(text, encoding="utf-8")
        if self._runner is not None:
            return self._run_next(file)
        done = subprocess.run(
            [*self._command, file],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout

    def _run_next(self, file: Path) -> str:
        if self._process is None:
            self._process = self._started()
        given, printed = self._process.stdin, self._process.stdout
        assert given is not None
        assert printed is not None
        try:
            given.write(f"{file}\n")
            given.flush()
        except BrokenPipeError:
            return "the program before ended the process"
        return "".join(_until_the_end(printed))

    def _started(self) -> subprocess.Popen[str]:
        assert self._runner is not None
        name, text = self._runner
        runner = self._folder / name
        runner.write_text(text, encoding="utf-8")
        pipe = subprocess.PIPE
        command = [*self._command, runner]
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
        )

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate(timeout=60)


def _until_the_end(printed: IO[str]) -> Iterator[str]:
    for line in printed:
        if line.rstrip("\n").endswith(END):
            yield line.rstrip("\n").removesuffix(END)
            return
        yield line


@contextmanager
def programs(language: str, folder: Path) -> Iterator[Programs]:
    """Runs programs of a language until the end of the block."""
    made = Programs(language, folder)
    try:
        yield made
    finally:
        made.close()
