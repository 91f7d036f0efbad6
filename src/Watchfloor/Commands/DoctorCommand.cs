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
              Looks without changing anything, with the server running or stopped. Of a running server it also names the sources and rules
              that have taken the most of its time.

        Exit codes: 0 all is well, 1 something is wrong, 2 wrong arguments.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var data = StateAccess.Data();
        var state = StateAccess.State();
        var top = new Option<int>("--top") { Description = "How many sources and rules to name that cost the most, 0 to 100.", HelpName = "NUMBER", DefaultValueFactory = _ => Patient.DefaultTop };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100) result.AddError("--top must be 0 to 100.");
        });
        var command = new TaughtCommand("doctor", "Say what is wrong with a data directory, and how to mend it.", Examples) { data, state, top };
        command.SetAction(async (arguments, cancellation) =>
        {
            var patient = new Patient(arguments.GetValue(data)!, arguments.GetValue(state), terminal.Time, arguments.GetValue(top));
            var console = terminal.ConsoleFor(terminal.Output, terminal.OutputIsTerminal);
            var isWell = true;
            foreach (var (name, examine) in Examinations.All)
            {
                var finding = await examine(patient, cancellation).ConfigureAwait(false);
                isWell &= finding.IsWell;
                console.Write(new Text(finding.IsWell ? "ok    " : "WRONG ", finding.IsWell ? new Style(Color.Green) : new Style(Color.Red, decoration: Decoration.Bold)));
                console.WriteLine($"{name}: {VisibleText.Of(finding.Text)}");
                foreach (var detail in finding.Details) console.WriteLine("        " + VisibleText.Of(detail));
            }

            return isWell ? ExitCode.Nothing : ExitCode.Found;
        });
        return command;
    }
}
