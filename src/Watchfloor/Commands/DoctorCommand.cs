using System.CommandLine;
using Spectre.Console;
using Watchfloor.Doctor;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor doctor</c>: looks at a data directory and says what is wrong and how to mend it.</summary>
internal static class DoctorCommand
{
    private const string Examples = """
        Examples:
          watchfloor doctor --data /var/lib/watchfloor
              Looks without changing anything, with the server running or stopped.

        Exit codes: 0 all is well, 1 something is wrong, 2 wrong arguments.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var data = StateAccess.Data();
        var state = StateAccess.State();
        var command = new TaughtCommand("doctor", "Say what is wrong with a data directory, and how to mend it.", Examples) { data, state };
        command.SetAction(async (arguments, cancellation) =>
        {
            var patient = new Patient(arguments.GetValue(data)!, arguments.GetValue(state), terminal.Time);
            var console = terminal.ConsoleFor(terminal.Output, terminal.OutputIsTerminal);
            var isWell = true;
            foreach (var (name, examine) in Examinations.All)
            {
                var finding = await examine(patient, cancellation).ConfigureAwait(false);
                isWell &= finding.IsWell;
                console.Write(new Text(finding.IsWell ? "ok    " : "WRONG ", finding.IsWell ? new Style(Color.Green) : new Style(Color.Red, decoration: Decoration.Bold)));
                console.WriteLine($"{name}: {VisibleText.Of(finding.Text)}");
            }

            return isWell ? ExitCode.Nothing : ExitCode.Found;
        });
        return command;
    }
}
